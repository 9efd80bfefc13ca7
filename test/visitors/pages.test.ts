import { describe, expect, it } from 'vitest';
import { contactLimits } from '../../lib/visitors/individual.ts';
import { goodPassword } from '../support/people.ts';
import { browser, peopleSite } from '../support/people-site.ts';

const fields = Object.keys(contactLimits);
const maria = { username: 'maria', password: goodPassword, confirm: goodPassword };

/** Texts that would break out of a page that does not escape, or of a log, a query or a template. */
const hostile = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onfocus='alert(1)' autofocus='",
  '</textarea><svg onload=alert(1)>',
  '</title><script>alert(1)</script>',
  '`$'.concat('{7*7}` {{7*7}} <%= 7*7 %> {name}'),
  '&lt;b&gt; &amp; &#60;',
  'javascript:alert(1)',
  '$& $1 %1 %s \\u003cscript\\u003e',
  "'; drop table iwt_individual; --",
  '\u202egnp.exe \u2066x\u2069',
  '😀 a\u0301 \u200d \ufeff',
  '__proto__',
];

/** The tags of a page without the values of their attributes: what was typed must not change them. */
function skeleton(html: string): string {
  return (html.match(/<[^>]*>/g) ?? []).join('').replace(/="[^"]*"/g, '=""');
}

describe('account pages', () => {
  it('register, sign in and out with forms alone', async () => {
    const site = await peopleSite();
    const account = `${site.url}/account`;
    const person = browser();
    for (const home of [account, `${account}/`]) {
      const sent = await person.get(home);
      expect(new URL(sent.headers.get('location') ?? '', home).href).toBe(`${account}/login`);
    }
    const form = await (await person.get(`${account}/register`)).text();
    expect(form).toContain('action="../account/register"');
    expect(await (await person.get(`${account}/register/`)).text()).toContain('action="../../account/register"');
    for (const field of [...fields, 'confirm']) expect(form).toContain(` name="${field}"`);
    expect(form).not.toContain('<script');
    expect(form).not.toContain('style="');

    const made = await person.form(`${account}/register`, { ...maria, firstName: 'Maria', homeEmail: 'm@example.org' });
    expect(made.status).toBe(303);
    const landed = new URL(made.headers.get('location') ?? '', `${account}/register`);
    expect(landed.href).toBe(`${account}/?created`);
    const me = await (await person.get(landed.href)).text();
    expect(me).toContain('Your account is ready.');
    expect(me).toContain('You are signed in as Maria.');

    expect((await person.form(`${account}/logout`, {})).status).toBe(303);
    expect((await person.get(`${account}/`)).status).toBe(303);
    const refused = await person.form(`${account}/login`, { username: 'maria', password: 'wrong horses' });
    expect(refused.status).toBe(401);
    const unknown = await browser().form(`${account}/login`, { username: 'maria2', password: 'wrong horses' });
    expect((await unknown.text()).replaceAll('maria2', 'maria')).toBe(await refused.text());
    expect((await person.form(`${account}/login`, { username: 'MARIA', password: goodPassword })).status).toBe(303);
    expect(await (await person.get(`${account}/`)).text()).toContain('Maria');
  });

  it('carry a policy without inline code, and one style sheet that browsers may keep', async () => {
    const site = await peopleSite();
    const page = await browser().get(`${site.url}/account/login`);
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'; style-src 'self'");
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    expect(page.headers.get('cache-control')).toBe('no-store');
    const [, href = ''] = /<link rel="stylesheet" href="([^"]+)">/.exec(await page.text()) ?? [];
    const style = await browser().get(new URL(href, `${site.url}/account/login`).href);
    expect(style.status).toBe(200);
    expect(style.headers.get('content-type')).toBe('text/css; charset=utf-8');
    expect(style.headers.get('cache-control')).toContain('immutable');
    expect(await style.text()).toContain('--iwt-accent');
  });

  it('say what is wrong beside each field, and keep what was typed but the passwords', async () => {
    const site = await peopleSite();
    const register = `${site.url}/account/register`;
    const response = await browser().form(register, {
      username: '',
      password: 'short',
      confirm: 'other',
      homeCity: 'x'.repeat(51),
      remarks: '\n\ntwo lines',
    });
    expect(response.status).toBe(400);
    const html = await response.text();
    for (const name of ['username', 'password', 'confirm', 'homeCity']) {
      expect(html).toContain(`<p class="field-error" id="${name}-error">`);
      expect(html).toContain(`href="#${name}"`);
    }
    expect(html).toContain('Please use at most 50 characters.');
    expect(html).toContain('Please use at least 8 characters.');
    expect(html).toContain('<details class="account-more" open>');
    expect(html).toMatch(/>\n\ntwo lines<\/textarea>|>\ntwo lines<\/textarea>/);
    expect(html).not.toMatch(/value="(short|other)"/);
    await browser().form(register, maria);
    const taken = await browser().form(register, { ...maria, username: 'Maria' });
    expect(taken.status).toBe(409);
    expect(await taken.text()).toContain('This user name is taken.');
  });

  it('show hostile texts as text, in every field and on every page', async () => {
    const site = await peopleSite();
    const account = `${site.url}/account`;
    const pages = async (index: number, text: string) => {
      const person = browser();
      const filled = Object.fromEntries(fields.map((field) => [field, text.slice(0, 20)]));
      const refused = await person.form(`${account}/register`, { ...filled, password: 'x', confirm: text });
      const login = await person.form(`${account}/login`, { username: text, password: text });
      const named = { ...maria, username: `m${index}`, lastName: text.slice(0, 50), remarks: text, company: text };
      await person.form(`${account}/register`, named);
      const me = await person.get(`${account}/`);
      return Promise.all([refused, login, me].map((response) => response.text()));
    };
    const harmless = await pages(hostile.length, 'harmless');
    for (const [index, text] of hostile.entries()) {
      const shown = await pages(index, text);
      expect(skeleton(shown[0] ?? '')).not.toMatch(/<(script|img|svg|b|iframe)\b|\son\w+=/i);
      expect(skeleton(shown[1] ?? '')).toBe(skeleton(harmless[1] ?? ''));
      expect(skeleton(shown[2] ?? '')).toBe(skeleton(harmless[2] ?? ''));
      expect(readable(shown[0] ?? '')).toContain(`value="${text.slice(0, 20).trim()}"`);
      expect(readable(shown[2] ?? '')).toContain(`You are signed in as ${text.slice(0, 50).trim()}.`);
    }
  });

  it('refuse odd bodies', async () => {
    const site = await peopleSite();
    const post = (body: string, type: string) =>
      fetch(`${site.url}/account/register`, {
        method: 'POST',
        body,
        headers: { 'content-type': type },
        redirect: 'manual',
      });
    const form = 'application/x-www-form-urlencoded';
    expect((await post('{}', 'application/json')).status).toBe(415);
    expect((await post('', form)).status).toBe(400);
    expect((await post('username=%ff%00&password=%00', form)).status).toBe(400);
    expect((await post(`username=${'x'.repeat(200_000)}`, form)).status).toBe(413);
    expect((await post('&'.repeat(1000).replaceAll('&', '&a=b'), form)).status).toBe(400);
    expect((await post('username=a&username=b&__proto__=x&constructor=y&toString=z', form)).status).toBe(400);
  });

  it('hold up who tries too often, with the time to wait', async () => {
    const site = await peopleSite();
    const login = `${site.url}/account/login`;
    for (let i = 0; i < 5; i++) await browser().form(login, { username: 'maria', password: 'wrong horses' });
    const response = await browser().form(login, { username: 'maria', password: 'wrong horses' });
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('180');
    expect(await response.text()).toContain('Please try again in 3 minutes.');
  });
});

/** The text of a page as a reader sees it. */
function readable(html: string): string {
  return html.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
}
