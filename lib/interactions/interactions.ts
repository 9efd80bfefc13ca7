import type { Knex } from 'knex';
import type { Admission } from '../admission/admission.ts';
import type { Database } from '../database/connect.ts';
import { IwtError } from '../errors.ts';
import type { Journal } from '../journal/journal.ts';
import { digest } from '../runtime/ids.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { createCache } from './cache.ts';
import type { Created, Decide, Decision, NewInteraction, Prepared, Proposal } from './decision.ts';
import { erasedBody } from './erased.ts';
import type { InteractionEvent } from './events.ts';
import { fold, type Interaction } from './interaction.ts';
import { createNumbers } from './numbers.ts';
import { participantIdOf } from './participant-ids.ts';
import { createParticipants } from './participants.ts';
import { type EndWrites, propose, start } from './proposal.ts';
import { createStarts } from './starts.ts';
import { createInteractionStore, type WantedOf } from './store.ts';
import { eraseBeside } from './store-erase.ts';
import { createTurns } from './turns.ts';
import { numbered, visibleFrom } from './visible.ts';

export type { Created, Decide, Decision, NewInteraction, Prepared, Proposal } from './decision.ts';

/** The interactions of all rooms: their state, and the one way to change it. */
export interface Interactions {
  /** From memory alone. */
  peek(id: string): Interaction | undefined;
  /** Inside `journal.exclusive` pass its `trx`. */
  get(id: string, trx?: Knex.Transaction): Promise<Interaction | undefined>;
  /** From memory alone, by the visitor's participantID. */
  peekParticipant(participantId: string): Interaction | undefined;
  byParticipant(participantId: string): Promise<Interaction | undefined>;
  byChat(chatId: string): Promise<Interaction | undefined>;
  /** Whether any interaction, of whatever age, has a visitor with this participantID. Reads none. */
  hasParticipant(participantId: string): Promise<boolean>;
  /**
   * Starts an interaction; `decide` gives the events that follow `started`, in the same change. Throws `limit.reached`
   * when it has an address and visitors may start no more,
   * `access.denied` when it is not offered to such a visitor.
   */
  create<T>(start: NewInteraction, decide: Decide<T>): Promise<Created<T>>;
  /** The same as data, for those who have to look at something else first. */
  prepare<T>(start: NewInteraction, decide: Decide<T>): Promise<Prepared<T>>;
  /**
   * Changes an interaction, one change at a time; resolves once it is on disk. Throws what `decide` throws,
   * `interaction.unknown` when there is none, and `journal.conflict` when other writers were faster five times in a row.
   */
  change<T>(id: string, decide: Decide<T>): Promise<T>;
  /** The same as data, for `journal.exclusive`. */
  propose(state: Interaction, decision: Decision<unknown>, now: number): Proposal;
  /**
   * What the visitor may see from its own number `from` on, in order, with `visitorSeq` filled in; without a promise
   * when memory reaches back so far.
   */
  visible(state: Interaction, from: number): readonly InteractionEvent[] | Promise<readonly InteractionEvent[]>;
  /** All events after `after`, in order, with `visitorSeq` filled in. */
  events(state: Interaction, after: number): Promise<readonly InteractionEvent[]>;
  /** Numbers of what this individual began with its account, the newest first. */
  ofIndividual(individual: string, wanted: WantedOf): Promise<readonly string[]>;
  /**
   * Erases what names the visitor and what people wrote in an interaction that has ended; `text` stands in its place. What
   * reports count stays. Again, it does nothing.
   */
  erase(id: string, text: string): Promise<void>;
  /** The next interaction number: ten digits, never used before. */
  nextNumber(): Promise<string>;
  close(): void;
}

export interface InteractionsParts {
  readonly journal: Journal;
  readonly database: Database;
  readonly runtime: Runtime;
  /** What else is written when an interaction ends, in the same change, and when codes are set later. */
  readonly ended?: EndWrites;
  /** Limits what visitors start; absent: nothing does. */
  readonly admission?: Admission;
}

/** Times that a change is decided anew because another writer was faster. */
const mostTries = 5;

export function createInteractions({ journal, database, runtime, ended, admission }: InteractionsParts): Interactions {
  const { clock } = runtime;
  const store = createInteractionStore(database);
  const nextNumber = createNumbers(store);
  const cache = createCache(journal, clock);
  const participants = createParticipants(store, clock);
  const turns = createTurns();
  const starts = createStarts(journal, admission);
  // On every node: what was erased must not be read from memory.
  const unwatch = journal.watch(({ interaction, events }) => {
    if (events.some(({ type }) => type === 'erased')) journal.forget(interaction);
  });

  async function get(id: string, trx?: Knex.Transaction): Promise<Interaction | undefined> {
    const known = cache.peek(id);
    if (!trx) return known ?? cache.load(id);
    // Under locks the newest counts, not what this node has heard.
    const events = await journal.read(id, known?.version ?? 0, trx);
    return fold(id, known, events as readonly InteractionEvent[]);
  }

  async function byParticipant(participantId: string): Promise<Interaction | undefined> {
    const id = cache.idOf(participantId) ?? (await participants.find(participantId));
    if (id === undefined) return undefined;
    const state = await get(id);
    if (state) cache.name(id, participantId);
    return state;
  }

  async function changeNow<T>(id: string, decide: Decide<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      const state = cache.peek(id) ?? (await cache.load(id));
      if (!state) throw new IwtError('interaction.unknown', `There is no interaction ${id}.`);
      const now = clock.now();
      const { basis, decision } = await decideOn(state, decide, now);
      if (isEmpty(decision)) return decision.result;
      const { change, next } = propose(basis, decision, now, ended);
      try {
        await journal.commit(change);
        cache.advance(next);
        return decision.result;
      } catch (error) {
        if (!isConflict(error) || tries >= mostTries) throw error;
        await cache.catchUp(id);
      }
    }
  }

  /**
   * That something is refused, or needs no doing, may rest on what this node has not heard yet: where others write too,
   * the newest state decides.
   */
  async function decideOn<T>(state: Interaction, decide: Decide<T>, now: number) {
    let decision: Decision<T> | undefined;
    let refusal: unknown;
    try {
      decision = decide(state, now);
    } catch (error) {
      refusal = error;
    }
    const certain = decision ? !isEmpty(decision) : !(refusal instanceof IwtError);
    const basis = certain || database.dialect === 'sqlite' ? state : await newest(state);
    if (basis.version !== state.version) return { basis, decision: decide(basis, now) };
    if (!decision) throw refusal;
    return { basis, decision };
  }

  async function newest(state: Interaction): Promise<Interaction> {
    const read = async (trx: Knex.Transaction) => ({ changes: [], result: await get(state.id, trx) });
    return (await journal.exclusive({}, read)) ?? state;
  }

  async function prepare<T>(begins: NewInteraction, decide: Decide<T>): Promise<Prepared<T>> {
    starts.allow(begins);
    const { chatId, ...body } = begins;
    const participantId = participantIdOf(chatId);
    const digests = { chatDigest: digest(chatId), participantDigest: digest(participantId) };
    const id = await nextNumber();
    const now = clock.now();
    const caller = starts.callerOf(body.address);
    const started = start(id, { ...body, ...(caller === undefined ? {} : { caller }), ...digests }, now);
    const decision = decide(started.state, now);
    const { change, next } = propose(started, decision, now, ended);
    return {
      change,
      created: { interaction: next, participantId, result: decision.result },
      commit: () => starts.commit(change, next),
      locks: starts.locks,
      admit: (trx) => starts.admit(next, trx),
      keep() {
        cache.advance(next);
        cache.name(id, participantId);
      },
    };
  }

  async function create<T>(begins: NewInteraction, decide: Decide<T>): Promise<Created<T>> {
    const { created, commit, keep } = await prepare(begins, decide);
    await commit();
    keep();
    return created;
  }

  async function eraseNow(id: string, text: string): Promise<void> {
    const erased = await journal.exclusive({}, async (trx) => {
      const state = await get(id, trx);
      if (!state || state.endedAt === null || isErased(state, text)) return { changes: [], result: undefined };
      await journal.rewrite(id, (type, body) => erasedBody(type, body, text), trx);
      await eraseBeside(trx, id);
      const decision = { events: [{ type: 'erased' as const, body: { text } }], result: undefined };
      const { change, next } = propose(state, decision, clock.now(), ended);
      return { changes: [change], result: next };
    });
    if (erased) cache.advance(erased);
  }

  return {
    peek: cache.peek,
    get,
    peekParticipant(participantId) {
      const id = cache.idOf(participantId);
      return id === undefined ? undefined : cache.peek(id);
    },
    byParticipant,
    byChat: (chatId) => byParticipant(participantIdOf(chatId)),
    async hasParticipant(participantId) {
      return (cache.idOf(participantId) ?? (await participants.find(participantId))) !== undefined;
    },
    create,
    prepare,
    change: (id, decide) => turns.take(id, () => changeNow(id, decide)),
    propose: (state, decision, now) => propose(state, decision, now, ended),
    visible: (state, from) => visibleFrom(journal, state, from),
    async events(state, after) {
      const events = await journal.read(state.id, after);
      return numbered(state, events as readonly InteractionEvent[]);
    },
    ofIndividual: store.ofIndividual,
    erase: (id, text) => turns.take(id, () => eraseNow(id, text)),
    nextNumber,
    close() {
      unwatch();
      cache.close();
    },
  };
}

function isErased({ individual, name }: Interaction, text: string): boolean {
  return individual === null && name === text;
}

function isEmpty({ events, writes }: Decision<unknown>): boolean {
  return events.length === 0 && (writes === undefined || writes.length === 0);
}

function isConflict(error: unknown): boolean {
  return error instanceof IwtError && error.code === 'journal.conflict';
}
