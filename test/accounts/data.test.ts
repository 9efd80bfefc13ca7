import { describe, expect, it } from 'vitest';
import type { Database } from '../../lib/database/connect.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { goodPassword } from '../support/people.ts';
import { browser } from '../support/people-site.ts';
import { startChat } from '../support/visitor.ts';
import { accountSite, agentOf, chatWith, textOf } from './site.ts';

const callback = { target: 'Support', targetType: 'Workgroup' };
const maria = { name: 'maria', password: goodPassword };
const sure = { present: goodPassword, agree: 'yes' };
/** Nobody else in the tests writes it. */
const trace = 'Zauberlampe';
const contact = { firstName: trace, homeEmail: 'maria@zauberlampe.example', remarks: `I collect ${trace}n` };

/** Rows of all tables in which something stands, as `table: row`. */
async function rowsWith({ knex, dialect }: Database, text: RegExp): Promise<string[]> {
  const listed =
    dialect === 'mysql'
      ? knex('information_schema.tables').where('table_schema', knex.raw('database()')).pluck('table_name')
      : knex('sqlite_master').where('type', 'table').pluck('name');
  const found: string[] = [];
  for (const table of (await listed) as string[]) {
    for (const row of await knex(table).select()) {
      const line = `${table}: ${JSON.stringify(row)}`;
      if (text.test(line)) found.push(line);
    }
  }
  return found;
}

describeEachDatabase('erasing the account', (database) => {
  it('leaves nothing that names the visitor or that was written, ends what goes on, and keeps the counts', async () => {
    const { url, ...direct } = await database({ file: true });
    const site = await accountSite({ database: url });
    const agent = await agentOf(site);
    const person = await site.person('maria', contact);
    await site.confirmed(1);
    const attributes = { attributes: { CustomString1: trace } };
    const past = await chatWith(site, agent, `Where is my ${trace}?`);
    await agent.call('POST', `interactions/${past.number}/notes`, { text: `Looks for a ${trace}` });
    await past.visitor.exit();
    const other = await startChat(site.url, { name: 'Other' });
    await other.say('My text stays');
    const open = await startChat(site.url, { ...maria, more: attributes });
    await open.say(`Again the ${trace}`);
    const asked = {
      ...callback,
      ...maria,
      subject: trace,
      telephone: '+49 30 5556667',
      email: 'm@zauberlampe.example',
    };
    const { participantId } = await site.services.callbacks.create({ ...asked, address: '127.0.0.7' });
    // The record is written a minute after the end.
    site.clock.advance(60_000);
    await expect.poll(() => site.services.tracker.summary(past.number)).not.toBeNull();
    const written = /Zauberlampe|zauberlampe|5556667|127\.0\.0\.7|"maria"/;
    expect((await rowsWith(direct, written)).length).toBeGreaterThan(10);

    const page = await textOf(await person.get(`${site.account}/erase`));
    expect(page).toContain('2 chats and callbacks of yours go on. They are ended.');
    const done = await person.form(`${site.account}/erase`, sure);
    expect(done.status).toBe(200);
    expect(await textOf(done)).toContain('Your account is gone');
    expect(person.cookies.size).toBe(0);
    // Records are made anew from what is left, old ones within a second.
    site.clock.advance(1000);
    await expect.poll(() => rowsWith(direct, written)).toEqual([]);
    site.clock.advance(60_000);
    const count = async (table: string) => Number((await direct.knex(table).count({ n: '*' }))[0]?.n);
    await expect.poll(() => count('iwt_interaction_summary')).toBe(3);
    expect(await count('iwt_indiv_credential')).toBe(0);
    expect(await rowsWith(direct, written)).toEqual([]);
    expect(await site.services.tracker.summary(past.number)).toMatchObject({
      remoteName: '[erased]',
      remoteId: '',
      indivId: '0000000000000000000002',
    });
    // Memory has forgotten it, too, whoever looks.
    expect((await agent.texts(past.number)).join('\n')).not.toMatch(/Zauber/);
    expect((await agent.texts(past.number)).length).toBeGreaterThan(1);
    expect((await site.services.callbacks.status(participantId)).state).toBe('cancelled');
    expect(await rowsWith(direct, /My text stays/)).toHaveLength(1);
    const again = { username: 'maria', password: goodPassword };
    expect((await browser().form(`${site.account}/login`, again)).status).toBe(401);
    const anew = await site.person('maria');
    expect(await textOf(await anew.get(`${site.account}/transcripts`))).toContain('You have not chatted with us yet.');
  });

  it('erases texts that are kept compressed', async () => {
    const { url, ...direct } = await database({ file: true });
    const site = await accountSite({ database: url });
    await site.services.params.set('ChatHistoryCompressionStartSize', '1', 'test');
    const person = await site.person('maria');
    const chat = await startChat(site.url, maria);
    for (let n = 0; n < 5; n++) await chat.say(`${trace} ${n}`);
    await chat.exit();
    site.clock.advance(3_600_000);
    const packed = async () => Number((await direct.knex('iwt_interaction_history').count({ n: '*' }))[0]?.n);
    await expect.poll(packed).toBe(1);
    await person.form(`${site.account}/login`, { username: 'maria', password: goodPassword });
    expect((await person.form(`${site.account}/erase`, sure)).status).toBe(200);
    expect(await packed()).toBe(0);
    expect(await rowsWith(direct, /"moved"|moved\\":1|Zauberlampe/)).toEqual([]);
  });
});

describe('erasing', () => {
  it('asks for the password and a confirmation, and is for who is signed in', async () => {
    const site = await accountSite();
    const erase = `${site.account}/erase`;
    expect((await browser().form(erase, sure)).headers.get('location')).toBe('../account/login');
    const person = await site.person('maria');
    const empty = await person.form(erase, {});
    expect(empty.status).toBe(400);
    const html = await empty.text();
    for (const name of ['present', 'agree']) expect(html).toContain(`id="${name}-error"`);
    expect((await person.form(erase, { present: goodPassword })).status).toBe(400);
    expect((await person.form(erase, { ...sure, present: 'nine red cows' })).status).toBe(401);
    expect((await person.form(erase, sure, { origin: 'https://evil.example' })).status).toBe(403);
    for (let n = 0; n < 4; n++) await person.form(erase, { ...sure, present: 'nine red cows' });
    expect((await person.form(erase, sure)).status).toBe(429);
    expect((await person.get(`${site.account}/`)).status).toBe(200);
  });

  it('tells agents that it has ended, and shows them nothing of it any more', async () => {
    const site = await accountSite();
    const agent = await agentOf(site);
    const person = await site.person('maria');
    const chat = await chatWith(site, agent, trace);
    expect((await agent.texts(chat.number)).join()).toContain(trace);
    await person.form(`${site.account}/erase`, sure);
    const shown = await agent.read(chat.number);
    expect(shown).toMatchObject({ state: 'Disconnected', name: '[erased]' });
    expect(JSON.stringify(shown)).not.toContain(trace);
  });
});

describe('the export', () => {
  it('is one file with everything that is held about the account', async () => {
    const site = await accountSite();
    const agent = await agentOf(site);
    const person = await site.person('maria', contact);
    await site.confirmed(1);
    const { visitor, number } = await chatWith(site, agent, 'Where is my lamp?');
    await visitor.exit();
    await startChat(site.url, { name: 'maria' });
    await site.services.callbacks.create({ ...callback, ...maria, subject: 'Lamps', telephone: '+49 30 5556667' });
    for (const { id } of await site.services.transcripts.policies.list()) {
      await site.services.transcripts.policies.remove(id, 'test');
    }
    const file = await person.get(`${site.account}/export`);
    expect(file.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="account.json"');
    expect(file.headers.get('cache-control')).toBe('no-store');
    const text = await file.text();
    const held = JSON.parse(text);
    expect(Object.keys(held)).toEqual(['exportedAt', 'account', 'callbacks', 'chats', 'mails', 'log']);
    expect(held.account).toMatchObject({
      username: 'maria',
      createdAt: '2026-01-05T09:00:00.000Z',
      profile: contact,
      emailAddresses: [{ address: 'maria@zauberlampe.example', confirmed: true }],
    });
    expect(held.callbacks).toHaveLength(1);
    expect(held.callbacks[0]).toMatchObject({ state: 'waiting', subject: 'Lamps', telephone: '+49305556667' });
    expect(held.chats).toHaveLength(1);
    expect(held.chats[0]).toMatchObject({ number, agents: ['Alicia'], name: trace, beginningLeftOut: false });
    // Held is also what no policy keeps for visitors.
    expect(held.chats[0].transcript).toContainEqual(
      expect.objectContaining({ from: 'visitor', name: trace, text: 'Where is my lamp?' }),
    );
    expect(held.chats[0].transcript).toContainEqual(expect.objectContaining({ from: 'agent', name: 'Alicia' }));
    expect(held.mails).toEqual([
      expect.objectContaining({ kind: 'confirm-address', recipient: 'maria@zauberlampe.example', state: 'sent' }),
    ]);
    expect(held.log.map(({ action }: { action: string }) => action)).toContain('visitor.register');
    expect(text).not.toContain('argon2');
  });

  it('is for who is signed in', async () => {
    const site = await accountSite();
    for (const page of ['export', 'erase', 'data']) {
      expect((await browser().get(`${site.account}/${page}`)).headers.get('location')).toBe('../account/login');
    }
    const person = await site.person('maria');
    expect(await textOf(await person.get(`${site.account}/data`))).toContain('Download your data');
  });
});
