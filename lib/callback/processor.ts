import type { Knex } from 'knex';
import type { Dialect } from '../database/connect.ts';
import { IwtError } from '../errors.ts';
import type { CallbackRequest, QueueRef } from '../interactions/events.ts';
import type { Interaction } from '../interactions/interaction.ts';
import type { Interactions, Prepared } from '../interactions/interactions.ts';
import { participantIdOf } from '../interactions/participant-ids.ts';
import { createTurns } from '../interactions/turns.ts';
import { accountOf, type VisitorAccount, type VisitorLogin, visitorFields } from '../interactions/visitor-login.ts';
import type { Exclusive, Journal } from '../journal/journal.ts';
import type { Attempts } from '../limits/attempts.ts';
import type { Queues, SystemTexts } from '../queues/queues.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Routed, Skills } from '../skills/skills.ts';
import type { Timers } from '../timers/timers.ts';
import { readGuid } from '../wire/visitor-input.ts';
import {
  type CallbackInput,
  type CallbackState,
  type ReadTelephone,
  readNumber,
  readRequest,
  requireCallback,
  type Wanted,
} from './bridge.ts';
import { setDue, stopClocks } from './clocks.ts';
import { chatIdOf, randomNumber } from './numbers.ts';
import { queuedAt, readPreferred } from './opening.ts';
import { MOST_OPEN, repeatOf } from './repeats.ts';
import { begin, end } from './rules.ts';
import type { RulesOf } from './settings.ts';
import type { CallbackStore, Contact, OpenCallback } from './store.ts';

export interface CreatedCallback {
  /** Nine digits: the callbackID. */
  readonly number: string;
  readonly participantId: string;
  /** Ten digits, as agents see it. */
  readonly interaction: string;
  /** True when this is a callback that had been asked for a moment ago. */
  readonly repeated: boolean;
}

/** An ended callback still answers for this long. */
const ENDED_KEPT_MS = 24 * 3_600_000;
/** Numbers tried before giving up: nine digits are taken by chance once in many millions. */
const MOST_NUMBERS = 5;

export interface VisitorParts {
  readonly dialect: Dialect;
  readonly journal: Pick<Journal, 'exclusive'>;
  readonly interactions: Interactions;
  readonly queues: Pick<Queues, 'resolveTarget'>;
  readonly timers: Pick<Timers, 'cancel' | 'write'>;
  readonly visitors: VisitorLogin;
  readonly attempts: Pick<Attempts, 'begin'>;
  readonly telephone: ReadTelephone;
  readonly store: CallbackStore;
  readonly rulesOf: RulesOf;
  /** Derives the callbacks' chatIDs. */
  readonly secret: () => Promise<string>;
  /** Absent: routing contexts choose no agents. */
  readonly skills?: Pick<Skills, 'route'> | undefined;
  readonly texts: SystemTexts;
  readonly runtime: Runtime;
}

/** A request that may begin, once it is clear that it is no repetition. */
interface Admitted {
  readonly wanted: Wanted;
  readonly queue: QueueRef;
  readonly account: VisitorAccount | undefined;
  readonly until: number | null;
  readonly preferredAt: number | undefined;
  readonly contact: Contact;
  readonly routed: Routed | undefined;
}

/** What becomes of a request: it begins, another one has its number, or it is this one over again. */
type Settled = 'begun' | 'taken' | OpenCallback;

/** What visitors do with callbacks, from the sound command to what is on disk. */
export function createVisitorProcessor(parts: VisitorParts) {
  const { journal, interactions, queues, timers, attempts, store, texts, runtime } = parts;
  const { clock } = runtime;
  const turns = createTurns();

  async function create(input: CallbackInput): Promise<CreatedCallback> {
    const wanted = readRequest(input, parts.telephone);
    const preferredAt = readPreferred(wanted.preferredTime);
    const queue = await queues.resolveTarget(wanted.target, wanted.targetType);
    if (!queue) throw new IwtError('target.unknown', 'There is no such workgroup or user.', { target: wanted.target });
    const { enabled, hours } = await parts.rulesOf(queue);
    if (!enabled) throw disabled();
    const until = queuedAt(preferredAt, hours, clock.now());
    const account = signedIn(input.account, wanted.name) ?? (await accountOf(wanted, parts.visitors, runtime.log));
    const contact = contactOf(wanted.request);
    const { contexts, attributes, language } = wanted;
    const routed = await parts.skills?.route({ type: 'callback', queue, contexts, attributes, language });
    const admitted = { wanted, queue, account, until, preferredAt, contact, routed };
    // Within this process requests for one number come one after the other, so that the second finds the first.
    return turns.take(JSON.stringify(contact), () => createInTurn(admitted));
  }

  async function createInTurn(admitted: Admitted): Promise<CreatedCallback> {
    const secret = await parts.secret();
    for (let tries = 1; ; tries++) {
      const number = randomNumber(runtime.ids);
      const prepared = await prepare(admitted, number, chatIdOf(secret, number));
      const settled = await settle(admitted, prepared);
      if (settled === 'taken' && tries < MOST_NUMBERS) continue;
      if (settled === 'taken') throw new Error('There is no free number for a callback.');
      if (settled !== 'begun') return known(settled, secret);
      prepared.keep();
      const { interaction, participantId } = prepared.created;
      return { number, participantId, interaction: interaction.id, repeated: false };
    }
  }

  /**
   * Writes it unless it is a repetition, which is answered. Where other nodes write too, it decides under the lock of the
   * queue, which they take as well; there the limit of one number counts for each queue alone.
   */
  async function settle(admitted: Admitted, prepared: Prepared<unknown>): Promise<Settled> {
    const { queue, contact } = admitted;
    const look = async (trx?: Knex.Transaction): Promise<Settled> => {
      const open = (await store.open(contact, MOST_OPEN + 1, trx)).map(asNamed);
      const repeated = repeatOf(open, requesterOf(admitted), clock.now());
      if (repeated) return repeated;
      // Asked, because an upsert on MySQL would take any unique key for its own.
      const taken = await store.taken(prepared.created.interaction.participantDigest, trx);
      return taken ? 'taken' : 'begun';
    };
    if (parts.dialect === 'mysql') {
      const locks = queue.type === 'Workgroup' ? { workgroups: [queue.id] } : { users: [queue.id] };
      return journal.exclusive({ ...prepared.locks, ...locks }, async (trx): Promise<Exclusive<Settled>> => {
        const result = await look(trx);
        if (result !== 'begun') return { changes: [], result };
        await prepared.admit(trx);
        return { changes: [prepared.change], result };
      });
    }
    // One process alone: its changes join others in one transaction.
    const result = await look();
    if (result === 'begun') await prepared.commit();
    return result;
  }

  /** What stands for a name that was not given is nobody's name. */
  function asNamed(open: OpenCallback): OpenCallback {
    return open.name === texts.anonymous(open.language) ? { ...open, name: '' } : open;
  }

  function prepare(admitted: Admitted, number: string, chatId: string): Promise<Prepared<void>> {
    const { wanted, queue, account, until, preferredAt, routed } = admitted;
    const name = account?.displayName ?? (wanted.name || texts.anonymous(wanted.language ?? null));
    const callback = { number, ...wanted.request, ...(preferredAt === undefined ? {} : { preferredAt }) };
    const fields = visitorFields(wanted, account, routed);
    const starts = { kind: 'callback', queue, name, ...fields, callback, chatId } as const;
    return interactions.prepare(starts, (state) => ({
      events: begin(name, queue, until, texts),
      writes: until === null ? [] : [setDue(timers, state.id, 'Scheduled', until)],
      result: undefined,
    }));
  }

  function known({ number, interaction }: OpenCallback, secret: string): CreatedCallback {
    const participantId = participantIdOf(chatIdOf(secret, number));
    return { number, participantId, interaction, repeated: true };
  }

  /** Without a promise when it is in memory. Errors: `session.unknown`. */
  function find(participantId: string): CallbackState | Promise<CallbackState> {
    const known = interactions.peekParticipant(participantId);
    return known ? current(known) : read(readGuid(participantId));
  }

  async function read(id: string): Promise<CallbackState> {
    return current(interactions.peekParticipant(id) ?? (await interactions.byParticipant(id)));
  }

  function current(state: Interaction | undefined): CallbackState {
    if (state?.type !== 'callback' || state.callback === null) throw unknownCallback();
    if (state.endedAt !== null && clock.now() >= state.endedAt + ENDED_KEPT_MS) throw unknownCallback();
    return state as CallbackState;
  }

  async function cancel(participantId: string): Promise<void> {
    const { id } = await find(participantId);
    await interactions.change(id, (state) =>
      stopClocks(timers, state, end(requireCallback(state), 'RemoteDisconnect', texts)),
    );
  }

  async function participantOf(number: string): Promise<string> {
    return participantIdOf(chatIdOf(await parts.secret(), readNumber(number)));
  }

  async function reconnect(number: string, address: string): Promise<{ participantId: string }> {
    const digits = readNumber(number);
    const attempt = await attempts.begin('callback', digits, address);
    try {
      const participantId = await participantOf(digits);
      await read(participantId);
      await attempt.undo();
      return { participantId };
    } catch (error) {
      // A wrong number counts; what could not be looked up does not.
      if (!(error instanceof IwtError) || error.code !== 'session.unknown') await attempt.undo();
      throw error;
    }
  }

  return { create, find, cancel, reconnect, participantOf };
}

/** Whoever is signed in may call himself something else for once. */
function signedIn(account: VisitorAccount | undefined, name: string): VisitorAccount | undefined {
  return account && name !== '' ? { ...account, displayName: name } : account;
}

function contactOf({ telephone, email }: Pick<CallbackRequest, 'telephone' | 'email'>): Contact {
  return telephone === undefined ? { email: email ?? '' } : { telephone };
}

function requesterOf({ wanted, queue, account }: Admitted) {
  const { name, address, request } = wanted;
  const field = request.telephone === undefined ? ('email' as const) : ('telephone' as const);
  return { queue: queue.id, name, individual: account?.id, address, field };
}

function disabled(): IwtError {
  const details = { field: 'target', problem: 'disabled' };
  return new IwtError('callback.disabled', 'This workgroup does not call back.', details);
}

function unknownCallback(): IwtError {
  return new IwtError('session.unknown', 'There is no such callback, or it ended a while ago.');
}
