import { describe, expect, it } from 'vitest';
import { contactLimits } from '../../lib/visitors/individual.ts';
import { browser, peopleSite } from '../support/people-site.ts';
import { accountSite, describeEachSite, textOf } from './site.ts';

const fields = Object.keys(contactLimits).filter((name) => name !== 'username' && name !== 'password');
/** Something else in every field. */
const everything = Object.fromEntries(fields.map((name, index) => [name, `${name} ${index}`.slice(0, 20)]));

/** The values that the form holds, by field, as a browser would send them. */
function formOf(html: string): Record<string, string> {
  const values: Record<string, string> = {};
  const readable = (text: string) => text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
  const form = /<form class="account-form"[\s\S]*?<\/form>/.exec(html)?.[0] ?? '';
  for (const [tag] of form.matchAll(/<input[^>]*>/g)) {
    values[/ name="(\w+)"/.exec(tag)?.[1] ?? ''] = readable(/ value="([^"]*)"/.exec(tag)?.[1] ?? '');
  }
  for (const [, name = '', text = ''] of form.matchAll(/<textarea[^>]* name="(\w+)"[^>]*>\n([^<]*)<\/textarea>/g)) {
    values[name] = readable(text);
  }
  return values;
}

describeEachSite('the profile', (open) => {
  it('holds every field that Tracker has, and forgets what is emptied', async () => {
    const site = await open();
    const profile = `${site.account}/profile`;
    const person = await site.person('maria', { firstName: 'Maria', homeCity: 'Turin' });
    const form = formOf(await (await person.get(profile)).text());
    expect(Object.keys(form).sort()).toEqual([...fields, 'version'].sort());
    expect(form).toMatchObject({ version: '1', firstName: 'Maria', homeCity: 'Turin', lastName: '' });

    const saved = await person.form(profile, { ...form, ...everything });
    expect(saved.status).toBe(303);
    expect(saved.headers.get('location')).toBe('../account/profile?said=saved');
    const full = formOf(await (await person.get(profile)).text());
    expect(full).toEqual({ ...everything, version: '2' });
    expect(await textOf(await person.get(`${site.account}/`))).toContain('signed in as firstName 0 lastName 2.');

    const emptied = Object.fromEntries(fields.map((name) => [name, name === 'businessPhone2' ? ' 7 ' : '']));
    expect((await person.form(profile, { ...emptied, version: '2' })).status).toBe(303);
    const left = formOf(await (await person.get(profile)).text());
    // A second number without a first one is the first.
    expect(Object.entries(left).filter(([, value]) => value !== '')).toEqual([
      ['version', '3'],
      ['businessPhone', '7'],
    ]);
    expect(await textOf(await person.get(`${site.account}/`))).toContain('signed in as maria.');
  });

  it('shows what somebody else saved meanwhile, and saves over it only when asked again', async () => {
    const site = await open();
    const profile = `${site.account}/profile`;
    const person = await site.person('maria', { homeCity: 'Turin', company: 'Lamps' });
    const first = formOf(await (await person.get(profile)).text());
    const changes = ['Genoa', 'Milan'].map((homeCity) => person.form(profile, { ...first, homeCity }));
    const answers = await Promise.all(changes);
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409]);
    const stale = answers.find(({ status }) => status === 409);
    const html = (await stale?.text()) ?? '';
    const again = formOf(html);
    const [mine = '', theirs = ''] = again.homeCity === 'Genoa' ? ['Genoa', 'Milan'] : ['Milan', 'Genoa'];
    expect(again).toMatchObject({ version: '2', homeCity: mine, company: 'Lamps' });
    expect(html).toContain('was changed somewhere else meanwhile');
    expect(html.match(/Saved now: [^<]*/g)).toEqual([`Saved now: ${theirs}`]);
    expect((await person.form(profile, again)).status).toBe(303);
    expect(formOf(await (await person.get(profile)).text())).toMatchObject({ version: '3', homeCity: mine });
    // The same values again change nothing, whoever saved in between.
    expect((await person.form(profile, { ...again, version: '1' })).status).toBe(303);
    expect(formOf(await (await person.get(profile)).text()).version).toBe('3');
  });

  it('says what is wrong beside the field, keeps what was typed, and changes nothing', async () => {
    const site = await open();
    const profile = `${site.account}/profile`;
    const person = await site.person('maria', { homeCity: 'Turin' });
    const form = formOf(await (await person.get(profile)).text());
    const wrong = { ...form, homeCity: 'x'.repeat(51), businessFax: 'a\u0000b', company: 'Lamps' };
    const response = await person.form(profile, wrong);
    expect(response.status).toBe(400);
    const html = await response.text();
    for (const name of ['homeCity', 'businessFax']) {
      expect(html).toContain(`<p class="field-error" id="${name}-error">`);
      expect(html).toContain(`href="#${name}"`);
    }
    expect(formOf(html)).toMatchObject({ company: 'Lamps', version: '1' });
    expect(formOf(await (await person.get(profile)).text())).toMatchObject({ company: '', homeCity: 'Turin' });
  });
});

describe('the profile’s e-mail addresses', () => {
  it('get a link when they are new, and keep their proof while they stay the same', async () => {
    const site = await accountSite();
    const profile = `${site.account}/profile`;
    const person = await site.person('maria', { homeEmail: 'maria@example.org' });
    await site.confirmed(1);
    const form = formOf(await (await person.get(profile)).text());
    const saved = await person.form(profile, { ...form, company: 'Lamps', businessEmail: 'm@lamps.example' });
    expect(saved.headers.get('location')).toBe('../account/profile?said=savedMail');
    expect((await site.smtp.mail(1)).to).toEqual(['m@lamps.example']);
    const text = await textOf(await person.get(profile));
    expect(text).toMatch(/maria@example\.org Confirmed m@lamps\.example Not confirmed yet/);

    const stale = await site.linkOf(2);
    const now = formOf(await (await person.get(profile)).text());
    await person.form(profile, { ...now, businessEmail: 'other@lamps.example' });
    expect((await site.smtp.mail(2)).to).toEqual(['other@lamps.example']);
    // The link of an address that the account has no more proves nothing.
    expect((await browser().form(stale, {})).status).toBe(404);
    expect(await textOf(await person.get(profile))).toContain('other@lamps.example Not confirmed yet');
  });

  it('get another link when asked, but only those of the account, and not too many', async () => {
    const site = await accountSite();
    const confirm = `${site.account}/confirm`;
    const person = await site.person('maria', { homeEmail: 'maria@example.org' });
    const said = async (address: string) => (await person.form(confirm, { address })).headers.get('location');
    expect(await said('other@example.org')).toBe('../account/profile?said=mailNotSent');
    for (let i = 0; i < 3; i++) expect(await said('maria@example.org')).toBe('../account/profile?said=mailSent');
    expect(await said('maria@example.org')).toBe('../account/profile?said=mailNotSent');
    await site.smtp.mail(3);
    expect(site.smtp.mails).toHaveLength(4);
    expect(await textOf(await person.get(`${site.account}/profile?said=mailSent`))).toContain('mailed you a link');
  });

  it('are not talked about where no mail is sent', async () => {
    const site = await peopleSite();
    const person = browser();
    const password = 'seven grey horses';
    const contact = { username: 'maria', password, confirm: password, homeEmail: 'maria@example.org' };
    await person.form(`${site.url}/account/register`, contact);
    const text = await textOf(await person.get(`${site.url}/account/profile`));
    expect(text).toContain('Your profile');
    expect(text).not.toContain('Not confirmed yet');
    expect((await person.form(`${site.url}/account/confirm`, { address: 'maria@example.org' })).status).toBe(303);
  });
});

describe('the page of the profile', () => {
  it('is for who is signed in, for forms of this site, and shows hostile values as text', async () => {
    const site = await accountSite();
    const profile = `${site.account}/profile`;
    expect((await browser().get(profile)).headers.get('location')).toBe('../account/login');
    const person = await site.person('maria');
    expect((await person.form(profile, everything, { origin: 'https://evil.example' })).status).toBe(403);
    const text = '"><script>alert(1)</script>';
    await person.form(profile, { version: '1', company: text, remarks: `</textarea>${text}` });
    const html = await (await person.get(profile)).text();
    expect(html).not.toContain('<script');
    expect(formOf(html)).toMatchObject({ company: text, remarks: `</textarea>${text}` });
  });
});
