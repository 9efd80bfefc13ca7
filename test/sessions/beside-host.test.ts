import type { Express, NextFunction, Request, Response } from 'express';
import session from 'express-session';
import passport from 'passport';
import { Strategy } from 'passport-local';
import { describe, expect, it } from 'vitest';
import { goodPassword } from '../support/people.ts';
import { browser, expressVersions, peopleSite } from '../support/people-site.ts';

interface Seen {
  readonly session: unknown;
  readonly user: unknown;
  readonly logIn: unknown;
  readonly sessionID: unknown;
  readonly keys: string;
}

/** What the host's request looks like at this moment. */
function look(request: Request): Seen {
  const { session: held, user, logIn, sessionID } = request;
  return { session: held, user, logIn, sessionID, keys: JSON.stringify(held) };
}

/** A shop with its own sessions and its own passport, mounted before us, that signs its customers in at /shop-login. */
function shop(seen: { before: Seen; after: Seen }[]) {
  const authenticator = new passport.Passport();
  authenticator.use(new Strategy((username, _password, done) => done(null, { id: username })));
  authenticator.serializeUser((user, done) => done(null, (user as { id: string }).id));
  authenticator.deserializeUser((id: string, done) => done(null, { id }));
  return (app: Express) => {
    app.use(session({ secret: 'shop', resave: true, saveUninitialized: true, rolling: true, name: 'shop.sid' }));
    app.use(authenticator.initialize() as never, authenticator.session());
    app.get('/shop-login', (request: Request, response: Response, next: NextFunction) => {
      request.logIn({ id: 'customer' } as never, (error) => (error ? next(error) : response.send('in')));
    });
    app.use((request: Request, response: Response, next: NextFunction) => {
      const basket = request.session as unknown as { visits?: number };
      basket.visits = (basket.visits ?? 0) + 1;
      const before = look(request);
      response.on('finish', () => seen.push({ before, after: look(request) }));
      next();
    });
  };
}

function basketPage(app: Express): void {
  app.get('/basket', (request: Request, response: Response) => {
    const { visits } = request.session as unknown as { visits: number };
    response.json({ visits, user: request.user ?? null, loggedIn: request.isAuthenticated() });
  });
}

describe.each(expressVersions)('beside the sessions and the passport of the host (%s)', (express) => {
  it('signs agents and visitors in and out, and touches nothing of the host’s', async () => {
    const seen: { before: Seen; after: Seen }[] = [];
    const site = await peopleSite({ express, before: shop(seen), after: basketPage });
    const host = new URL(site.url).origin;
    await site.services.agents.create({ username: 'ann', role: 'agent', password: goodPassword }, 'test');
    const api = `${site.url}/agent/api`;
    const person = browser();

    await person.get(`${host}/shop-login`);
    const customer = person.cookies.get('shop.sid');
    expect((await person.get(`${api}/me`)).status).toBe(401);
    expect((await person.json('POST', `${api}/login`, { username: 'ann', password: goodPassword })).status).toBe(200);
    expect((await person.get(`${api}/me`)).status).toBe(200);
    const contact = { username: 'maria', password: goodPassword, confirm: goodPassword };
    expect((await person.form(`${site.url}/account/register`, contact)).status).toBe(303);
    expect(await (await person.get(`${site.url}/account/`)).text()).toContain('maria');
    expect((await person.json('POST', `${api}/logout`, {})).status).toBe(200);
    expect((await person.form(`${site.url}/account/logout`, {})).status).toBe(303);
    expect((await person.get(`${api}/me`)).status).toBe(401);

    expect(person.cookies.get('shop.sid')).toEqual(customer);
    expect([...person.cookies.keys()]).toEqual(['shop.sid']);
    const basket = await (await person.get(`${host}/basket`)).json();
    expect(basket).toEqual({ visits: seen.length, user: { id: 'customer' }, loggedIn: true });
    expect(seen.length).toBeGreaterThan(8);
    for (const { before, after } of seen) {
      expect(after.session).toBe(before.session);
      expect(after.user).toBe(before.user);
      expect(after.logIn).toBe(before.logIn);
      expect(after.sessionID).toBe(before.sessionID);
      expect(after.keys).toBe(before.keys);
      expect(after.keys).not.toMatch(/subject|since/);
    }
  });

  it('does not take a customer of the host for an agent or a visitor of ours', async () => {
    const site = await peopleSite({ express, before: shop([]), after: basketPage });
    const { origin } = new URL(site.url);
    const { id } = await site.services.agents.create(
      { username: 'customer', role: 'agent', password: goodPassword },
      'test',
    );
    const person = browser();
    await person.get(`${origin}/shop-login`);
    expect((await person.get(`${site.url}/agent/api/me`)).status).toBe(401);
    expect((await person.get(`${site.url}/account/`)).headers.get('location')).toContain('login');
    await person.json('POST', `${site.url}/agent/api/login`, { username: 'customer', password: goodPassword });
    await site.services.agents.setActive(id, false, 'test');
    expect((await person.get(`${site.url}/agent/api/me`)).status).toBe(401);
    expect(await (await person.get(`${origin}/basket`)).json()).toMatchObject({ loggedIn: true });
  });

  it('keeps agents and visitors in separate worlds', async () => {
    const site = await peopleSite({ express });
    const { agents, visitors } = site.services;
    await agents.create({ username: 'ann', role: 'administrator', password: goodPassword }, 'test');
    await visitors.register({ username: 'ann', password: goodPassword }, '192.0.2.1');
    const person = browser();
    const api = `${site.url}/agent/api`;
    await person.json('POST', `${api}/login`, { username: 'ann', password: goodPassword });
    const agent = person.cookies.get('iwt.agent')?.value ?? '';
    await person.form(`${site.url}/account/login`, { username: 'ann', password: goodPassword });
    const visitor = person.cookies.get('iwt.visitor')?.value ?? '';
    expect(person.cookies.get('iwt.visitor')?.path).toBe('/shop/I3Root/account');

    const asOther = (cookie: string, path: string) => browser().get(`${site.url}${path}`, { cookie });
    expect((await asOther(`iwt.agent=${agent}`, '/agent/api/me')).status).toBe(200);
    for (const cookie of [`iwt.agent=${visitor}`, `iwt.visitor=${visitor}`]) {
      expect((await asOther(cookie, '/agent/api/me')).status).toBe(401);
    }
    expect((await asOther(`iwt.visitor=${visitor}`, '/account/')).status).toBe(200);
    for (const cookie of [`iwt.visitor=${agent}`, `iwt.agent=${agent}`]) {
      expect((await asOther(cookie, '/account/')).status).toBe(303);
    }
  });

  it('reads its cookie although the host parses cookies with its own secret', async () => {
    const parse = (app: Express) =>
      app.use((request: Request, _response: Response, next: NextFunction) => {
        Object.assign(request, {
          secret: 'host',
          cookies: { 'iwt.agent': 's:x.y' },
          signedCookies: { 'iwt.agent': 'x' },
        });
        next();
      });
    const site = await peopleSite({ express, before: parse });
    await site.services.agents.create({ username: 'ann', role: 'agent', password: goodPassword }, 'test');
    const person = browser();
    expect((await person.get(`${site.url}/agent/api/me`)).status).toBe(401);
    await person.json('POST', `${site.url}/agent/api/login`, { username: 'ann', password: goodPassword });
    expect((await person.get(`${site.url}/agent/api/me`)).status).toBe(200);
  });
});
