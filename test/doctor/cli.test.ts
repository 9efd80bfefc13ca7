import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Flags, readPatient } from '../../lib/cli/doctor.ts';
import { createReport, printSummary } from '../../lib/doctor/report.ts';
import type { Step } from '../../lib/doctor/task.ts';
import { runIwt } from '../support/children.ts';
import { reservedPort } from '../support/reserved-port.ts';
import { authority } from './certificates.ts';
import { bridge, configuration, plugin, serveHttp } from './stand-ins.ts';
import { webServer } from './web-server.ts';

const doctor = (args: readonly string[], environment: NodeJS.ProcessEnv = {}) =>
  runIwt(['doctor', ...args], environment).ended;

function file(name: string, text: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'iwt-doctor-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
}

test('the exit code tells whether there are faults; warnings are none', async () => {
  const well = await doctor(['--cic-server', `http://127.0.0.1:${await serveHttp(bridge())}`, '--no-search']);
  expect(well).toMatchObject({ code: 0, out: expect.stringContaining('All is well: 3 steps tried.'), err: '' });
  const warned = await serveHttp(bridge({ body: configuration(0) }));
  const warning = await doctor(['--cic-server', `http://127.0.0.1:${warned}`, '--no-search']);
  expect(warning).toMatchObject({ code: 0, out: expect.stringContaining('1 warning; 3 steps tried.') });
  const refused = await doctor(['--cic-server', `http://127.0.0.1:${await reservedPort()}`, '--no-search']);
  expect(refused).toMatchObject({ code: 1, out: expect.stringContaining('(port.refused)') });
  // No terminal, no colours.
  expect(refused.out).not.toContain('\u001b');
});

test('--json prints one document', async () => {
  const port = await reservedPort();
  const { code, out } = await doctor(['--cic-server', `http://127.0.0.1:${port}`, '--no-search', '--json']);
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({
    result: 'faults',
    faults: 1,
    warnings: 0,
    steps: [
      { section: 'Server1', step: 'name', outcome: 'ok', findings: [] },
      {
        step: 'port',
        target: `http://127.0.0.1:${port}`,
        outcome: 'fault',
        findings: [{ code: 'port.refused', level: 'fault', advice: expect.stringContaining('WebProcessorBridge') }],
      },
      { step: 'server-configuration', outcome: 'not-tried', findings: [] },
    ],
  });
});

test.each([
  [['shop.example'], 'is no URL'],
  [['https://shop.example', '--timeout', '0'], 'a number of seconds'],
  [['https://shop.example', '--nothing'], 'unknown option'],
])('what keeps it from looking has the exit code 2: %j', async (args, sentence) => {
  const { code, out, err } = await doctor(args);
  expect({ code, out, err }).toEqual({ code: 2, out: '', err: expect.stringContaining(sentence) });
});

const flags: Flags = { search: true, connectTimeout: 3, timeout: 10 };

test.each<[string | undefined, Partial<Flags>, string]>([
  [undefined, {}, 'needs the URL of a site'],
  ['ftp://shop.example', {}, 'is no URL'],
  ['https://', {}, 'is no URL'],
  ['https://me:secret@shop.example', {}, 'no name and no password'],
  [undefined, { cicServer: ['icserver'] }, 'cic.servers must be a server'],
  [undefined, { cicServer: ['https://icserver'], ca: ['nowhere.cer'] }, 'cannot be read (ENOENT)'],
  [undefined, { config: 'nowhere.json' }, 'cannot be read (ENOENT)'],
  [undefined, { config: 'README.md' }, 'is not JSON'],
  ['https://shop.example', { siteCa: 'package.json' }, 'holds no certificate'],
])('arguments that cannot be are refused with a sentence: %j %j', async (url, given, sentence) => {
  await expect(readPatient(url, { ...flags, ...given }, {})).rejects.toThrow(sentence);
});

test('a bare origin means the root below it, and a page its folder', async () => {
  const base = async (url: string, root?: string) => {
    const config = root === undefined ? {} : { config: file('options.json', JSON.stringify({ root })) };
    return (await readPatient(url, { ...flags, ...config }, {})).site?.base.href;
  };
  expect(await base('https://shop.example')).toBe('https://shop.example/I3Root');
  expect(await base('https://shop.example/')).toBe('https://shop.example/I3Root');
  expect(await base('https://shop.example', '')).toBe('https://shop.example/');
  expect(await base('HTTPS://shop.example:8443/a/I3Root/index.html?x=1#y')).toBe('https://shop.example:8443/a/I3Root');
});

test('servers come from the environment and from a file, the site from its option', async () => {
  const server = `http://localhost:${await serveHttp(bridge())}`;
  const site = await webServer({ rules: { '/I3Root/Server1/': `${server}/` } });
  const sections = async (args: string[], environment: NodeJS.ProcessEnv = {}) => {
    const { code, out } = await doctor(['--json', '--no-search', ...args], environment);
    const { steps } = JSON.parse(out) as { steps: Step[] };
    return { code, sections: [...new Set(steps.map(({ section }) => section))] };
  };
  expect(await sections([], { IWT_CIC_SERVERS: server })).toEqual({ code: 0, sections: ['Server1'] });
  const config = file(
    'options.json',
    `\ufeff${JSON.stringify({ cic: { servers: [server] }, siteUrl: new URL(site).origin })}`,
  );
  expect(await sections(['--config', config])).toEqual({ code: 0, sections: ['Server1', 'Site'] });
});

test('authorities are taken from files', async () => {
  const [own, other] = [authority(), authority('HTTPS Authority')];
  const wish = { names: 'DNS:localhost' };
  const options = {
    cic: {
      servers: [
        {
          https: `https://localhost:${await serveHttp(bridge(), own.certificate(wish))}`,
          pluginHttps: `https://localhost:${await serveHttp(plugin(), other.certificate(wish))}`,
        },
      ],
    },
  };
  const config = ['--config', file('options.json', JSON.stringify(options))];
  expect(await doctor([...config, '--ca', own.file, '--plugin-ca', other.file])).toMatchObject({ code: 0 });
  expect((await doctor([...config, '--ca', own.file])).out).toContain('plugin.wrong-authority');
});

const step: Step = {
  section: 'Server1',
  step: 'port',
  target: 'http://icserver:8114',
  tried: 'Connect to port 8114 of icserver',
  outcome: 'fault',
  answer: '10.0.0.5 refused the connection.',
  findings: [{ code: 'port.refused', level: 'fault', advice: 'Start it.' }],
};

test('on a terminal there are colours, and lines end where it does', () => {
  const printed = createReport({ colour: true, width: 40 }).step(step);
  expect(printed).toContain('\u001b[31m');
  const plain = createReport({ colour: false, width: 44 }).step({ ...step, outcome: 'ok', findings: [] });
  expect(plain).toBe(
    'Server1\n  ok       Connect to port 8114 of icserver:\n           10.0.0.5 refused the connection.\n',
  );
});

test('a section has one heading, and the end counts', () => {
  const report = createReport({ colour: false, width: undefined });
  expect(report.step(step)).toBe(
    'Server1\n  FAULT    Connect to port 8114 of icserver\n           10.0.0.5 refused the connection.\n           => Start it. (port.refused)\n',
  );
  const skipped: Step = { ...step, outcome: 'not-tried', answer: 'Not tried: icserver has no address.', findings: [] };
  expect(report.step(skipped)).toBe('');
  expect(report.step({ ...skipped, answer: 'Not tried: it is late.' })).toBe(
    '  -        Connect to port 8114 of icserver. Not tried: icserver has no address.\n',
  );
  expect(report.step({ ...step, section: 'Site' })).toMatch(/^ {2}- .*it is late\.\n\nSite\n {2}FAULT/);
  expect([report.step({ ...skipped, section: 'Site' }), report.step({ ...skipped, section: 'Site' })]).toEqual([
    '',
    '',
  ]);
  expect(report.end()).toBe('  -        The next 2 steps. Not tried: icserver has no address.\n');
  expect(report.end()).toBe('');
  const look = { colour: false, width: undefined };
  expect(printSummary([step, step, { ...step, outcome: 'not-tried', findings: [] }], look)).toBe(
    '\n2 faults; 2 steps tried, 1 not tried. Begin with the first fault; others may come from it.\n',
  );
});
