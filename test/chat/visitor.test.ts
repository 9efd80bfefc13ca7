import { afterEach, describe, expect, it } from 'vitest';
import type { StartInput } from '../../lib/chat/chat.ts';
import { participantIdOf } from '../../lib/interactions/participant-ids.ts';
import { describeEachDatabase, sqliteDatabase, type TestDatabase } from '../support/databases.ts';
import { addAgent, addWorkgroup, engineOn, receive, told, turns } from './world.ts';

const account = { id: 'individual0000000000xy', displayName: 'Maria Example' };

describeEachDatabase('a visitor', (open) => {
  it('brings attributes and a language along', async () => {
    const database = await open();
    await addWorkgroup(database, 'Support');
    const engine = await engineOn(database);
    const { interaction } = await engine.chat.start({
      target: ' support ',
      name: 'Mary\n  Ann\u0000 \ud800',
      language: 'FR-ca',
      customInfo: 'basket=17',
      attributes: { page: '/checkout', empty: '', nothing: null, ['__proto__']: 'own' },
    });
    expect(await engine.interactions.get(interaction)).toMatchObject({
      name: 'Mary   Ann  \ufffd',
      language: 'fr-ca',
      attributes: {
        WebTools_page: '/checkout',
        WebTools_empty: '',
        WebTools___proto__: 'own',
        CUSTOM_INFO: 'basket=17',
      },
    });
    const other = await engine.chat.start({ target: 'Support', language: 'not a language' });
    expect(await engine.interactions.get(other.interaction)).toMatchObject({
      name: 'Anonymous',
      language: null,
      attributes: {},
    });
    await engine.close();
  });

  it('comes back with the chatID to the same chat and the people in it', async () => {
    const database = await open();
    const support = await addWorkgroup(database, 'Support');
    const ann = await addAgent(database, 'ann', [support]);
    const first = await engineOn(database);
    const { chatId, participantId, interaction } = await first.chat.start({ target: 'Support', name: 'Mary' });
    await first.rest();
    await first.chat.pickup(ann, interaction);
    const before = await receive(first.chat, participantId);
    await first.chat.sendAsAgent(ann, interaction, { text: 'are you there?' });
    await first.chat.hold(ann, interaction);
    await first.close();

    const { chat, close } = await engineOn(database);
    const again = await chat.reconnect(chatId.toUpperCase());
    expect(again).toMatchObject({ participantId, chatId, interaction });
    // As they stood at what was delivered: the hold is news, and comes after the text that came before it.
    expect(told(again.events)).toEqual(['Mary active', 'CIC active', 'ann Example active']);
    expect(again.events.every((event) => event.sequenceNumber === before.length - 1)).toBe(true);
    expect(told(await receive(chat, participantId))).toEqual([
      'ann Example: are you there?',
      'ann Example held',
      'CIC: ann Example has put the conversation on hold.',
    ]);
    expect(told((await chat.reconnect(chatId)).events)).toEqual(['Mary active', 'CIC active', 'ann Example held']);
    expect(await receive(chat, participantId)).toEqual([]);
    expect(participantIdOf(chatId)).toBe(participantId);
    await close();
  });

  it('is answered once for what it sends twice, also much later and after a restart', async () => {
    const database = await open();
    const support = await addWorkgroup(database, 'Support');
    const ann = await addAgent(database, 'ann', [support]);
    const first = await engineOn(database);
    const { participantId, interaction } = await first.chat.start({ target: 'Support', name: 'Mary' });
    await first.rest();
    await first.chat.pickup(ann, interaction);
    const send = (engine: typeof first, number: number) =>
      engine.chat.send(participantId, { message: `text ${number}`, clientMessageId: `id-${number}` });
    const numbers = Array.from({ length: 60 }, (_, number) => number);
    const sent = [];
    for (const number of numbers) sent.push(await send(first, number));
    const own = await first.chat.sendAsAgent(ann, interaction, { text: 'mine', clientMessageId: 'id-0' });
    expect(own.repeated).toBe(false);
    const repeats = await Promise.all(numbers.map((number) => send(first, number)));
    expect(repeats).toEqual(sent.map((one) => ({ ...one, repeated: true })));
    await first.close();

    const second = await engineOn(database);
    const later = await Promise.all([...numbers, 60, 60, 60].map((number) => send(second, number)));
    expect(later.slice(0, 60)).toEqual(repeats);
    expect(later.slice(60).filter((one) => one.repeated)).toHaveLength(2);
    const again = await second.chat.sendAsAgent(ann, interaction, { text: 'mine', clientMessageId: 'id-0' });
    expect(again).toEqual({ ...own, repeated: true });
    await second.chat.exit(participantId);
    expect(await send(second, 3)).toEqual(repeats[3]);
    const { events } = await second.chat.poll(participantId, -1);
    const texts = events.flatMap((event) =>
      event.type === 'text' && event.displayName === 'Mary' ? [event.value] : [],
    );
    expect(texts).toEqual([...numbers, 60].map((number) => `text ${number}`));
    await second.close();
  });
});

describe('a visitor', () => {
  const opened: TestDatabase[] = [];
  const open = async () => {
    const database = await sqliteDatabase();
    opened.push(database);
    return database;
  };
  afterEach(() => Promise.all(opened.splice(0).map((database) => database.drop())));

  it('chats under the name of the account whose password is right', async () => {
    const database = await open();
    await addWorkgroup(database, 'Support');
    const asked: string[][] = [];
    const visitors = {
      verify: async (...given: string[]) => {
        asked.push(given);
        if (given[0] === 'broken') throw new Error('no database');
        return given[1] === 'right' ? account : null;
      },
    };
    const engine = await engineOn(database, { visitors });
    const { chat } = engine;
    const start = (name: string, password: string) =>
      chat.start({ target: 'Support', name, password, address: '192.0.2.7' });
    const { interaction } = await start('maria', 'right');
    expect(asked).toEqual([['maria', 'right', '192.0.2.7']]);
    expect(await engine.interactions.get(interaction)).toMatchObject({
      name: 'Maria Example',
      individual: account.id,
      address: '192.0.2.7',
    });
    await expect(start('maria', 'wrong')).rejects.toMatchObject({ code: 'credentials.bad' });
    await expect(start('broken', 'x')).rejects.toMatchObject({ code: 'userdb.offline' });
    await expect(start('', 'x')).rejects.toMatchObject({ code: 'request.missing-data' });
    expect(await database.knex('iwt_interaction')).toHaveLength(1);
    await engine.close();
  });

  it('is refused what does not fit, and nothing changes', async () => {
    const database = await open();
    await addWorkgroup(database, 'Support');
    const { chat, close } = await engineOn(database);
    const long = (length: number) => 'x'.repeat(length);
    const many = Object.fromEntries(Array.from({ length: 101 }, (_, number) => [`a${number}`, '']));
    const bad: [Partial<StartInput>, string][] = [
      [{ target: 'Nowhere' }, 'target.unknown'],
      [{ target: '  ' }, 'request.missing-data'],
      [{ target: long(101) }, 'request.invalid'],
      [{ name: long(129) }, 'request.invalid'],
      [{ customInfo: long(4001) }, 'request.invalid'],
      [{ attributes: many }, 'request.invalid'],
      [{ attributes: { [long(92)]: '' } }, 'request.invalid'],
      [{ attributes: { a: long(4001) } }, 'request.invalid'],
      [{ attributes: { a: 1 as unknown as string } }, 'request.invalid'],
      [{ password: long(65) }, 'request.invalid'],
    ];
    for (const [input, code] of bad) {
      await expect(chat.start({ target: 'Support', name: 'Mary', ...input })).rejects.toMatchObject({ code });
    }
    expect(await database.knex('iwt_interaction')).toEqual([]);
    const { participantId } = await chat.start({ target: 'Support', name: long(128) });
    const { length } = await receive(chat, participantId);
    for (const message of ['', ' \n ', long(8001)]) {
      await expect(chat.send(participantId, { message })).rejects.toThrow();
    }
    await expect(chat.send(participantId, { message: 'a', clientMessageId: long(65) })).rejects.toThrow();
    expect(await receive(chat, participantId)).toEqual([]);
    const odd = `${long(7990)}\u0000\u2028\n<b>`;
    await chat.send(participantId, { message: odd });
    expect(await receive(chat, participantId)).toMatchObject([{ value: odd, sequenceNumber: length }]);
    await close();
  });

  it('gets again what an unfinished answer carried when it comes back', async () => {
    const database = await open();
    await addWorkgroup(database, 'Support');
    const { chat, close } = await engineOn(database);
    const { chatId, participantId } = await chat.start({ target: 'Support', name: 'Mary' });
    const lost = await chat.poll(participantId);
    expect(told((await chat.reconnect(chatId)).events)).toEqual(['Mary active', 'CIC active']);
    const found = await chat.poll(participantId);
    expect(found.events).toEqual(lost.events);
    lost.settle?.(true);
    found.settle?.(false);
    expect((await receive(chat, participantId)).length).toBe(lost.events.length);
    await close();
  });

  it('cannot come back to a chat of which it has seen the end, but to any other', async () => {
    const database = await open();
    const support = await addWorkgroup(database, 'Support');
    const boss = await addAgent(database, 'boss', [support], { role: 'supervisor', status: 'At lunch' });
    const { chat, close } = await engineOn(database);
    const { chatId, participantId, interaction } = await chat.start({ target: 'Support', name: 'Mary' });
    await chat.disconnect(boss, interaction);
    expect(await chat.reconnect(chatId)).toMatchObject({ participantId });
    expect(told(await receive(chat, participantId)).at(-1)).toBe('Mary disconnected');
    await expect(chat.reconnect(chatId)).rejects.toMatchObject({ code: 'session.unknown' });
    await close();
  });

  it('learns who the others are', async () => {
    const database = await open();
    const support = await addWorkgroup(database, 'Support');
    const ann = await addAgent(database, 'ann', [support]);
    const engine = await engineOn(database);
    const { chat } = engine;
    const { participantId } = await chat.start({ target: 'Support', name: 'Mary' });
    await engine.rest();
    const events = await receive(chat, participantId);
    const agent = events.find((event) => event.participantType === 'Agent');
    expect(await chat.partyInfo(participantId, agent?.participantID.toUpperCase() ?? '')).toEqual({
      name: 'ann Example',
      userId: ann.id,
    });
    expect(await chat.partyInfo(participantId, '00000000-0000-0000-0000-000000000000')).toEqual({ name: 'CIC' });
    expect(await chat.partyInfo(participantId, participantId)).toEqual({ name: 'Mary' });
    const unknown = chat.partyInfo(participantId, '6d1c3f0e-52c7-4a51-9d7e-0c2f6c1b7a10');
    await expect(unknown).rejects.toMatchObject({ code: 'participant.unknown' });
    await engine.close();
  });

  it('is not let in by a service that closes', async () => {
    const database = await open();
    await addWorkgroup(database, 'Support');
    const { chat, close } = await engineOn(database);
    const closing = close();
    await expect(chat.start({ target: 'Support', name: 'Mary' })).rejects.toMatchObject({ code: 'closing' });
    await closing;
    await turns();
  });
});
