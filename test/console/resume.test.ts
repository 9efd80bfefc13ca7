import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Entry, InteractionSummary } from '../../lib/console/shapes.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { createReader, createWorld, type Received, salesQueue, supportQueue, type World } from './world.ts';

/** What somebody does while consoles come and go. `at` picks one of the interactions so far. */
type Step =
  | { readonly do: 'arrive'; readonly sales: boolean }
  | {
      readonly do: 'say' | 'alert' | 'connect' | 'hold' | 'putBack' | 'end' | 'read';
      readonly at: number;
      readonly by: number;
    }
  | { readonly do: 'cut'; readonly after: number; readonly forget: boolean };

const workers = ['user-ann', 'user-bob', 'user-cyd'];
const readers = ['user-ann', 'user-sue', 'user-adm'];

const step = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constant('arrive' as const), sales: fc.boolean() }) },
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constantFrom('say', 'say', 'say', 'alert', 'connect', 'hold', 'putBack', 'end', 'read'),
      at: fc.nat(),
      by: fc.nat(2),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('cut' as const), after: fc.nat(6), forget: fc.nat(9).map((n) => n === 0) }),
  },
) as fc.Arbitrary<Step>;

async function play(
  on: World,
  { at, by, ...what }: Extract<Step, { at: number }>,
  ids: readonly string[],
): Promise<void> {
  const id = ids[at % Math.max(1, ids.length)];
  const state = id && on.interactions.peek(id)?.state;
  const worker = workers[by] as string;
  if (!id || state === 'Disconnected') return;
  if (what.do === 'say') return on.say(id, `text ${at}`);
  if (what.do === 'alert') return on.give(id, worker, 'Alerting');
  if (what.do === 'connect') return on.give(id, worker, 'Connected');
  if (what.do === 'hold' && state === 'Connected') return on.give(id, worker, 'Held');
  if (what.do === 'putBack') return on.putBack(id);
  if (what.do === 'end') return on.end(id);
  if (what.do === 'read') await on.read('user-ann', id, at % 10).catch(() => {});
}

/**
 * A console as a browser keeps it: lists by the newest summary, transcripts by `seq`. It asks for a transcript when it
 * meets an interaction, and for everything after `reset`. Its connection may be cut at any event.
 */
function createBrowser(on: World, user: string, exact: boolean) {
  const list = new Map<string, InteractionSummary>();
  const transcripts = new Map<string, Map<number, Entry>>();
  /** Entries that came by stream, to see that none comes twice. */
  const streamed = new Set<string>();
  let reader = createReader(0);
  let cancel = () => {};
  let lastId: string | undefined;
  let taken = 0;

  async function fetchAll(): Promise<void> {
    list.clear();
    transcripts.clear();
    streamed.clear();
    for (const summary of await on.readModel.list(on.user(user))) await meet(summary);
  }

  async function meet(summary: InteractionSummary): Promise<void> {
    list.set(summary.id, summary);
    if (transcripts.has(summary.id)) return;
    const entries = new Map<number, Entry>();
    transcripts.set(summary.id, entries);
    const interaction = await on.readModel.visible(on.user(user), summary.id).catch(() => undefined);
    if (!interaction) return;
    for (const entry of (await on.readModel.detail(on.user(user), interaction)).transcript)
      entries.set(entry.seq, entry);
  }

  async function take({ event, data }: Received): Promise<void> {
    if (event === 'reset') return fetchAll();
    if (event === 'interaction') {
      const summary = data as InteractionSummary & { removed?: true };
      if (!summary.removed) return meet(summary);
      list.delete(summary.id);
      transcripts.delete(summary.id);
    }
    if (event === 'entry') {
      const { interaction, entry } = data as { interaction: string; entry: Entry };
      const key = `${interaction} ${entry.seq}`;
      if (exact) expect(streamed.has(key), `${key} came twice`).toBe(false);
      streamed.add(key);
      transcripts.get(interaction)?.set(entry.seq, entry);
    }
  }

  return {
    list,
    transcripts,
    async connect(cutAfter: number) {
      reader = createReader(cutAfter);
      taken = 0;
      const fresh = lastId === undefined;
      cancel = await on.streams.open(
        on.user(user),
        { session: 'session', stands: async () => true },
        lastId,
        reader.sink,
        () => {},
      );
      if (fresh) await fetchAll();
    },
    disconnect: () => cancel(),
    forget() {
      lastId = undefined;
    },
    connected: () => !reader.ended(),
    async takeAll() {
      for (; taken < reader.received.length; taken++) {
        await take(reader.received[taken] as Received);
        lastId = reader.received[taken]?.id?.toString() ?? lastId;
      }
    },
  };
}

describeEachDatabase('consoles that come and go', (open, dialect) => {
  // On MariaDB a resumed stream may repeat an event; the browser knows it by its number.
  const exact = dialect === 'sqlite';
  const numRuns = exact ? 60 : 10;

  it('end up with what is there, whenever and wherever they were cut', { timeout: 180_000 }, async () => {
    const database = await open();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        const on = await createWorld(database);
        try {
          await perform(on, steps);
        } finally {
          await on.close();
          for (const table of ['iwt_interaction', 'iwt_interaction_event', 'iwt_interaction_party', 'iwt_cursor']) {
            await database.knex(table).delete();
          }
        }
      }),
      { numRuns },
    );
  });

  async function perform(on: World, steps: readonly Step[]): Promise<void> {
    const ids: string[] = [];
    const browsers = readers.map((user) => createBrowser(on, user, exact));
    for (const browser of browsers) await browser.connect(Number.POSITIVE_INFINITY);
    for (const now of steps) {
      if (now.do === 'arrive') ids.push(await on.waiting(now.sales ? salesQueue : supportQueue));
      else if (now.do === 'cut') {
        for (const browser of browsers) {
          await browser.takeAll();
          browser.disconnect();
          if (now.forget) browser.forget();
          // Nobody waits for it: the next steps happen while the stream catches up.
          void browser.connect(now.after);
        }
      } else await play(on, now, ids);
      if (now.do !== 'cut' && ids.length % 2 === 0) await on.streams.settled();
      for (const browser of browsers) if (!browser.connected()) await again(browser);
    }
    for (const [index, browser] of browsers.entries()) await compare(on, readers[index] as string, browser);
  }

  async function again(browser: ReturnType<typeof createBrowser>): Promise<void> {
    await browser.takeAll();
    await browser.connect(Number.POSITIVE_INFINITY);
  }

  async function compare(on: World, user: string, browser: ReturnType<typeof createBrowser>): Promise<void> {
    await again(browser);
    await on.streams.settled();
    await browser.takeAll();
    const expected = await on.readModel.list(on.user(user));
    const seen = [...browser.list.values()].sort((a, b) => a.id.localeCompare(b.id));
    expect(seen).toEqual(expected);
    for (const { id } of expected) {
      const interaction = await on.readModel.visible(on.user(user), id);
      const { transcript } = await on.readModel.detail(on.user(user), interaction);
      const entries = [...(browser.transcripts.get(id)?.values() ?? [])].sort((a, b) => a.seq - b.seq);
      expect(entries).toEqual(transcript);
    }
  }
});
