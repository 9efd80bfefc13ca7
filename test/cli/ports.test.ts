import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import https from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { type Child, runIwt } from '../support/children.ts';

interface Ready {
  readonly cic: {
    readonly http: number;
    readonly https?: number;
    readonly additionalHttp?: readonly number[];
    readonly additionalHttps?: readonly number[];
    readonly pluginHttp: number;
    readonly pluginHttps?: number;
  };
}

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'iwt-ports-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

const iwt = (...args: string[]): Child => runIwt(args);

async function serve(data: string, ...flags: string[]) {
  const child = iwt('serve', '--json', '--port', '0', '--cic', '--cic-port', '0', '--data', data, ...flags);
  let line = '';
  child.process.stdout?.on('data', (text: string) => {
    line += text;
  });
  await child.printed('\n');
  const stop = () => {
    child.process.kill('SIGTERM');
    return child.ended;
  };
  onTestFinished(async () => void (await stop()));
  return { ready: JSON.parse(line) as Ready, stop };
}

const status = async (port: number, at = '/websvcs/serverConfiguration') =>
  (await fetch(`http://127.0.0.1:${port}${at}`)).status;

function secureStatus(port: number, at = '/websvcs/serverConfiguration'): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path: at, rejectUnauthorized: false };
    https.get(options, (answer) => resolve(answer.resume().statusCode)).on('error', reject);
  });
}

it('AdditionalHTTPPorts are opened with the next start of a CIC server, and answer what its own port does', async () => {
  const data = folder();
  expect(await iwt('migrate', 'latest', '--data', data).ended).toMatchObject({ code: 0 });
  for (const wrong of ['80;http', '70000', '8114;8114', '-1']) {
    const refused = await iwt('params', 'set', '--data', data, '--', 'AdditionalHTTPPorts', wrong).ended;
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('AdditionalHTTPPorts must') });
  }
  const plain = await serve(data);
  expect(plain.ready.cic).toEqual({ http: expect.any(Number), pluginHttp: expect.any(Number) });
  expect(await iwt('params', 'set', 'AdditionalHTTPPorts', '0; 0', '--data', data).ended).toMatchObject({ code: 0 });
  await plain.stop();
  await iwt('params', 'set', 'AdditionalHTTPSPorts', '0', '--data', data).ended;

  const { ready, stop } = await serve(data);
  const { http, additionalHttp = [] } = ready.cic;
  expect(additionalHttp).toHaveLength(2);
  for (const port of [http, ...additionalHttp]) {
    expect([await status(port), await status(port, '/I3Root/')]).toEqual([200, 404]);
  }
  expect((await stop()).err).toContain('AdditionalHTTPSPorts are not opened');
});

const handlerPage = '/WebHTMLService/doHTMLRequest?event=CgiTest&format=text';

it('the Web HTML plug-in answers on a port of its own, and nothing else does there', async () => {
  const { ready } = await serve(folder());
  const { http, pluginHttp } = ready.cic;
  expect(pluginHttp).not.toBe(http);
  const page = await fetch(`http://127.0.0.1:${pluginHttp}${handlerPage}`);
  const text = await page.text();
  expect(text).toContain('\nScript Name:doHTMLRequest\nQuery String:event=CgiTest&format=text\n');
  expect(text).toContain(`\nServer Port:${pluginHttp}\n`);
  expect(await status(pluginHttp, '/webhtmlservice/DOHTMLREQUEST?event=cgitest')).toBe(200);
  for (const at of ['/websvcs/serverConfiguration', '/I3Root/', '/WebHTMLService/', '/WebHTMLService/../I3Root/']) {
    expect([at, await status(pluginHttp, at)]).toEqual([at, 404]);
  }
  expect(await status(http, handlerPage)).toBe(404);
}, 60_000);

it('AdditionalHTTPSPorts are opened where there is a certificate', async () => {
  const data = folder();
  const [key, cert] = ['key.pem', 'cert.pem'].map((name) => path.join(data, name)) as [string, string];
  const subject = ['-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=localhost'];
  execFileSync('openssl', ['req', '-x509', ...subject, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  await iwt('migrate', 'latest', '--data', data).ended;
  await iwt('params', 'set', 'AdditionalHTTPSPorts', '0', '--data', data).ended;
  const { ready } = await serve(data, '--cic-tls-port', '0', '--key', key, '--cert', cert);
  const { https: own = 0, additionalHttps = [], pluginHttps = 0 } = ready.cic;
  expect(await secureStatus(pluginHttps, handlerPage)).toBe(200);
  expect(additionalHttps).toHaveLength(1);
  for (const port of [own, ...additionalHttps]) expect(await secureStatus(port)).toBe(200);
});
