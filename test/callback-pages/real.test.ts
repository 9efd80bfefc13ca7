import { expect, it } from 'vitest';
import { goodPassword } from '../support/people.ts';
import { browser, peopleSite } from '../support/people-site.ts';

it('with the whole service behind them: ask, be refused, watch, cancel', async () => {
  const site = await peopleSite();
  const person = browser();
  const form = `${site.url}/callback`;
  expect(await (await person.get(form)).text()).toContain('name="target" value="Support"');
  const fields = { target: 'support', name: 'Ann', telephone: '12', subject: 'My <b>invoice</b>' };
  const refused = await person.form(form, fields);
  expect(refused.status).toBe(400);
  const said = await refused.text();
  expect(said).toContain('id="telephone-error">This cannot be a telephone number.');
  expect(said).toContain('value="12"');
  const nowhere = await person.form(form, { ...fields, target: 'Nowhere', telephone: '+49 30 1234567' });
  expect([nowhere.status, await nowhere.text()]).toEqual([400, expect.stringContaining('There is nobody to call you')]);
  const late = await person.form(form, { ...fields, telephone: '+49 30 1234567', when: '2001-01-01T00:00:00Z' });
  expect([late.status, await late.text()]).toEqual([400, expect.stringContaining('We cannot call at this time.')]);

  const made = await person.form(form, { ...fields, telephone: '+49 30 1234567' });
  expect(made.status).toBe(303);
  const page = new URL(made.headers.get('location') ?? '', form).href;
  const waiting = await person.get(page);
  expect(waiting.headers.get('refresh')).toBe('15');
  const html = await waiting.text();
  expect(html).toContain('You are in line.');
  expect(html).toContain('<dt>Place in line</dt><dd>1</dd>');
  expect(html).toContain('the number ending in 67');
  expect(html).not.toContain('<b>invoice');
  // Sent twice, as by a second click: the same callback.
  const again = await person.form(form, { ...fields, telephone: '030 1234567'.replace('0', '+49 ') });
  expect(new URL(again.headers.get('location') ?? '', form).href).toBe(page);

  expect((await person.form(`${page}/cancel`, {})).status).toBe(303);
  const ended = await person.get(page);
  expect(ended.headers.get('refresh')).toBeNull();
  expect(await ended.text()).toContain('This callback has been cancelled.');
  expect((await person.get(`${form}/${'x'.repeat(200)}`)).status).toBe(404);
});

it('a visitor who is signed in finds the name filled in, below account', async () => {
  const site = await peopleSite();
  const person = browser();
  const account = { username: 'maria', password: goodPassword, confirm: goodPassword, firstName: 'Maria' };
  await person.form(`${site.url}/account/register`, account);
  expect(await (await person.get(`${site.url}/account/callback`)).text()).toContain('value="Maria"');
});

it('times can be chosen where the workgroup has opening hours', async () => {
  const site = await peopleSite();
  const week = Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => [day, [['09:00', '17:00']]]));
  const openingHours = JSON.stringify({ zone: 'Europe/Berlin', week: { ...week, sat: [], sun: [] }, exceptions: [] });
  await site.services.workgroups.update('Support', { openingHours }, 'test');
  site.clock.advance(60_000);
  const form = `${site.url}/callback?target=Support`;
  const html = await (await browser().get(form)).text();
  const [, when = ''] = /<option value="([^"]+)">/.exec(html.split('<optgroup')[2] ?? '') ?? [];
  expect(when).toBe('2026-01-06T08:00:00.000Z');
  const fields = { target: 'Support', name: 'Ann', telephone: '+49 30 1234567', when };
  const made = await browser().form(`${site.url}/callback`, fields);
  const page = await browser().get(new URL(made.headers.get('location') ?? '', form).href);
  expect(await page.text()).toMatch(/We will call you on Tuesday, January 6 at 9:00\sAM GMT\+1\./);
});

it('no form is shown where it would be refused, and why', async () => {
  const site = await peopleSite();
  const read = async () => (await browser().get(`${site.url}/callback?target=Support`)).text();
  await site.services.params.set('CallbackAccessControl', 0, 'test');
  const off = await read();
  expect(off).toContain('We do not offer callbacks at the moment.');
  expect(off).not.toContain('<form');
  await site.services.params.set('CallbackAccessControl', 3, 'test');
  expect(await read()).toContain('<form');
  await site.services.workgroups.update('Support', { callbacksEnabled: false }, 'test');
  site.clock.advance(10_000);
  expect(await read()).not.toContain('<form');
});
