import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readTrustProxy } from '../../lib/cli/serve-config.ts';
import { openDatabase } from '../../lib/database/connect.ts';
import { runIwt } from '../support/children.ts';
import { silentLog } from '../support/databases.ts';
import { startChat } from '../support/visitor.ts';

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'iwt-serve-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

function config(content: string): string {
  const file = path.join(folder(), 'iwt.json');
  writeFileSync(file, content);
  return file;
}

const iwt = (...flags: string[]) =>
  runIwt(['serve', '--json', '--port', '0', ...flags], { IWT_DATABASE: '', IWT_DATA: '' });

async function serve(...flags: string[]) {
  const child = iwt(...flags);
  let line = '';
  child.process.stdout?.on('data', (text: string) => {
    line += text;
  });
  onTestFinished(() => {
    child.process.kill('SIGKILL');
    return child.ended.then(() => undefined);
  });
  await child.printed('\n');
  return JSON.parse(line) as { url: string; root: string; cic?: { http: number } };
}

const refusal = async (...flags: string[]) => {
  const { code, err } = await iwt(...flags).ended;
  return { code, err };
};

describe('iwt serve --config', () => {
  it('takes the options in the file, below flags and above the environment', async () => {
    const [data, other] = [folder(), folder()];
    const file = config(`\ufeff${JSON.stringify({ root: '/Chat', data })}`);
    const first = await serve('--config', file);
    expect(first.root).toBe('/Chat');
    expect((await fetch(`${first.url}/Chat/health/ready`)).status).toBe(200);
    expect(existsSync(path.join(data, 'iwt.sqlite'))).toBe(true);

    const second = await serve('--config', file, '--data', other);
    expect(second.root).toBe('/Chat');
    expect(existsSync(path.join(other, 'iwt.sqlite'))).toBe(true);
  });

  it.each([
    ['{"root": "/Chat",}', /the file .*iwt\.json is not JSON: .*\(IWT_BAD_OPTION\)/i],
    ['["root"]', /must hold one JSON object with options of iwt\(\)\. \(IWT_BAD_OPTION\)/],
    ['{"rot": "/Chat"}', /no option "rot"; did you mean "root"\? \(IWT_UNKNOWN_OPTION\)/],
    ['{"cic": {"servers": ["icserver"]}}', /The option cic\.servers must be a server such as .*\(IWT_BAD_OPTION\)/],
    ['{"cic": {"servers": ["http://icserver"], "way": 1}}', /The option cic has no part "way"\. \(IWT_BAD_OPTION\)/],
  ])('refuses %s', async (content, sentence) => {
    const { code, err } = await refusal('--config', config(content), '--data', folder());
    expect(code).toBe(1);
    expect(err).toMatch(sentence);
  });

  it('refuses a file that is not there', async () => {
    const file = path.join(folder(), 'none.json');
    expect(await refusal('--config', file)).toEqual({
      code: 1,
      err: `iwt: The file ${file} cannot be read (ENOENT). (IWT_BAD_OPTION)\n`,
    });
  });
});

describe('iwt serve --trust-proxy', () => {
  it('reads numbers, addresses and the names that Express has for ranges', () => {
    expect(readTrustProxy('1')).toBe(1);
    expect(readTrustProxy('loopback')).toEqual(['loopback']);
    expect(readTrustProxy('uniquelocal, 192.0.2.0/24,2001:db8::1')).toEqual([
      'uniquelocal',
      '192.0.2.0/24',
      '2001:db8::1',
    ]);
    for (const wrong of ['', 'true', 'everybody', '-1', '1000', '192.0.2.0/33', 'loopback,']) {
      expect(() => readTrustProxy(wrong)).toThrow(/--trust-proxy takes the number of your proxies/);
    }
  });

  it('refuses what would believe everybody', async () => {
    const { code, err } = await refusal('--trust-proxy', 'true', '--data', folder());
    expect([code, err]).toEqual([1, expect.stringContaining('"true" cannot be trusted')]);
  });

  it("believes a proxy's word for the visitor's address, on the site's port and on that of the CIC server", async () => {
    const data = folder();
    const place = await serve('--data', data, '--cic', '--cic-port', '0', '--trust-proxy', 'loopback');
    const forwarded = { 'X-Forwarded-For': '203.0.113.5, 192.0.2.7' };
    expect((await fetch(`${place.url}/I3Root/metrics`)).status).toBe(200);
    expect((await fetch(`${place.url}/I3Root/metrics`, { headers: forwarded })).status).toBe(404);
    const body = JSON.stringify({ participant: { name: 'Vera' }, target: 'Support', targetType: 'Workgroup' });
    const answer = await fetch(`http://127.0.0.1:${place.cic?.http}/websvcs/chat/start`, {
      method: 'POST',
      headers: forwarded,
      body,
    });
    expect(await answer.json()).toMatchObject({ chat: { status: { type: 'success' } } });
    expect(await addressesIn(data)).toEqual(['192.0.2.7']);
  });

  it('believes nobody without it', async () => {
    const data = folder();
    const { url, root } = await serve('--data', data);
    await startChat(`${url}${root}`);
    expect((await fetch(`${url}/I3Root/metrics`, { headers: { 'X-Forwarded-For': '192.0.2.7' } })).status).toBe(200);
    expect(await addressesIn(data)).toEqual(['127.0.0.1']);
  });
});

async function addressesIn(data: string): Promise<string[]> {
  const database = openDatabase(`sqlite:${path.join(data, 'iwt.sqlite')}`, { log: silentLog });
  try {
    return await database.knex('iwt_interaction').pluck('address');
  } finally {
    await database.close();
  }
}
