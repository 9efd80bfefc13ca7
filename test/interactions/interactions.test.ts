import { expect, it } from 'vitest';
import { createLocalHub } from '../../lib/cluster/bus-local.ts';
import { IwtError } from '../../lib/errors.ts';
import type { Interaction } from '../../lib/interactions/interaction.ts';
import { participantIdOf } from '../../lib/interactions/participant-ids.ts';
import { digest, guid, systemIds } from '../../lib/runtime/ids.ts';
import { faultyStore } from '../journal/faults.ts';
import { cursor } from '../journal/made.ts';
import { describeEachDatabase, describeMariadb, sqliteDatabase } from '../support/databases.ts';
import { newChat, nodeOn, nothing, said, saying } from './made.ts';

const agent = 'u'.repeat(22);

describeEachDatabase('interactions', (open) => {
  it('are created with their rows, and found by what only the visitor knows', async () => {
    const database = await open();
    const node = await nodeOn(database);
    const start = newChat({
      attributes: { Web_Page: '/lamps', Empty: '' },
      language: 'en-us',
      individual: 'i'.repeat(22),
    });
    const { interaction, participantId, result } = await node.interactions.create(start, (state, now) => ({
      events: [
        { type: 'party', body: { party: 0, kind: 'visitor', name: state.name, state: 'active' } },
        { type: 'state', body: { state: 'Offering' } },
      ],
      writes: [cursor('with it', 1)],
      result: now,
    }));
    expect(interaction).toMatchObject({ id: '1000000001', version: 3, state: 'Offering', visible: 1, name: 'Ann' });
    expect(result).toBe(node.clock.now());
    expect(participantId).toBe(participantIdOf(start.chatId));
    const [row] = await database.knex('iwt_interaction');
    expect(row).toMatchObject({
      id: '1000000001',
      state: 'Offering',
      queue_id: 's'.repeat(22),
      chat_digest: digest(start.chatId),
      participant_digest: digest(participantId),
      individual_id: 'i'.repeat(22),
      version: 3,
    });
    const attributes = await database.knex('iwt_interaction_attribute').orderBy('name').select('name', 'value');
    expect(attributes).toEqual([
      { name: 'Empty', value: '' },
      { name: 'Web_Page', value: '/lamps' },
    ]);
    expect(await database.knex('iwt_interaction_party').pluck('name')).toEqual(['Ann']);
    expect(await database.knex('iwt_cursor').pluck('participant_digest')).toEqual(['with it']);
    for (const found of [
      node.interactions.peek(interaction.id),
      node.interactions.peekParticipant(participantId),
      await node.interactions.byParticipant(participantId),
      await node.interactions.byChat(start.chatId),
    ]) {
      expect(found).toBe(interaction);
    }
    await node.close();

    const again = await nodeOn(database);
    expect(again.interactions.peekParticipant(participantId)).toBeUndefined();
    expect(await again.interactions.byChat(start.chatId)).toEqual(interaction);
    expect(again.interactions.peekParticipant(participantId)).toEqual(interaction);
    expect(await again.interactions.get(interaction.id)).toEqual(interaction);
    expect(await again.interactions.get('1999999999')).toBeUndefined();
    await again.close();
  });

  it('hold no secret at rest', async () => {
    const database = await open();
    const node = await nodeOn(database);
    const start = newChat();
    const { participantId } = await node.interactions.create(start, saying('hello'));
    const rows = JSON.stringify([
      await database.knex('iwt_interaction'),
      await database.knex('iwt_interaction_event'),
      await database.knex('iwt_interaction_party'),
    ]);
    expect(rows).not.toContain(start.chatId);
    expect(rows).not.toContain(participantId);
    await node.close();
  });

  it('write one row for a text, and the projection when it changes', async () => {
    const database = await open();
    const node = await nodeOn(database);
    const { interaction } = await node.interactions.create(newChat(), nothing);
    const tables: string[] = [];
    for (const table of ['iwt_interaction', 'iwt_interaction_party']) {
      node.journal.watchWrites(table, (writes) => tables.push(...writes.map((write) => write.table)));
    }
    node.clock.advance(7000);
    expect(await node.interactions.change(interaction.id, saying('hello'))).toBe('hello');
    expect(tables).toEqual([]);
    await node.interactions.change(interaction.id, () => ({
      events: [
        {
          type: 'party',
          body: { party: 2, kind: 'agent', name: 'Bob', user: agent, participantId: 'g', state: 'active' },
        },
        { type: 'state', body: { state: 'Connected', user: agent, reason: 'pickup' } },
      ],
      result: undefined,
    }));
    expect(tables).toEqual(['iwt_interaction', 'iwt_interaction_party']);
    const [row] = await database.knex('iwt_interaction');
    expect(row).toMatchObject({ state: 'Connected', user_id: agent, version: 4, wait_ms: 7000 });
    await node.interactions.change(interaction.id, () => ({
      events: [{ type: 'state', body: { state: 'Disconnected', end: 'RemoteDisconnect' } }],
      result: undefined,
    }));
    const [ended] = await database.knex('iwt_interaction');
    expect(ended).toMatchObject({ state: 'Disconnected', end_code: 'RemoteDisconnect', ended_at: node.clock.now() });
    await node.close();
  });

  it('change one at a time, each on the state the one before left', async () => {
    const database = await open();
    const node = await nodeOn(database);
    const { interaction } = await node.interactions.create(newChat(), nothing);
    const seen: number[] = [];
    const count = (number: number) =>
      node.interactions.change(interaction.id, (state) => {
        seen.push(state.version);
        if (number % 5 === 4) throw new RangeError('refused');
        return { events: [said(`n${number}`)], result: number };
      });
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, (_, number) => count(number)));
    expect(outcomes.filter((one) => one.status === 'rejected')).toHaveLength(4);
    expect(seen).toHaveLength(20);
    expect(node.interactions.peek(interaction.id)?.version).toBe(17);
    expect(await node.journal.read(interaction.id, 0)).toHaveLength(17);
    await node.close();
  });

  it('answer what decides nothing without writing, and say when there is no such interaction', async () => {
    const database = await open();
    const node = await nodeOn(database);
    const { interaction } = await node.interactions.create(newChat(), nothing);
    expect(await node.interactions.change(interaction.id, (state) => ({ events: [], result: state.name }))).toBe('Ann');
    expect(
      await node.interactions.change(interaction.id, () => ({ events: [], writes: [cursor('r', 1)], result: 1 })),
    ).toBe(1);
    expect(await database.knex('iwt_cursor').pluck('delivered')).toEqual([1]);
    expect(node.interactions.peek(interaction.id)?.version).toBe(1);
    await expect(node.interactions.change('1999999999', nothing)).rejects.toMatchObject({
      code: 'interaction.unknown',
    });
    await node.close();
  });

  it('decide again on the newest state when a decision under locks was faster', async () => {
    const database = await open();
    const node = await nodeOn(database);
    const { interaction } = await node.interactions.create(newChat(), nothing);
    let tries = 0;
    const locked = node.journal.exclusive({}, async (trx) => {
      const state = (await node.interactions.get(interaction.id, trx)) as Interaction;
      const decision = { events: [said('locked')], result: undefined };
      return { changes: [node.interactions.propose(state, decision, 1).change], result: undefined };
    });
    const changed = node.interactions.change(interaction.id, (state) => {
      tries++;
      return { events: [said(`changed after ${state.visible}`)], result: undefined };
    });
    await Promise.all([locked, changed]);
    expect(tries).toBeLessThanOrEqual(2);
    const events = await node.journal.read(interaction.id, 1);
    expect(events.map((event) => (event.body as { text: string }).text).sort()).toEqual(
      events.length === 2 && tries === 2 ? ['changed after 1', 'locked'] : ['changed after 0', 'locked'],
    );
    expect(node.interactions.peek(interaction.id)?.version).toBe(3);
    await node.close();
  });

  it('take nothing from a change that failed', async () => {
    const database = await open();
    const store = faultyStore(database);
    const node = await nodeOn(database, { store });
    const { interaction } = await node.interactions.create(newChat(), nothing);
    store.fail('down');
    await expect(node.interactions.change(interaction.id, saying('lost'))).rejects.toThrow('gone');
    expect(node.interactions.peek(interaction.id)).toBe(interaction);
    await node.interactions.change(interaction.id, saying('kept'));
    expect(node.interactions.peek(interaction.id)?.lastText?.text).toBe('kept');
    await node.close();
  });

  it('give out each number once, over many at a time and restarts', async () => {
    const database = await open();
    const [one, two] = [await nodeOn(database), await nodeOn(database)];
    const numbers = await Promise.all(
      Array.from({ length: 500 }, (_, index) => (index % 2 ? one : two).interactions.nextNumber()),
    );
    expect(new Set(numbers).size).toBe(500);
    for (const number of numbers) expect(number).toMatch(/^1\d{9}$/);
    await Promise.all([one.close(), two.close()]);
    const again = await nodeOn(database);
    expect(numbers).not.toContain(await again.interactions.nextNumber());
    await again.close();
  });

  it('number what the visitor sees, from memory or the database alike', async () => {
    const database = await open();
    const node = await nodeOn(database);
    const { interaction } = await node.interactions.create(newChat(), nothing);
    const { id } = interaction;
    for (let number = 0; number < 12; number++) {
      await node.interactions.change(id, () => ({
        events:
          number % 3 === 0
            ? [{ type: 'state', body: { state: 'Offering' } }, said(`n${number}`)]
            : [said(`n${number}`)],
        result: undefined,
      }));
    }
    await node.close();
    const again = await nodeOn(database, { limits: { tailEvents: 5 } });
    for (const { interactions } of [node, again]) {
      const state = (await interactions.get(id)) as Interaction;
      expect(state.visible).toBe(12);
      for (const from of [-1, 0, 5, 9, 11]) {
        const visible = await interactions.visible(state, from);
        const first = Math.max(0, from);
        expect(visible.map((event) => [event.visitorSeq, (event.body as { text: string }).text])).toEqual(
          Array.from({ length: 12 - first }, (_, index) => [first + index, `n${first + index}`]),
        );
      }
      expect(await interactions.visible(state, 12)).toEqual([]);
      expect(await interactions.visible(state, 99)).toEqual([]);
      const last = interactions.visible(state, 11);
      expect(last).not.toBeInstanceOf(Promise);
      const all = await interactions.events(state, 14);
      expect(all.map((event) => [event.seq, event.type, event.visitorSeq])).toEqual([
        [15, 'text', 9],
        [16, 'text', 10],
        [17, 'text', 11],
      ]);
    }
    await again.close();
  });
});

it('too long a name is refused before anything is written', async () => {
  const database = await sqliteDatabase();
  const node = await nodeOn(database);
  for (const start of [newChat({ name: 'x'.repeat(129) }), newChat({ attributes: { a: 'x'.repeat(4001) } })]) {
    await expect(node.interactions.create(start, nothing)).rejects.toMatchObject({ code: 'request.invalid' });
  }
  expect(await database.knex('iwt_interaction_event')).toEqual([]);
  await node.close();
  await database.drop();
});

it('an unknown participantID asks the database once in a while, not at every poll', async () => {
  const database = await sqliteDatabase();
  const node = await nodeOn(database);
  let queries = 0;
  database.knex.on('query', () => queries++);
  const stranger = guid(systemIds);
  await Promise.all([1, 2, 3].map(() => node.interactions.byParticipant(stranger)));
  for (let poll = 0; poll < 10; poll++) expect(await node.interactions.byParticipant(stranger)).toBeUndefined();
  expect(queries).toBe(1);
  node.clock.advance(30_000);
  await node.interactions.byParticipant(stranger);
  expect(queries).toBe(2);
  // What was never given out is not even looked up, or remembered, however long it is.
  for (const odd of ['x', '', 'x'.repeat(15_000), `${stranger}0`, `{${stranger}}`]) {
    expect(await node.interactions.byParticipant(odd)).toBeUndefined();
  }
  expect(queries).toBe(2);
  await node.close();
  await database.drop();
});

it('an ended interaction leaves memory after a while, and comes back when asked for', async () => {
  const database = await sqliteDatabase();
  const node = await nodeOn(database);
  const { interaction, participantId } = await node.interactions.create(newChat(), nothing);
  const going = await node.interactions.create(newChat(), nothing);
  await node.interactions.change(interaction.id, () => ({
    events: [{ type: 'state', body: { state: 'Disconnected', end: 'System' } }],
    result: undefined,
  }));
  node.clock.advance(5 * 60_000);
  expect(node.interactions.peek(interaction.id)?.endedAt).not.toBeNull();
  node.clock.advance(10 * 60_000);
  expect(node.interactions.peek(interaction.id)).toBeUndefined();
  expect(node.interactions.peekParticipant(participantId)).toBeUndefined();
  expect(node.interactions.peek(going.interaction.id)).toBeDefined();
  expect((await node.interactions.byParticipant(participantId))?.end).toBe('System');
  await node.close();
  await database.drop();
});

describeMariadb('interactions of two nodes', (open) => {
  it('follow each other, and decide again on what the other did', async () => {
    const database = await open();
    const hub = createLocalHub();
    const [one, two] = [await nodeOn(database, { hub }), await nodeOn(database, { hub })];
    const { interaction, participantId } = await one.interactions.create(newChat(), nothing);
    expect(await two.interactions.byParticipant(participantId)).toEqual(interaction);
    await one.interactions.change(interaction.id, saying('from one'));
    expect(two.interactions.peek(interaction.id)?.version).toBe(2);
    const writers = [one, two].flatMap((node, side) =>
      Array.from({ length: 10 }, (_, number) => node.interactions.change(interaction.id, saying(`${side} ${number}`))),
    );
    const outcomes = await Promise.allSettled(writers);
    const done = outcomes.filter((outcome) => outcome.status === 'fulfilled').length;
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    for (const outcome of refused) expect(outcome.reason).toMatchObject({ code: 'journal.conflict' });
    expect(done).toBeGreaterThanOrEqual(10);
    expect(one.interactions.peek(interaction.id)).toEqual(two.interactions.peek(interaction.id));
    expect(one.interactions.peek(interaction.id)?.version).toBe(2 + done);
    await Promise.all([one.close(), two.close()]);
  });

  it('are read fresh under locks, whatever the bus lost', async () => {
    const database = await open();
    const [one, two] = [await nodeOn(database), await nodeOn(database)];
    const { interaction } = await one.interactions.create(newChat(), nothing);
    await two.interactions.get(interaction.id);
    await one.interactions.change(interaction.id, saying('unheard'));
    expect(two.interactions.peek(interaction.id)?.version).toBe(1);
    const version = await two.journal.exclusive({}, async (trx) => ({
      changes: [],
      result: (await two.interactions.get(interaction.id, trx))?.version,
    }));
    expect(version).toBe(2);
    expect(
      await two.interactions.change(interaction.id, (state) => ({ events: [said('x')], result: state.version })),
    ).toBe(2);
    await Promise.all([one.close(), two.close()]);
  });

  it('do not refuse by what this node has not heard yet', async () => {
    const database = await open();
    const [one, two] = [await nodeOn(database), await nodeOn(database)];
    const { interaction } = await one.interactions.create(newChat(), nothing);
    await two.interactions.get(interaction.id);
    await one.interactions.change(interaction.id, saying('the word'));
    const answering = two.interactions.change(interaction.id, (state) => {
      if (state.version < 2) throw new IwtError('interaction.state', 'Nothing was said.');
      return { events: [said('answered')], result: state.version };
    });
    expect(await answering).toBe(2);
    const refused = two.interactions.change(interaction.id, () => {
      throw new IwtError('forbidden', 'Never.');
    });
    await expect(refused).rejects.toMatchObject({ code: 'forbidden' });
    await Promise.all([one.close(), two.close()]);
  });
});
