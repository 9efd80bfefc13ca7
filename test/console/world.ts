import type { User, UserChange } from '../../lib/agents/user.ts';
import type { Typing } from '../../lib/chat/chat.ts';
import { createLocalBus } from '../../lib/cluster/bus-local.ts';
import { createKnown } from '../../lib/console/known.ts';
import { createReadModel } from '../../lib/console/read-model.ts';
import { consoleStore } from '../../lib/console/store.ts';
import { createStreams } from '../../lib/console/stream.ts';
import type { CallbackRequest, NewEvent, QueueRef } from '../../lib/interactions/events.ts';
import { createInteractions } from '../../lib/interactions/interactions.ts';
import { createJournal } from '../../lib/journal/journal.ts';
import { guid, systemIds } from '../../lib/runtime/ids.ts';
import type { Runtime } from '../../lib/runtime/runtime.ts';
import type { EventSink } from '../../lib/wire/room.ts';
import { testClock } from '../support/clock.ts';
import { silentLog, type TestDatabase } from '../support/databases.ts';
import { madeRequest, madeUser } from './made.ts';

export const supportQueue: QueueRef = { type: 'Workgroup', id: 'workgroup-support', name: 'Support' };
export const salesQueue: QueueRef = { type: 'Workgroup', id: 'workgroup-sales', name: 'Sales' };
const sales = [{ id: 'workgroup-sales', name: 'Sales', activated: true }];

/** The people of a small site. */
const people: readonly User[] = [
  madeUser(),
  madeUser({ id: 'user-bob', username: 'bob', displayName: 'Bob' }),
  madeUser({ id: 'user-cyd', username: 'cyd', displayName: 'Cyd', workgroups: sales }),
  madeUser({ id: 'user-sue', username: 'sue', displayName: 'Sue', role: 'supervisor' }),
  madeUser({ id: 'user-adm', username: 'adm', displayName: 'Adm', role: 'administrator', workgroups: [] }),
];

export type World = Awaited<ReturnType<typeof createWorld>>;

/** The console's streams and lists over a real journal, with people and typing that a test controls. */
export async function createWorld(database: TestDatabase) {
  const clock = testClock();
  const runtime: Runtime = { clock, ids: systemIds, log: silentLog };
  const bus = createLocalBus(silentLog);
  const journal = createJournal({ database, bus, runtime });
  await journal.start();
  const interactions = createInteractions({ journal, database, runtime });
  const users = new Map(people.map((user) => [user.id, user]));
  const watchers = new Set<(change: UserChange) => void>();
  const typists = new Set<(typing: Typing) => void>();
  const agents = {
    find: async (id: string) => users.get(id),
    watch(listener: (change: UserChange) => void) {
      watchers.add(listener);
      return () => void watchers.delete(listener);
    },
  };
  const chat = {
    onTyping(listener: (typing: Typing) => void) {
      typists.add(listener);
      return () => void typists.delete(listener);
    },
  };
  /** What the callback room says of its queues. */
  const terms = { retries: 2, snoozeMinutes: 15 };
  const callbacks = { retriesOf: async () => terms.retries, snoozeMinutesOf: async () => terms.snoozeMinutes };
  const known = createKnown({ agents, callbacks, clock, region: 'US' });
  const readModel = createReadModel({ store: consoleStore(database), journal, interactions, known, clock });
  const present = ({ id, role }: User) => ({ id, role });
  const streams = createStreams({ journal, interactions, agents, chat, bus, readModel, known, present, runtime });

  const user = (id: string): User => users.get(id) as User;

  function act(id: string, events: readonly NewEvent[]): Promise<void> {
    return interactions.change(id, () => ({ events, result: undefined }));
  }

  return {
    database,
    clock,
    journal,
    interactions,
    readModel,
    streams,
    terms,
    user,
    type: (typing: Typing) => {
      for (const listener of typists) listener(typing);
    },
    change(id: string, overrides: Partial<User>, kind: UserChange['kind'] = 'user') {
      users.set(id, { ...user(id), ...overrides });
      for (const listener of watchers) listener({ user: id, kind });
    },
    /** On a node whose word does not come through. */
    changeElsewhere: (id: string, overrides: Partial<User>) => void users.set(id, { ...user(id), ...overrides }),
    async waiting(queue: QueueRef = supportQueue, name = 'Vera'): Promise<string> {
      const visitor: NewEvent = { type: 'party', body: { party: 0, state: 'active', kind: 'visitor', name } };
      const offer: NewEvent = { type: 'state', body: { state: 'Offering', queue } };
      const start = { kind: 'chat', queue, name, chatId: guid(systemIds) } as const;
      const { interaction } = await interactions.create(start, () => ({ events: [visitor, offer], result: undefined }));
      return interaction.id;
    },
    /** A callback as its visitor asks for it; with `until`, scheduled. */
    async requested(some: Partial<CallbackRequest> = {}, until?: number, queue: QueueRef = supportQueue) {
      const visitor: NewEvent = { type: 'party', body: { party: 0, state: 'active', kind: 'visitor', name: 'Vera' } };
      const state: NewEvent = {
        type: 'state',
        body: until === undefined ? { state: 'Offering', queue } : { state: 'Scheduled', queue, until },
      };
      const callback = madeRequest(some);
      const start = { kind: 'callback', queue, name: 'Vera', chatId: guid(systemIds), callback } as const;
      const { interaction } = await interactions.create(start, () => ({ events: [visitor, state], result: undefined }));
      return interaction.id;
    },
    snooze: (id: string, until: number) => act(id, [{ type: 'state', body: { state: 'Snoozed', user: null, until } }]),
    act,
    say: (id: string, text: string, party = 0) => act(id, [{ type: 'text', body: { party, text } }]),
    /** Brings an interaction to a user in some state, with his party. */
    give(id: string, to: string, state: 'Alerting' | 'Connected' | 'Held') {
      return interactions.change(id, ({ parties }) => {
        const known = parties.find((party) => party.user === to);
        const party = known?.party ?? parties.length + 1;
        const joins: NewEvent = {
          type: 'party',
          body: {
            party,
            state: state === 'Alerting' ? 'alerting' : state === 'Held' ? 'held' : 'active',
            kind: 'agent',
            name: user(to).displayName,
            user: to,
            participantId: guid(systemIds),
          },
        };
        return { events: [joins, { type: 'state', body: { state, user: to } }], result: undefined };
      });
    },
    putBack: (id: string) => act(id, [{ type: 'state', body: { state: 'Offering', user: null } }]),
    end: (id: string) => act(id, [{ type: 'state', body: { state: 'Disconnected', end: 'RemoteDisconnect' } }]),
    async read(reader: string, id: string, seq: number) {
      const interaction = await readModel.visible(user(reader), id);
      const mark = await readModel.mark(reader, interaction, seq);
      streams.noticeRead({ user: reader, interaction: id, mark });
    },
    async close() {
      streams.close();
      await streams.settled();
      interactions.close();
      await journal.close();
    },
  };
}

export interface Received {
  readonly event?: string | undefined;
  readonly id?: string | number | undefined;
  readonly data: unknown;
}

/** A browser's end of a stream. After `cutAfter` events nothing more arrives. */
export function createReader(cutAfter = Number.POSITIVE_INFINITY) {
  const received: Received[] = [];
  let ended = false;
  const sink: EventSink = {
    write: () => true,
    send(event) {
      if (ended || received.length >= cutAfter) return false;
      // As over the wire: what is sent is a copy.
      received.push(structuredClone(event));
      return true;
    },
    end() {
      ended = true;
    },
  };
  return {
    sink,
    received,
    ended: () => ended,
    /** What a browser would send as `Last-Event-ID`. */
    lastId: () => received.findLast(({ id }) => id !== undefined)?.id?.toString(),
    of: (event: string) => received.filter((one) => one.event === event).map(({ data }) => data as never),
  };
}
