import { describe, expect, it } from 'vitest';
import { goodPassword } from '../support/people.ts';
import { browser, peopleSite } from '../support/people-site.ts';
import { accountSite, describeEachSite, textOf } from './site.ts';

const newPassword = 'eleven blue lamps';
const changed = { present: goodPassword, newPassword, confirm: newPassword };

describeEachSite('changing the password', (open) => {
  it('asks for the present one, and ends the other sessions', async () => {
    const site = await open();
    const here = await site.person('maria');
    const there = browser();
    await there.form(`${site.account}/login`, { username: 'maria', password: goodPassword });
    expect((await there.get(`${site.account}/`)).status).toBe(200);

    const wrong = await here.form(`${site.account}/password`, { ...changed, present: 'nine red cows' });
    expect(wrong.status).toBe(401);
    expect(await textOf(wrong)).toContain('This is not the password of your account.');
    const cookie = here.cookies.get('iwt.visitor')?.value;
    const done = await here.form(`${site.account}/password`, changed);
    expect(done.status).toBe(303);
    expect(done.headers.get('location')).toBe('../account/password?changed');
    expect(here.cookies.get('iwt.visitor')?.value).not.toBe(cookie);
    expect(await textOf(await here.get(`${site.account}/password?changed`))).toContain('Your password is changed.');
    // Nobody else's session: neither another device's nor one that kept the old cookie.
    expect((await there.get(`${site.account}/`)).headers.get('location')).toBe('../account/login');
    const old = await fetch(`${site.account}/`, { headers: { cookie: `iwt.visitor=${cookie}` }, redirect: 'manual' });
    expect(old.status).toBe(303);

    const login = (password: string) => browser().form(`${site.account}/login`, { username: 'maria', password });
    expect((await login(goodPassword)).status).toBe(401);
    expect((await login(newPassword)).status).toBe(303);
  });

  it('says beside the fields what is wrong, and refuses weak ones', async () => {
    const site = await open();
    const person = await site.person('maria', { lastName: 'Montgomery' });
    const answer = async (fields: Record<string, string>) => {
      const response = await person.form(`${site.account}/password`, fields);
      expect(response.status).toBe(400);
      return response.text();
    };
    const empty = await answer({});
    for (const name of ['present', 'newPassword']) expect(empty).toContain(`id="${name}-error"`);
    expect(empty.indexOf('href="#present"')).toBeLessThan(empty.indexOf('href="#newPassword"'));
    expect(await answer({ ...changed, confirm: 'other' })).toContain('id="confirm-error"');
    expect(await answer({ ...changed, newPassword: 'short' })).toContain('at least 8 characters');
    expect(await answer({ ...changed, newPassword: 'Montgomery1' })).toContain('too much like the name');
    expect(await answer({ ...changed, newPassword: 'Montgomery1' })).not.toContain('Montgomery1');
  });
});

describe('the page of the password', () => {
  it('is for who is signed in, and for forms of this site', async () => {
    const site = await accountSite();
    expect((await browser().get(`${site.account}/password`)).headers.get('location')).toBe('../account/login');
    expect((await browser().form(`${site.account}/password`, changed)).headers.get('location')).toBe(
      '../account/login',
    );
    const person = await site.person('maria');
    const foreign = await person.form(`${site.account}/password`, changed, { origin: 'https://evil.example' });
    expect(foreign.status).toBe(403);
    expect(await textOf(foreign)).toContain('Pages of other sites cannot do this.');
  });

  it('counts wrong ones as signing in does', async () => {
    const site = await accountSite();
    const person = await site.person('maria');
    const wrong = { ...changed, present: 'nine red cows' };
    for (let i = 0; i < 5; i++) expect((await person.form(`${site.account}/password`, wrong)).status).toBe(401);
    const held = await person.form(`${site.account}/password`, changed);
    expect(held.status).toBe(429);
    expect(held.headers.get('retry-after')).toBe('180');
    const login = await browser().form(`${site.account}/login`, { username: 'maria', password: goodPassword });
    expect(login.status).toBe(429);
  });
});

describeEachSite('a forgotten password', (open) => {
  it('is replaced by a mailed link, once, and all sessions end', async () => {
    const site = await open();
    const here = await site.person('maria', { homeEmail: 'Maria@example.org' });
    await site.confirmed(1);
    expect((await here.get(`${site.account}/`)).status).toBe(200);
    const asked = await browser().form(`${site.account}/forgot`, { username: ' MARIA ' });
    expect(asked.status).toBe(200);
    const mail = await site.smtp.mail(1);
    expect(mail).toMatchObject({
      to: ['Maria@example.org'],
      headers: { subject: 'A new password for your account', 'auto-submitted': 'auto-generated' },
    });
    const link = await site.linkOf(2);
    const page = await fetch(link);
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(await page.text()).toContain('For the account maria.');

    const weak = await browser().form(link, { newPassword: 'password', confirm: 'password' });
    expect(weak.status).toBe(400);
    const fields = { newPassword, confirm: newPassword };
    const both = await Promise.all([browser().form(link, fields), browser().form(link, fields)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 404]);
    expect((await fetch(link)).status).toBe(404);
    expect((await here.get(`${site.account}/`)).status).toBe(303);
    const login = (password: string) => browser().form(`${site.account}/login`, { username: 'maria', password });
    expect((await login(goodPassword)).status).toBe(401);
    expect((await login(newPassword)).status).toBe(303);
  });

  it('is replaced within the hour only, and not after the password was changed', async () => {
    const site = await open();
    const person = await site.person('maria', { homeEmail: 'maria@example.org' });
    await site.confirmed(1);
    await browser().form(`${site.account}/forgot`, { username: 'maria' });
    const first = await site.linkOf(2);
    site.clock.advance(59 * 60_000);
    expect((await fetch(first)).status).toBe(200);
    site.clock.advance(60_000);
    expect((await fetch(first)).status).toBe(404);
    expect((await browser().form(first, { newPassword, confirm: newPassword })).status).toBe(404);

    await browser().form(`${site.account}/forgot`, { username: 'maria' });
    const second = await site.linkOf(3);
    expect((await fetch(second)).status).toBe(200);
    await person.form(`${site.account}/login`, { username: 'maria', password: goodPassword });
    expect((await person.form(`${site.account}/password`, changed)).status).toBe(303);
    expect((await fetch(second)).status).toBe(404);
  });
});

describe('the answer to who forgot a password', () => {
  it('is the same whether there is an account, an address, a confirmed one, or nothing', async () => {
    const site = await accountSite();
    await site.person('maria', { homeEmail: 'maria@example.org' });
    await site.confirmed(1);
    await site.person('open', { homeEmail: 'open@example.org' });
    await site.smtp.mail(1);
    await site.person('none');
    const answers: string[] = [];
    for (const username of ['open', 'none', 'nobody', 'maria']) {
      const response = await browser().form(`${site.account}/forgot`, { username });
      expect(response.status).toBe(200);
      answers.push((await response.text()).replaceAll(username, 'X'));
    }
    expect(new Set(answers).size).toBe(1);
    // The one with a confirmed address was asked for last: no mail went to the others before.
    expect((await site.smtp.mail(2)).to).toEqual(['maria@example.org']);
    expect(site.smtp.mails).toHaveLength(3);
  });

  it('limits how often, for accounts and for names that are nobody’s alike', async () => {
    const site = await accountSite();
    await site.person('maria', { homeEmail: 'maria@example.org' });
    for (const username of ['maria', 'nobody']) {
      for (let i = 0; i < 5; i++) {
        expect((await browser().form(`${site.account}/forgot`, { username })).status).toBe(200);
      }
      const held = await browser().form(`${site.account}/forgot`, { username });
      expect(held.status).toBe(429);
      expect(held.headers.get('retry-after')).toBe('180');
    }
    // Signing in is counted apart: nobody is kept out by others who say that they forgot his password.
    const login = await browser().form(`${site.account}/login`, { username: 'maria', password: goodPassword });
    expect(login.status).toBe(303);
  });

  it('keeps no token, and no link of another kind opens it', async () => {
    const site = await accountSite();
    await site.person('maria', { homeEmail: 'maria@example.org' });
    const confirm = await site.linkOf(1);
    expect((await fetch(confirm.replace('/confirm/', '/reset/'))).status).toBe(404);
    for (const token of ['x', 'a'.repeat(43), '%00', '..%2f..%2fx', 'ü'.repeat(43)]) {
      expect((await fetch(`${site.account}/reset/${token}`)).status).toBe(404);
    }
    expect((await browser().form(`${site.account}/forgot`, { username: '' })).status).toBe(400);
    expect((await browser().form(`${site.account}/forgot`, { username: 'x'.repeat(5000) })).status).toBe(400);
  });

  it('is not there where no mail is sent', async () => {
    const site = await peopleSite();
    const account = `${site.url}/account`;
    expect((await browser().get(`${account}/forgot`)).status).toBe(404);
    expect(await (await browser().get(`${account}/login`)).text()).not.toContain('forgotten');
    expect(await (await browser().get(`${(await accountSite()).account}/login`)).text()).toContain('forgotten');
  });
});

describe('an e-mail address of an account', () => {
  it('is confirmed by a mailed link, which asks first and works once', async () => {
    const site = await accountSite();
    await site.person('maria', { homeEmail: 'maria@example.org', businessEmail: 'not an address' });
    const mail = await site.smtp.mail(0);
    expect(mail.headers.subject).toBe('Please confirm your e-mail address');
    expect(mail.text).not.toMatch(/maria/i);
    const link = await site.linkOf(1);
    const id = (await site.services.visitors.findByName('maria'))?.id ?? '';
    const own = async () => (await site.services.visitors.mailboxes(id)).map(({ verified }) => verified);
    expect(await textOf(await fetch(link))).toContain('Press the button');
    expect(await own()).toEqual([false, false]);
    expect((await browser().form(link, {})).status).toBe(200);
    expect(await own()).toEqual([true, false]);
    expect((await browser().form(link, {})).status).toBe(404);
    expect((await fetch(link)).status).toBe(404);
  });

  it('is asked for after registering by the protocol, too, and for a day', async () => {
    const site = await accountSite();
    const contact = { username: 'maria', password: goodPassword, homeEmail: 'maria@example.org' };
    await browser().json('POST', `${site.url}/websvcs/register`, { contact });
    const link = await site.linkOf(1);
    site.clock.advance(24 * 3_600_000);
    expect((await browser().form(link, {})).status).toBe(404);
  });
});
