import type { AgentActor } from '../chat/chat.ts';
import type { Database } from '../database/connect.ts';
import { IwtError } from '../errors.ts';
import type { ReadHours } from '../hours/hours.ts';
import type { Decide, Interactions } from '../interactions/interactions.ts';
import type { VisitorLogin } from '../interactions/visitor-login.ts';
import type { Journal } from '../journal/journal.ts';
import type { Attempts } from '../limits/attempts.ts';
import type { Queues, SystemTexts } from '../queues/queues.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Skills } from '../skills/skills.ts';
import type { Timers } from '../timers/timers.ts';
import { SYSTEM_PARTICIPANT } from '../wire/messages.ts';
import { readGuid } from '../wire/visitor-input.ts';
import type { Workgroups } from '../workgroups/workgroups.ts';
import {
  type CallbackAction,
  type CallbackInput,
  type CallbackState,
  type ReadTelephone,
  requireCallback,
} from './bridge.ts';
import { stopClocks } from './clocks.ts';
import { createDesk } from './desk.ts';
import { createOwnCallbacks, type OwnCallback, type PageOf } from './own.ts';
import { type CreatedCallback, createVisitorProcessor } from './processor.ts';
import { end } from './rules.ts';
import { createRulesOf } from './settings.ts';
import { type CallbackStatus, createStatuses } from './status.ts';
import { callbackStore } from './store.ts';

export type { CallbackAction, CallbackInput, CallbackStatus, CreatedCallback, OwnCallback };

/**
 * The callback room. Visitors are known by the participantID, or find their request again by its number. Errors:
 * `session.unknown` for what is unknown or long ended, `request.invalid`, `request.missing-data`, `interaction.state`.
 */
export interface Callbacks {
  /**
   * Errors: `target.unknown`, `credentials.bad`, `login.limited`, `userdb.offline`, `telephone.invalid`,
   * `callback.disabled`, `callback.limited`, `time.closed`, `closing`.
   */
  create(input: CallbackInput): Promise<CreatedCallback>;
  /** From memory when it was asked a moment ago (`CallbackStatusQueryDuration`). */
  status(participantId: string): Promise<CallbackStatus>;
  /** Cancels it from the visitor's side; what has already ended answers the same. */
  cancel(participantId: string): Promise<void>;
  /** By the number, in any spacing. Wrong numbers are counted per address: `login.limited`. */
  reconnect(number: string, address: string): Promise<{ participantId: string }>;
  /** The participantID that a callback of this number has, whether there is one or not. */
  participantOf(number: string): Promise<string>;
  /** Name of the agent with this public participantID in the visitor's callback. Errors: `participant.unknown`. */
  partyInfo(participantId: string, other: string): Promise<{ name: string; userId?: string | undefined }>;
  /** True when that participantID is a callback's; from memory or the database. */
  knows(participantId: string): Promise<boolean>;

  /** What somebody asked for with this account, the newest first. */
  ofIndividual(individual: string, page: PageOf): Promise<readonly OwnCallback[]>;

  /** Waiting or alerting: agents of the queue. Scheduled or snoozed: supervisors and administrators only. */
  pickup(actor: AgentActor, interaction: string): Promise<void>;
  /** Ends it without a disposition: one's own, or any for supervisors and administrators. */
  disconnect(actor: AgentActor, interaction: string): Promise<void>;
  /** One's own connected callback. Errors: `callback.retries` when it was snoozed as often as allowed. */
  act(actor: AgentActor, interaction: string, action: CallbackAction): Promise<void>;
  /** How often a callback of this interaction's queue may be snoozed. */
  retriesOf(interaction: string): Promise<number>;
  /** Minutes that it is snoozed when *Retry Later* says no other (handlers-and-site section 4.10). */
  snoozeMinutesOf(interaction: string): Promise<number>;
  close(): Promise<void>;
}

export interface CallbackParts {
  readonly database: Database;
  readonly journal: Journal;
  /** Made before the callbacks, so that it hears of a commit first. */
  readonly interactions: Interactions;
  readonly timers: Timers;
  readonly queues: Pick<Queues, 'resolveTarget' | 'serves' | 'standing' | 'suited'>;
  readonly visitors: VisitorLogin;
  readonly attempts: Pick<Attempts, 'begin'>;
  readonly telephone: ReadTelephone;
  /** Derives what the numbers open; the same on all nodes, for ever. */
  readonly secret: () => Promise<string>;
  /** Minutes of the parameter *Default Snooze Duration*; 0: none. */
  readonly defaultSnooze: () => number;
  /** Seconds of *CallbackStatusQueryDuration* and *CallbackStatusQueryIdleAbortDuration*. */
  readonly keepStatus: () => { readonly fresh: number; readonly idle: number };
  readonly workgroups: Pick<Workgroups, 'settings'>;
  readonly readHours: ReadHours;
  /** Absent: routing contexts choose no agents. */
  readonly skills?: Pick<Skills, 'route'> | undefined;
  readonly texts: SystemTexts;
  readonly runtime: Runtime;
}

export function createCallbacks(parts: CallbackParts): Callbacks {
  const { database, interactions } = parts;
  const store = callbackStore(database);
  const rulesOf = createRulesOf(parts);
  const visitor = createVisitorProcessor({ ...parts, dialect: database.dialect, store, rulesOf });
  const desk = createDesk({ ...parts, rulesOf });
  const statuses = createStatuses({ ...parts, keep: parts.keepStatus });
  let closing = false;

  return {
    async create(input) {
      if (closing) throw new IwtError('closing', 'The service is closing and takes no new callbacks.');
      return visitor.create(input);
    },
    async status(participantId) {
      return statuses.of(await visitor.find(participantId));
    },
    cancel: visitor.cancel,
    reconnect: visitor.reconnect,
    participantOf: visitor.participantOf,
    async partyInfo(participantId, other) {
      const state = await visitor.find(participantId);
      return partyNamed(state, readGuid(other), readGuid(participantId));
    },
    async knows(participantId) {
      const id = participantId.toLowerCase();
      const state = interactions.peekParticipant(id) ?? (await interactions.byParticipant(id));
      return state?.type === 'callback';
    },
    ofIndividual: createOwnCallbacks(interactions, visitor.participantOf),
    pickup: desk.pickup,
    disconnect: desk.disconnect,
    act: desk.act,
    retriesOf: async (interaction) => (await desk.rulesFor(interaction)).retries,
    snoozeMinutesOf: async (interaction) => (await desk.rulesFor(interaction)).snoozeMinutes,
    async close() {
      closing = true;
      statuses.close();
    },
  };
}

/** The end of a callback by the system, whatever goes on; one that has ended stays as it is. */
export function endCallback(timers: Pick<Timers, 'cancel'>, texts: SystemTexts): Decide<void> {
  return (state) => stopClocks(timers, state, end(requireCallback(state), 'System', texts));
}

function partyNamed({ parties }: CallbackState, wanted: string, own: string) {
  const party = parties.find(({ kind, participantId }) => {
    if (kind === 'agent') return participantId === wanted;
    return wanted === (kind === 'visitor' ? own : SYSTEM_PARTICIPANT);
  });
  if (!party) throw new IwtError('participant.unknown', 'Nobody in this callback has that participantID.');
  return party.user === null ? { name: party.name } : { name: party.name, userId: party.user };
}
