import { writeFileSync } from 'node:fs';
import https from 'node:https';
import path from 'node:path';
import { XMLParser } from 'fast-xml-parser';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { readOptions } from '../../lib/options/options.ts';
import type { CicOption } from '../../lib/proxy/option.ts';
import { printConfiguration, type WebServer } from '../../lib/site/web-servers/web-servers.ts';
import { authority, selfSigned } from '../doctor/certificates.ts';
import { openEventStream } from '../support/event-stream.ts';
import { type Program, type RunningProgram, startProgram, without } from './programs.ts';
import { type Recorder, record } from './recorder.ts';

function printed(program: WebServer, cic: CicOption, root = '/I3Root'): string {
  const settings = readOptions({ root, cic });
  if (!settings.cic) throw new Error('no servers');
  return printConfiguration(program, settings.cic, root, cic);
}

const programs: readonly Program[] = ['apache', 'nginx', 'haproxy', 'caddy'];

describe.each(programs)('%s, configured with what is printed', (program) => {
  describe.skipIf(without(program))('in front of two CIC servers', () => {
    let bridges: readonly [Recorder, Recorder];
    let plugins: readonly [Recorder, Recorder];
    let site: RunningProgram;

    beforeEach(async () => {
      bridges = [await record(), await record()];
      plugins = [await record(), await record()];
      const servers = bridges.map(({ port }, index) => ({
        http: `http://127.0.0.1:${port}`,
        pluginHttp: `http://127.0.0.1:${plugins[index]?.port}`,
      }));
      site = await startProgram(program, { printed: printed(program, { servers }) });
      return () => site.stop();
    });

    const get = (address: string, headers: Record<string, string> = {}) =>
      fetch(`${site.http}/I3Root/${address}`, { headers, redirect: 'manual' });

    it('every folder leads to its own part, without the prefix and with the query', async () => {
      await get('Server1/websvcs/serverConfiguration?a=%20b');
      await get('Server2/websvcs/chat/getFile/x/y/-a%20b.jpg');
      await get('WebServices/Server1/doHTMLRequest?event=CgiTest');
      await get('WebServices/Server2/doHTMLRequest?event=CgiTest');
      await get('WebServices/WebHTMLService/doHTMLRequest?event=Alias&x=a+b');
      expect([...bridges, ...plugins].map(({ seen }) => seen.map(({ url }) => url))).toEqual([
        ['/websvcs/serverConfiguration?a=%20b'],
        ['/websvcs/chat/getFile/x/y/-a%20b.jpg'],
        ['/WebHTMLService/doHTMLRequest?event=CgiTest', '/WebHTMLService/doHTMLRequest?event=Alias&x=a+b'],
        ['/WebHTMLService/doHTMLRequest?event=CgiTest'],
      ]);
      expect((await get('agent/')).status).toBeGreaterThanOrEqual(program === 'caddy' ? 200 : 400);
    });

    it('the CIC server sees its own name with its port, and the address of the visitor', async () => {
      await get('Server1/websvcs/serverConfiguration', { 'X-Forwarded-For': '203.0.113.9' });
      await get('Server1/websvcs/serverConfiguration');
      const [forwarded, plain] = bridges[0].seen;
      expect(forwarded?.headers.host).toBe(`127.0.0.1:${bridges[0].port}`);
      // Caddy believes strangers only when it is told to.
      expect(forwarded?.headers['x-forwarded-for']).toBe(program === 'caddy' ? '127.0.0.1' : '203.0.113.9, 127.0.0.1');
      expect(plain?.headers['x-forwarded-for']).toBe('127.0.0.1');
    });

    it('bodies, answers and statuses come through as they are', async () => {
      const body = JSON.stringify({ message: 'Grüße' });
      const post = () => fetch(`${site.http}/I3Root/Server1/websvcs/chat/start`, { method: 'POST', body });
      expect(await (await post()).text()).toBe(`port ${bridges[0].port}`);
      expect(bridges[0].seen[0]).toMatchObject({ method: 'POST', body });
      for (const status of [404, 500, 502, 503]) {
        bridges[0].status = status;
        const answer = await post();
        expect([answer.status, await answer.text()]).toEqual([status, `port ${bridges[0].port}`]);
      }
      // Nothing was sent twice, whatever the answer.
      expect(bridges[0].seen).toHaveLength(5);
    });

    it('redirects stay on the site', async () => {
      bridges[0].status = 302;
      const { headers } = await get('Server1/moved');
      const location = new URL(headers.get('location') ?? '', site.http);
      // HAProxy and Caddy leave it as it is; a CIC server redirects nobody.
      if (program === 'apache' || program === 'nginx')
        expect(location.href).toBe(`${site.http}/I3Root/Server1/elsewhere`);
      else expect(location.pathname).toBe('/elsewhere');
    });

    it('events are passed on as they come', async () => {
      const stream = await openEventStream(`${site.http}/I3Root/Server1/stream`);
      onTestFinished(() => stream.close());
      await stream.until(({ data }) => data === ('first' as never));
      bridges[0].streams[0]?.write('data: "second"\n\n');
      await stream.until(({ data }) => data === ('second' as never));
    });

    it('connections are kept', async () => {
      for (let count = 0; count < 6; count += 1) await (await get('Server1/websvcs/serverConfiguration')).text();
      const connections = new Set(bridges[0].seen.map(({ connection }) => connection));
      expect(connections.size).toBeLessThan(6);
    });

    it('a server that is gone is said to be, and found as soon as it is back', async () => {
      await bridges[0].stop();
      expect([502, 503, 504]).toContain((await get('Server1/websvcs/serverConfiguration')).status);
      expect((await get('Server2/websvcs/serverConfiguration')).status).toBe(200);
      await bridges[0].start();
      expect((await get('Server1/websvcs/serverConfiguration')).status).toBe(200);
    });
  });

  describe.skipIf(without(program))('with TLS before and behind', () => {
    it('visitors over HTTP and over HTTPS go to different ports, with private authorities', async () => {
      const group = authority();
      const other = authority('HTTPS Authority');
      const own = selfSigned('DNS:localhost');
      const folder = path.dirname(group.file);
      const tls = { cert: path.join(folder, 'site.pem'), key: path.join(folder, 'site.key') };
      writeFileSync(tls.cert, own.cert);
      writeFileSync(tls.key, own.key);
      const [plain, secured, plugin, securedPlugin] = [
        await record(),
        await record(group.certificate({ names: 'DNS:localhost' })),
        await record(),
        await record(other.certificate({ names: 'DNS:localhost' })),
      ] as const;
      const server = {
        http: `http://127.0.0.1:${plain.port}`,
        https: `https://localhost:${secured.port}`,
        pluginHttp: `http://127.0.0.1:${plugin.port}`,
        pluginHttps: `https://localhost:${securedPlugin.port}`,
      };
      const cic = { servers: [server], ca: group.file, pluginCa: other.file };
      const site = await startProgram(program, { printed: printed(program, cic), tls });
      onTestFinished(() => site.stop());
      const ask = (address: string) => status(`${site.https}/I3Root/${address}`, own.cert);
      expect((await fetch(`${site.http}/I3Root/Server1/a`)).status).toBe(200);
      expect((await fetch(`${site.http}/I3Root/WebServices/Server1/b`)).status).toBe(200);
      expect([
        await ask('Server1/c'),
        await ask('WebServices/Server1/d'),
        await ask('WebServices/WebHTMLService/e'),
      ]).toEqual([200, 200, 200]);
      expect([plain, secured, plugin, securedPlugin].map(({ seen }) => seen.map(({ url }) => url))).toEqual([
        ...[['/a'], ['/c'], ['/WebHTMLService/b'], ['/WebHTMLService/d', '/WebHTMLService/e']],
      ]);
      expect(secured.seen[0]?.headers.host).toBe(`localhost:${secured.port}`);

      // The wrong authority is not believed, unless nothing is checked.
      const swapped = { servers: [server], ca: other.file, pluginCa: group.file };
      for (const [verify, expected] of [[true, 200] as const, [false, 200] as const]) {
        const again = await startProgram(program, { printed: printed(program, { ...swapped, verify }), tls });
        const found = await status(`${again.https}/I3Root/Server1/f`, own.cert);
        await again.stop();
        if (verify) expect([500, 502, 503]).toContain(found);
        else expect(found).toBe(expected);
      }
    });
  });
});

function status(url: string, ca: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    https
      .get(url, { ca, agent: false }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      })
      .on('error', reject);
  });
}

describe('for IIS', () => {
  it('there is a web.config for every folder', () => {
    const text = printed('iis', {
      servers: [{ http: 'http://ic1:8114', https: 'https://ic1.company.com:3508' }, 'http://ic2'],
    });
    expect(text).toContain('appcmd.exe set config -section:system.webServer/proxy /enabled:"True" /commit:apphost');
    const [, ...files] = text.split(/^==== /m);
    const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' });
    const rules = files.map((file) => {
      const [name = '', xml = ''] = file.split(/ ====\n/);
      const { rule } = parser.parse(xml).configuration['system.webServer'].rewrite.rules;
      return [name, [rule].flat().map((one) => [one.conditions?.add, one.match.url, one.action.type, one.action.url])];
    });
    const on = { input: '{HTTPS}', pattern: '^ON$', ignoreCase: 'true' };
    const off = { ...on, pattern: '^OFF$' };
    const both = (plain: string, secure: string) => [
      [off, '(.*)', 'Rewrite', plain],
      [on, '(.*)', 'Rewrite', secure],
    ];
    const plugin = both('http://ic1:8018/WebHTMLService/{R:1}', 'https://ic1.company.com:8019/WebHTMLService/{R:1}');
    expect(Object.fromEntries(rules)).toEqual({
      'I3Root\\Server1\\web.config': both('http://ic1:8114/{R:1}', 'https://ic1.company.com:3508/{R:1}'),
      'I3Root\\Server2\\web.config': [[undefined, '(.*)', 'Rewrite', 'http://ic2:8114/{R:1}']],
      'I3Root\\WebServices\\Server1\\web.config': plugin,
      'I3Root\\WebServices\\Server2\\web.config': [
        [undefined, '(.*)', 'Rewrite', 'http://ic2:8018/WebHTMLService/{R:1}'],
      ],
      'I3Root\\WebServices\\WebHTMLService\\web.config': plugin,
    });
  });
});

describe('for any program', () => {
  const all: readonly WebServer[] = [...programs, 'iis'];

  it.each(all)('%s: prefixes of one’s own', (program) => {
    const server = {
      http: 'http://ic1',
      prefix: '/Some.Directory/ICProxy',
      pluginPrefix: '/I3Root/WebServices/WebHTMLService',
    };
    const text = printed(program, { servers: [server] }).replaceAll('\\', '/');
    expect(text).toContain('Some.Directory/ICProxy');
    expect(text).not.toContain('Server1/web');
    expect(text).not.toContain('by its other name');
  });

  it.each(all)('%s: files of authorities whose names mean something are refused', (program) => {
    const { cert, file } = authority();
    for (const name of ['a"b.cer', "a'b.cer", 'a$HOME.cer', 'a{env.HOME}.cer', 'a;\nb.cer', 'a%b.cer', 'a`b`.cer']) {
      const ca = path.join(path.dirname(file), name);
      writeFileSync(ca, cert);
      const run = () => printed(program, { servers: ['https://ic1.company.com'], ca });
      expect(run).toThrowError(expect.objectContaining({ code: 'IWT_BAD_OPTION' }));
    }
  });

  it.each(all)('%s: an authority in the form DER comes with the command that makes PEM of it', (program) => {
    const { cert, file } = authority();
    const ca = path.join(path.dirname(file), 'Server Group.cer');
    writeFileSync(ca, Buffer.from(cert.replace(/-----[^-]+-----|\s/g, ''), 'base64'));
    const text = printed(program, { servers: ['https://ic1.company.com'], ca });
    if (program === 'iis') expect(text).toContain(`certutil -addstore Root "${ca.replaceAll('/', '\\')}"`);
    else {
      expect(text).toContain(`#   openssl x509 -inform der -in "${ca}" -out "${ca}.pem"`);
      expect(text).toContain(`"${ca}.pem"`);
    }
  });
});
