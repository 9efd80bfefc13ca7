import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import express from 'express';
import { describe, expect, it, onTestFinished } from 'vitest';
import { iwt } from '../../lib/iwt.ts';
import type { IwtOptions } from '../../lib/options/schema.ts';
import { silentLog } from '../support/databases.ts';

/** A folder as the original's zip files leave it. */
const genuine: Readonly<Record<string, string>> = {
  'index.html': '<!DOCTYPE html><title>Interaction Web Tools</title><script src="js/Bootloader.js"></script>',
  'search.htm': '<form action="WebServices/Server1/doHTMLRequest">search</form>',
  'configuration.html': '<title>their own utility</title>',
  'js/Bootloader.js': '// theirs',
  'js/config.js': 'ININ.Web.Chat.Config = { "ChatTarget": "Theirs" };',
  'styles/page.css': '.theirs {}',
  'img/logo.png': 'picture',
  'account/index.html': 'their account page',
  'Server1/web.config': '<configuration/>',
};

async function folder(): Promise<string> {
  const made = await mkdtemp(path.join(os.tmpdir(), 'iwt-i3root-'));
  onTestFinished(() => rm(made, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(genuine)) {
    await mkdir(path.dirname(path.join(made, name)), { recursive: true });
    await writeFile(path.join(made, name), content);
  }
  return made;
}

async function open(options: IwtOptions, order: 'before' | 'after') {
  const files = express.static(await folder());
  const mounted = iwt({ database: 'sqlite::memory:', logger: silentLog, ...options });
  const app = express();
  if (order === 'before') app.use('/I3Root', files);
  app.use(mounted);
  if (order === 'after') app.use('/I3Root', files);
  const server = http.createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    await mounted.close();
    server.close();
    server.closeAllConnections();
  });
  await mounted.ready();
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return (address: string, init?: RequestInit) => fetch(`${origin}/I3Root/${address}`, { redirect: 'manual', ...init });
}

const bodies = async (get: (address: string) => Promise<Response>, names: readonly string[]) =>
  Object.fromEntries(await Promise.all(names.map(async (name) => [name, await (await get(name)).text()])));

describe.each(['before', 'after'] as const)('site: false, with the own files %s the mount', (order) => {
  it('leaves every file of the site to the host', async () => {
    const get = await open({ site: false }, order);
    const names = Object.keys(genuine).filter((name) => name !== 'Server1/web.config');
    expect(await bodies(get, names)).toEqual(Object.fromEntries(names.map((name) => [name, genuine[name]])));
    expect(await (await get('')).text()).toBe(genuine['index.html']);
    for (const nowhere of ['callback', 'account/register', 'assets/x.js', 'widget.js', 'icon.svg']) {
      expect([nowhere, (await get(nowhere)).status]).toEqual([nowhere, 404]);
    }
    expect((await get('callback', { method: 'POST' })).status).toBe(404);
  });

  it('keeps the protocol, the consoles, health and opening hours', async () => {
    const get = await open({ site: false }, order);
    expect(await (await get('Server1/websvcs/serverConfiguration')).json()).toMatchObject([
      { serverConfiguration: {} },
      {},
    ]);
    expect(await (await get('agent/')).text()).toContain('Agent console');
    expect((await get('admin/')).status).toBe(200);
    expect((await get('agent/api/me')).status).toBe(401);
    expect(await (await get('health/ready')).json()).toMatchObject({ status: 'ready' });
    expect(await (await get('opening?target=Support')).json()).toMatchObject({ open: true });
    expect((await get('account/style.css')).headers.get('content-type')).toMatch(/^text\/css/);
  });
});

describe('a gateway', () => {
  it('has no opening hours, accounts and callback pages: those of the CIC servers count', async () => {
    const get = await open({ cic: { servers: ['http://127.0.0.1:9'] } }, 'after');
    for (const ours of ['opening?target=Support', 'callback', 'account/register']) {
      expect([ours, (await get(ours)).status]).toEqual([ours, 404]);
    }
    expect(await (await get('js/config.js')).text()).toContain('"ChatTarget": "Support"');
    for (const address of ['', 'index.html', 'INDEX.html']) {
      const page = await get(address);
      expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
      const html = await page.text();
      expect(html).toMatch(/iwt-container[\s\S]*The chat needs JavaScript\.<\/p>/);
      expect(html).not.toMatch(/href="(account|callback)/);
    }
    expect(await (await get('', { method: 'HEAD' })).text()).toBe('');
  });
});
