import { describe, expect, it } from 'vitest';
import { goodPassword } from '../support/people.ts';
import { browser } from '../support/people-site.ts';
import { startChat } from '../support/visitor.ts';
import { accountSite, agentOf, chatWith, describeEachSite, textOf } from './site.ts';

const callback = { target: 'Support', targetType: 'Workgroup', telephone: '+49 30 1234567' };

describeEachSite('my callbacks', (open) => {
  it('are those asked for with the account, with ways to watch and cancel those that go on', async () => {
    const site = await open();
    const { callbacks } = site.services;
    const person = await site.person('maria');
    expect(await textOf(await person.get(`${site.account}/callbacks`))).toContain('You have not asked for a callback');
    const byPage = { name: 'Maria M.', telephone: '+49 30 1234567', subject: 'My <b>invoice</b>', target: 'Support' };
    const form = await (await person.get(`${site.account}/callback`)).text();
    expect(form).toContain('action="../account/callback"');
    const asked = await person.form(`${site.account}/callback`, byPage);
    const watch = new URL(asked.headers.get('location') ?? '', `${site.account}/callback`).href;
    site.clock.advance(60_000);
    const second = { ...callback, telephone: '+49 30 7654321', subject: 'A lamp' };
    const byProtocol = await callbacks.create({
      ...second,
      name: 'maria',
      password: goodPassword,
      address: '127.0.0.1',
    });
    await callbacks.create({ ...callback, telephone: '+49 30 5555555', name: 'maria', subject: 'Nobody’s' });
    const other = await site.person('other');
    await other.form(`${site.account}/callback`, { ...byPage, telephone: '+49 30 9999999', subject: 'Of other' });

    const html = await (await person.get(`${site.account}/callbacks`)).text();
    expect(html.match(/class="account-item"/g)).toHaveLength(2);
    expect(html.indexOf('A lamp')).toBeLessThan(html.indexOf('invoice'));
    expect(html).not.toMatch(/Nobody|Of other|<b>/);
    const links = [...html.matchAll(/href="\.\.\/(callback\/[\w-]+(?:\/cancel)?)"/g)].map(
      ([, path]) => `${site.url}/${path}`,
    );
    expect(links).toHaveLength(4);
    expect(links[2]).toBe(watch);
    expect(await textOf(await fetch(links[0] ?? ''))).toContain('You are in line.');
    expect((await browser().form(links[1] ?? '', {})).status).toBe(303);
    expect((await callbacks.status(byProtocol.participantId)).state).toBe('cancelled');
    const later = await (await person.get(`${site.account}/callbacks`)).text();
    expect(later.match(/>Cancelled</g)).toHaveLength(1);
    expect(later.match(/\/cancel"/g)).toHaveLength(1);
    // Also when nobody who only has the link is told any more.
    site.clock.advance(48 * 3_600_000);
    await person.form(`${site.account}/login`, { username: 'maria', password: goodPassword });
    expect(await (await person.get(`${site.account}/callbacks`)).text()).toContain('A lamp');
  });

  it('come in pages, the newest first', async () => {
    const site = await open();
    const person = await site.person('maria');
    const maria = { name: 'maria', password: goodPassword };
    for (let n = 1; n <= 21; n++) {
      await site.services.callbacks.create({
        ...callback,
        ...maria,
        telephone: `+49 30 12345${10 + n}`,
        subject: `Nr. ${n}.`,
      });
      site.clock.advance(1000);
    }
    const page = async (query: string) => {
      const html = await (await person.get(`${site.account}/callbacks${query}`)).text();
      const links = [...html.matchAll(/rel="(prev|next)" href="([^"]*)"/g)].map(([, rel, href]) => `${rel} ${href}`);
      return { subjects: [...html.matchAll(/Nr\. (\d+)\./g)].map(([, n]) => Number(n)), links };
    };
    expect(await page('')).toEqual({
      subjects: [21, 20, 19, 18, 17, 16, 15, 14, 13, 12],
      links: ['next ../account/callbacks?page=2'],
    });
    expect((await page('?page=2')).links).toEqual(['prev ../account/callbacks', 'next ../account/callbacks?page=3']);
    expect(await page('?page=3')).toEqual({ subjects: [1], links: ['prev ../account/callbacks?page=2'] });
    for (const odd of ['?page=0', '?page=-1', '?page=x', '?page=1e3', '?page=9999999999']) {
      expect((await page(odd)).subjects[0]).toBe(21);
    }
  });
});

describeEachSite('my chats', (open) => {
  it('are those had with the account, to be read and downloaded', async () => {
    const site = await open();
    const agent = await agentOf(site);
    const person = await site.person('maria');
    const list = `${site.account}/transcripts`;
    expect(await textOf(await person.get(list))).toContain('You have not chatted with us yet.');
    const { number, visitor } = await chatWith(site, agent, 'Where is <b>my lamp</b>?');
    await (await startChat(site.url, { name: 'maria' })).exit();
    expect(await textOf(await person.get(list))).toMatch(/With Alicia The chat goes on\. Read/);
    await visitor.exit();
    const html = await (await person.get(list)).text();
    expect(html.match(/class="account-item"/g)).toHaveLength(1);
    expect(html).toContain(`href="../account/transcripts/${number}"`);

    const page = await person.get(`${list}/${number}`);
    const text = await textOf(page.clone());
    expect(text).toContain(`Transcript of chat ${number}`);
    expect(text).toMatch(/maria [\d:]+ Where is <b>my lamp<\/b>\?/);
    expect(text).toContain('You said: Where is');
    expect(await page.text()).toContain(`href="../../account/transcripts/${number}?format=text"`);
    const file = await person.get(`${list}/${number}?format=text`);
    expect(file.headers.get('content-disposition')).toBe(`attachment; filename="chat-${number}.txt"`);
    expect(file.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await file.text()).toContain('maria: Where is <b>my lamp</b>?');
    const document = await person.get(`${list}/${number}?format=html`);
    expect(document.headers.get('content-security-policy')).toContain('sandbox');
    expect(await document.text()).not.toContain('<b>my lamp');
    expect((await person.get(`${list}/${number}?format=pdf`)).status).toBe(400);

    // A week later, too; but nobody else's, and only where a policy keeps them.
    site.clock.advance(7 * 24 * 3_600_000);
    await person.form(`${site.account}/login`, { username: 'maria', password: goodPassword });
    expect((await person.get(`${list}/${number}`)).status).toBe(200);
    const other = await site.person('other');
    for (const address of [`${list}/${number}`, `${list}/${number}?format=text`, `${list}/1`, `${list}/x`]) {
      expect((await other.get(address)).status).toBe(404);
    }
    const { policies } = site.services.transcripts;
    for (const { id } of await policies.list()) await policies.remove(id, 'test');
    expect((await person.get(`${list}/${number}`)).status).toBe(404);
    expect(await textOf(await person.get(list))).toContain('No transcript is kept.');
    await policies.add({ workgroup: 'Support', action: 'keep' }, 'test');
    expect((await person.get(`${list}/${number}`)).status).toBe(200);
  });
});

describe('the pages of callbacks and chats', () => {
  it('are for who is signed in, and callbacks are asked for by forms of this site', async () => {
    const site = await accountSite();
    for (const page of ['callbacks', 'transcripts', 'transcripts/1000000001']) {
      const sent = await browser().get(`${site.account}/${page}`);
      expect(new URL(sent.headers.get('location') ?? '', `${site.account}/${page}`).href).toBe(`${site.account}/login`);
    }
    const person = await site.person('maria');
    const foreign = { origin: 'https://evil.example' };
    expect((await person.form(`${site.account}/callback`, { name: 'x' }, foreign)).status).toBe(403);
  });

  it('let nobody ask in the name of an account by the protocol', async () => {
    const site = await accountSite();
    const person = await site.person('maria');
    const { id = '' } = (await site.services.visitors.findByName('maria')) ?? {};
    const account = { id, displayName: 'Maria' };
    const participant = { name: 'mallory', credentials: null, telephone: '+49 30 1234567', account };
    const body = { participant, account, target: 'Support', targetType: 'Workgroup', subject: 'Mallory’s' };
    const answer = await browser().json('POST', `${site.url}/websvcs/callback/create`, body);
    expect(await answer.text()).toContain('"success"');
    expect(await textOf(await person.get(`${site.account}/callbacks`))).toContain('You have not asked for a callback');
  });
});
