import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type express from 'express';
import session from 'express-session';
import helmet from 'helmet';
import passport from 'passport';
import { Strategy } from 'passport-local';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createServer } from '../../lib/http/create-server.ts';
import { type Iwt, iwt } from '../../lib/iwt.ts';
import type { IwtOptions } from '../../lib/options/schema.ts';
import type { Desk } from '../protocol/caller.ts';
import { conformance } from '../protocol/conformance.ts';
import { deskOf } from '../protocol/desk.ts';
import { silentLog } from '../support/databases.ts';
import { raiseLimits } from '../support/limits.ts';
import { testPassword } from '../support/site.ts';
import { startChat } from '../support/visitor.ts';
import { register, story, talk } from './story.ts';

type Express = typeof express;

/** Every way of mounting that the package promises to work with, on one version of Express. */
export function mounts(express: Express): void {
  describe.each([
    ['createServer', (app: express.Express) => createServer(app) as http.Server],
    ['app.listen', (app: express.Express) => http.createServer(app)],
  ])('served by %s', (_name, serverFor) => {
    async function open(build: (app: express.Express, site: Iwt) => void, options: IwtOptions = {}): Promise<string> {
      const app = express();
      const site = await readySite(options);
      build(app, site);
      return listen(serverFor(app));
    }

    test('at the top', async () => {
      const url = await open((app, site) => app.use(site));
      await story({ url: `${url}/I3Root`, agent: 'ann' });
      await story({ url: `${url}/i3ROOT`, agent: 'ann' });
      expect(await pollOf(`${url}/websvcs`)).toBe('failure');
    });

    test('at a sub path', async () => {
      const url = await open((app, site) => app.use('/shop', site));
      await story({ url: `${url}/shop/I3Root`, agent: 'ann' });
      expect(await pollOf(`${url}/shop/websvcs`)).toBe('failure');
      expect((await fetch(`${url}/I3Root/websvcs/serverConfiguration`)).status).toBe(404);
    });

    test('in a router inside a router', async () => {
      const url = await open((app, site) => {
        const inner = express.Router();
        const outer = express.Router();
        inner.use('/help', site);
        outer.use('/:tenant', inner);
        app.use('/sites', outer);
      });
      await story({ url: `${url}/sites/north/help/I3Root`, agent: 'ann' });
    });

    test('in an application inside an application', async () => {
      const url = await open((app, site) => {
        const inner = express();
        inner.use(site);
        app.use('/inner', inner);
      });
      await story({ url: `${url}/inner/I3Root`, agent: 'ann' });
    });

    test('without a root of its own, and with another', async () => {
      const bare = await open((app, site) => app.use('/chat', site), { root: '' });
      await story({ url: `${bare}/chat`, agent: 'ann' });
      const other = await open((app, site) => app.use(site), { root: '/help/desk', servers: ['Server2'] });
      await story({ url: `${other}/help/desk`, agent: 'ann' });
    });

    test('behind a gateway that takes a prefix away', async () => {
      const url = await open((app, site) => app.use(site));
      const gateway = await listen(stripping('/gw', url));
      await story({ url: `${gateway}/gw/I3Root`, agent: 'ann' });
    });

    test('after the host’s parsers', async () => {
      const url = await open((app, site) => {
        app.use(express.json(), express.urlencoded({ extended: true }), express.text());
        app.use(site);
      });
      await story({ url: `${url}/I3Root`, agent: 'ann' });
    });

    test('before the host’s parsers, which still find what is theirs', async () => {
      const url = await open((app, site) => {
        app.use(site);
        app.use(express.json());
        app.post('/host', (req, res) => void res.json(req.body));
      });
      await story({ url: `${url}/I3Root`, agent: 'ann' });
      const headers = { 'Content-Type': 'application/json' };
      const answer = await fetch(`${url}/host`, { method: 'POST', body: '{"a":1}', headers });
      expect(await answer.json()).toEqual({ a: 1 });
    });

    test('beside the host’s own sessions and passport', async () => {
      const url = await open((app, site) => app.use(hostAccounts(express), site, hostPages(express)));
      const host = await fetch(`${url}/host/login?username=boss&password=x`, { method: 'POST' });
      const cookie = host.headers.getSetCookie()[0]?.split(';')[0] ?? '';
      const who = async () => (await fetch(`${url}/host/me`, { headers: { Cookie: cookie } })).json();
      expect(await who()).toEqual({ user: 'boss', visits: 1 });

      await story({ url: `${url}/I3Root`, agent: 'ann' });
      expect(await who()).toEqual({ user: 'boss', visits: 2 });
      // With both cookies at once each side still sees its own person only.
      const both = await fetch(`${url}/I3Root/agent/api/login`, {
        method: 'POST',
        body: JSON.stringify({ username: 'ann', password: testPassword }),
        headers: { Cookie: cookie, 'Content-Type': 'application/json' },
      });
      const cookies = [cookie, ...both.headers.getSetCookie().map((line) => line.split(';')[0])].join('; ');
      const me = await fetch(`${url}/I3Root/agent/api/me`, { headers: { Cookie: cookies } });
      expect(await me.json()).toMatchObject({ user: { username: 'ann' } });
      const stillBoss = await fetch(`${url}/host/me`, { headers: { Cookie: cookies } });
      expect(await stillBoss.json()).toEqual({ user: 'boss', visits: 3 });
      const out = await fetch(`${url}/I3Root/agent/api/logout`, { method: 'POST', headers: { Cookie: cookies } });
      expect(out.headers.getSetCookie().join()).not.toContain('host.sid');
      expect(await who()).toEqual({ user: 'boss', visits: 4 });
    });

    test('under the host’s strict policy', async () => {
      const url = await open((app, site) => {
        app.use(helmet({ contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'self'"] } } }));
        app.use(site);
      });
      await story({ url: `${url}/I3Root`, agent: 'ann' });
      const page = await fetch(`${url}/I3Root/account/login`);
      expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'self', default-src 'none'/);
      const markup = await page.text();
      expect(markup).not.toMatch(/<script(?![^>]* src=)|<style|\sstyle=|\son\w+=|javascript:/i);
    });

    test('behind a proxy that the host trusts', async () => {
      const url = await open((app, site) => {
        app.set('trust proxy', 'loopback');
        app.use(site);
      });
      const answer = await fetch(`${url}/I3Root/agent/api/login`, {
        method: 'POST',
        body: JSON.stringify({ username: 'ann', password: testPassword }),
        headers: { 'Content-Type': 'application/json', 'X-Forwarded-Proto': 'https', 'X-Forwarded-For': '203.0.113.9' },
      });
      expect(answer.headers.getSetCookie()[0]).toMatch(/; Secure/);
    });

    test('the host’s own pages stay as they are', async () => {
      const url = await open((app, site) => {
        app.disable('x-powered-by');
        app.use(site);
        app.get('/', (_req, res) => void res.send('home'));
      });
      const home = await fetch(url);
      expect(await home.text()).toBe('home');
      const names = [...home.headers.keys()].filter((name) => !['date', 'connection', 'keep-alive'].includes(name));
      expect(names.sort()).toEqual(['content-length', 'content-type', 'etag']);
      for (const path of ['/I3Root/nothing', '/websvcs/nothing', '/I3Root/websvcs/', '/nothing']) {
        expect((await fetch(url + path)).status).toBe(404);
      }
    });
  });

  test('twice in one application, with two databases', async () => {
    const app = express();
    const [one, two] = [await readySite(), await readySite({}, 'bea')];
    app.use('/one', one);
    app.use('/two', two);
    const url = await listen(createServer(app) as http.Server);
    await Promise.all([
      talk({ url: `${url}/one/I3Root`, agent: 'ann' }),
      talk({ url: `${url}/two/I3Root`, agent: 'bea' }),
    ]);
    const visitor = await startChat(`${url}/one/I3Root`);
    expect(await pollOf(`${url}/one/websvcs`, visitor.participantID)).toBe('success');
    expect(await pollOf(`${url}/two/websvcs`, visitor.participantID)).toBe('failure');
    await one.close();
    expect((await fetch(`${url}/one/websvcs/serverConfiguration`)).status).toBe(503);
    await register(`${url}/two/I3Root`);
  });

  describe('the protocol, in a nested router behind the host’s parsers', () => {
    const site = iwt({ database: 'sqlite::memory:', logger: silentLog });
    const app = express();
    const inner = express.Router();
    inner.use('/b', site);
    app.use(express.json(), express.urlencoded({ extended: false }));
    app.use('/a', inner);
    const server = createServer(app) as http.Server;
    let base = '';
    let desk: Desk;
    beforeAll(async () => {
      const url = `${await started(server)}/a/b/I3Root`;
      base = `${url}/Server1`;
      await site.ready();
      await raiseLimits(site.services.params);
      await addAgent(site, 'ann');
      desk = await deskOf(url, 'ann', testPassword);
    });
    afterAll(async () => {
      await site.close();
      server.closeAllConnections();
      server.close();
    });
    conformance(() => ({ base, queue: 'Support', desk }));
  });
}

async function readySite(options: IwtOptions = {}, agent = 'ann'): Promise<Iwt> {
  const site = iwt({ database: 'sqlite::memory:', logger: silentLog, ...options });
  onTestFinished(() => site.close());
  await site.ready();
  await raiseLimits(site.services.params);
  await addAgent(site, agent);
  return site;
}

async function addAgent(site: Iwt, username: string): Promise<void> {
  const displayName = `${username.slice(0, 1).toUpperCase()}${username.slice(1)}`;
  const user = { username, displayName, role: 'agent', workgroups: ['Support'], password: testPassword } as const;
  await site.services.agents.create(user, 'test');
}

async function listen(server: http.Server): Promise<string> {
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return started(server);
}

async function started(server: http.Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function pollOf(websvcs: string, id = '11111111-2222-4333-8444-555555555555'): Promise<string> {
  const { chat } = (await (await fetch(`${websvcs}/chat/poll/${id}`)).json()) as { chat: { status: { type: string } } };
  return chat.status.type;
}

/** The simplest gateway there is: it says nothing about itself. */
function stripping(prefix: string, target: string): http.Server {
  return http.createServer((req, res) => {
    if (!req.url?.startsWith(`${prefix}/`)) return void res.writeHead(404).end();
    const { host: _, ...headers } = req.headers;
    const onward = http.request(target + req.url.slice(prefix.length), { method: req.method, headers }, (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(res);
    });
    onward.on('error', () => res.destroy());
    res.on('close', () => onward.destroy());
    req.pipe(onward);
    return undefined;
  });
}

/** A host with accounts of its own, on the passport that everybody shares. */
function hostAccounts(express: Express): express.Router {
  passport.use(new Strategy((username, _password, done) => done(null, { name: username })));
  passport.serializeUser((user, done) => done(null, user));
  passport.deserializeUser((user: Express.User, done) => done(null, user));
  const router = express.Router();
  router.use(session({ name: 'host.sid', secret: 'of the host', resave: false, saveUninitialized: true }));
  router.use(passport.initialize(), passport.session());
  return router;
}

function hostPages(express: Express): express.Router {
  const router = express.Router();
  router.use('/host', express.urlencoded({ extended: false }));
  router.post('/host/login', passport.authenticate('local'), (_req, res) => void res.json({}));
  router.get('/host/me', (req, res) => {
    const held = req.session as unknown as { visits?: number };
    held.visits = (held.visits ?? 0) + 1;
    res.json({ user: (req.user as { name?: string } | undefined)?.name, visits: held.visits });
  });
  return router;
}
