import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { runInNewContext } from 'node:vm';
import express from 'express';
import { describe, expect, it, onTestFinished } from 'vitest';
import { iwt } from '../../lib/iwt.ts';
import type { IwtOptions } from '../../lib/options/schema.ts';
import { readParameters } from '../../views/visitor/parameters.ts';
import { silentLog } from '../support/databases.ts';

/** What a browser has in `ININ.Web.Chat.Config` after loading the file. */
function run(script: string): Record<string, unknown> {
  const window: { ININ?: unknown } = {};
  return JSON.parse(runInNewContext(`${script}; JSON.stringify(ININ.Web.Chat.Config)`, { window }));
}

async function open(options: IwtOptions, prepare: (app: express.Express) => void = () => {}, path = '/') {
  const mounted = iwt({ database: 'sqlite::memory:', logger: silentLog, ...options });
  const app = express();
  app.set('trust proxy', 'loopback');
  prepare(app);
  app.use(path, mounted);
  const server = http.createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    await mounted.close();
    server.close();
  });
  await mounted.ready();
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    set: (name: string, value: number) => mounted.services.params.set(name, value, 'test'),
    async config(address = '/I3Root/js/config.js', headers: Record<string, string> = {}) {
      const response = await fetch(origin + address, { headers });
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8']);
      return run(await response.text());
    },
    fetch: (address: string, init?: RequestInit) => fetch(origin + address, { redirect: 'manual', ...init }),
  };
}

describe('the served config.js', () => {
  it('has the documented keys and no others', async () => {
    const site = await open({});
    expect(await site.config()).toEqual({
      ConfigVersion: 0,
      ChatTarget: 'Support',
      CallbackTarget: 'Support',
      ChatTargetType: 'Workgroup',
      CallbackTargetType: 'Workgroup',
      InteractionTypes: ['Chat', 'Callback'],
      UseEncryption: false,
      ICServerCount: 1,
      DefaultLanguageCode: 'en-us',
    });
  });

  it('says the targets of the options', async () => {
    const site = await open({ chatTarget: 'Sales', callbackTarget: 'jane', callbackTargetType: 'User' });
    expect(await site.config()).toMatchObject({
      ...{ ChatTarget: 'Sales', ChatTargetType: 'Workgroup', CallbackTarget: 'jane', CallbackTargetType: 'User' },
    });
    const same = await open({ chatTarget: 'john', chatTargetType: 'User' });
    expect(await same.config()).toMatchObject({ CallbackTarget: 'john', CallbackTargetType: 'User' });
    const other = await open({ callbackTarget: 'Sales' });
    expect(await other.config()).toMatchObject({ ChatTarget: 'Support', CallbackTarget: 'Sales' });
  });

  it('says how the visitor came, also through a proxy that ends TLS', async () => {
    const site = await open({});
    expect(await site.config('/i3root/JS/config.js')).toMatchObject({ UseEncryption: false });
    const headers = { 'X-Forwarded-Proto': 'https' };
    expect(await site.config('/I3Root/js/config.js', headers)).toMatchObject({ UseEncryption: true });
  });

  it('offers what the parameters let it, and what the options name', async () => {
    const site = await open({});
    await site.set('ChatAccessControl', 0);
    expect(await site.config()).toMatchObject({ InteractionTypes: ['Callback'] });
    await site.set('CallbackAccessControl', 0);
    // A page has to show something; the server's capabilities close what is shown.
    expect(await site.config()).toMatchObject({ InteractionTypes: ['Chat', 'Callback'] });
    await site.set('ChatAccessControl', 2);
    expect(await site.config()).toMatchObject({ InteractionTypes: ['Chat'] });
    const chats = await open({ interactionTypes: ['Chat'] });
    expect(await chats.config()).toMatchObject({ InteractionTypes: ['Chat'] });
  });

  it('counts the CIC servers', async () => {
    const cic = { servers: ['http://127.0.0.1:9'] };
    expect(await (await open({ cic })).config()).toMatchObject({ ICServerCount: 1 });
    const pair = { servers: ['http://127.0.0.1:9', 'http://127.0.0.1:10'] };
    const config = await (await open({ cic: pair })).config();
    expect(config).toMatchObject({ ICServerCount: 2 });
    expect(config).not.toHaveProperty('uriFragments');
  });

  it('gives way to a file that the host serves before', async () => {
    const site = await open({}, (app) =>
      app.get('/I3Root/js/config.js', (_req, res) => {
        res.type('text/javascript; charset=utf-8').send('var ININ = {Web: {Chat: {Config: {ChatTarget: "Mine"}}}};');
      }),
    );
    expect(await site.config()).toEqual({ ChatTarget: 'Mine' });
  });

  it('cannot be left by the name of a target', async () => {
    const chatTarget = '</script>"\\\u2028;alert(1)//';
    const site = await open({ chatTarget });
    expect(await site.config()).toMatchObject({ ChatTarget: chatTarget });
    expect(await (await site.fetch('/I3Root/js/config.js')).text()).not.toMatch(/<|\u2028/);
  });
});

describe('custom prefixes', () => {
  const one = { http: 'http://127.0.0.1:9', prefix: '/SomeDirectory/ICProxy' };
  const two = { http: 'http://127.0.0.1:10', prefix: '/SomeDirectory/ICProxy_B' };

  it.each<[string, IwtOptions, string, string[]]>([
    ['beside the root', { cic: { servers: [one] } }, '/I3Root/', ['/SomeDirectory/ICProxy/']],
    [
      'at a mount path, with a deep root',
      { root: '/a/b', cic: { servers: [one, two] } },
      '/shop/a/b/',
      ['/shop/SomeDirectory/ICProxy/', '/shop/SomeDirectory/ICProxy_B/'],
    ],
    ['without a root', { root: '', cic: { servers: [one] } }, '/shop/', ['/shop/SomeDirectory/ICProxy/']],
    ['within the root', { cic: { servers: [{ ...one, prefix: '/I3Root/First' }] } }, '/I3Root/', ['/I3Root/First/']],
    ['named by the option servers', { servers: ['Here'] }, '/I3Root/', ['/I3Root/Here/']],
  ])('are found by our page: %s', async (_where, options, folder, servers) => {
    const site = await open(options, undefined, folder.startsWith('/shop') ? '/shop' : '/');
    const config = await site.config(`${folder}js/config.js`);
    expect(config.ICServerCount).toBe(servers.length);
    const address = new URL(`https://elsewhere.example/gateway${folder}`);
    const found = readParameters({ config, data: {}, address }).servers;
    expect(found).toEqual(servers.map((server) => `/gateway${server}`));
  });
});
