import { randomBytes } from 'node:crypto';
import { createAudit } from '../../lib/audit/audit.ts';
import { type AgentActor, type Chat, type ChatParts, createChat, type VisitorLogin } from '../../lib/chat/chat.ts';
import type { Bus } from '../../lib/cluster/bus.ts';
import { createLocalBus, createLocalHub, type LocalHub } from '../../lib/cluster/bus-local.ts';
import type { Database } from '../../lib/database/connect.ts';
import { createInteractions, type Interactions } from '../../lib/interactions/interactions.ts';
import type { EndWrites } from '../../lib/interactions/proposal.ts';
import { createJournal, type Journal } from '../../lib/journal/journal.ts';
import { createQueues, createSystemTexts, type Queues, type SystemTexts } from '../../lib/queues/queues.ts';
import { systemIds } from '../../lib/runtime/ids.ts';
import type { Log } from '../../lib/runtime/log.ts';
import { createSkills, type Skills } from '../../lib/skills/skills.ts';
import { createTimers, type Timers } from '../../lib/timers/timers.ts';
import { createTracker, recordLater, type Tracker } from '../../lib/tracker/tracker.ts';
import type { ChatEvent } from '../../lib/wire/messages.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { silentLog } from '../support/databases.ts';

const parameters: Record<string, string> = {
  SystemName: 'CIC',
  AgentConnectedMsg: '%1 has joined the conversation.',
  AgentDisconnectedMsg: '%1 has left the conversation.',
  VisitorConnectedMsg: '%1 has joined the conversation.',
  VisitorDisconnectedMsg: '%1 has left the conversation.',
  HoldMsg: '%1 has put the conversation on hold.',
};

const lines: Record<string, string> = {
  'chat.system.anonymous': 'Anonymous',
  'chat.system.welcome': 'Hello.',
  'chat.system.transferred': 'To %1.',
  'chat.system.alerting': 'Asking %1.',
  'chat.system.closed': 'Back on %1.',
};

export const texts: SystemTexts = createSystemTexts({
  parameter: (name) => parameters[name] ?? '',
  line: (_language, key) => lines[key] ?? '',
  moment: (_language, at) => new Date(at).toISOString(),
});

/** One running engine: everything below the HTTP edge that a chat needs. */
export interface Engine {
  readonly clock: TestClock;
  readonly bus: Bus;
  readonly journal: Journal;
  readonly interactions: Interactions;
  readonly timers: Timers;
  readonly tracker: Tracker;
  readonly queues: Queues;
  readonly chat: Chat;
  readonly skills: Skills;
  /** Users whose status was changed by an alert that ran out. */
  readonly statusChanges: string[];
  /** Waits for assignment and for whatever the database still does. */
  rest(): Promise<void>;
  /** Runs turns until `check` holds, and whatever falls due meanwhile; gives up after some seconds of real time. */
  until(check: () => boolean | Promise<boolean>): Promise<void>;
  close(): Promise<void>;
}

export interface EngineOptions {
  readonly clock?: TestClock;
  readonly hub?: LocalHub;
  readonly visitors?: VisitorLogin;
  readonly log?: Log;
  readonly visitorGoneAfter?: number;
  readonly idle?: ChatParts['idle'];
  /** Records what has ended. */
  readonly tracked?: boolean;
  /** Makes further rooms, before anything runs. */
  readonly beforeStart?: (parts: EngineParts) => void;
}

/** What rooms are made of. */
export type EngineParts = Omit<ChatParts, 'visitors' | 'visitorGoneAfter' | 'idle'>;

const nobody: VisitorLogin = { verify: async () => null };

export async function engineOn(database: Database, options: EngineOptions = {}): Promise<Engine> {
  const clock = options.clock ?? testClock();
  const runtime = { clock, ids: systemIds, log: options.log ?? silentLog };
  const bus = createLocalBus(runtime.log, options.hub ?? createLocalHub());
  const journal = createJournal({ database, bus, runtime });
  const timers = createTimers({ database, journal, runtime, node: newId() });
  const ended: EndWrites = (state, now) => recordLater(timers, state, now);
  const interactions = createInteractions({ journal, database, runtime, ended: options.tracked ? ended : undefined });
  const tracker = createTracker({ database, journal, timers, runtime, offsetAt: () => -4 * 3600 });
  const statusChanges: string[] = [];
  const skills = createSkills({ database, runtime, audit: createAudit({ database, runtime }) });
  const parts = { database, bus, journal, interactions, timers, texts, skills, runtime };
  const queues = createQueues({ ...parts, statusChanged: (user) => void statusChanges.push(user) });
  const { visitorGoneAfter, idle, visitors = nobody } = options;
  const chat = createChat({ ...parts, queues, visitors, visitorGoneAfter, idle });
  skills.watch(() => queues.wakeAll());
  options.beforeStart?.({ ...parts, queues });
  await journal.start();
  await timers.start();
  await queues.start();
  chat.begin();
  return {
    clock,
    bus,
    journal,
    interactions,
    timers,
    tracker,
    queues,
    chat,
    skills,
    statusChanges,
    async rest() {
      await turns();
      await queues.settled();
    },
    async until(check) {
      const end = performance.now() + 10_000;
      while (!(await check()) && performance.now() < end) {
        await turns(1);
        clock.advance(0);
      }
    },
    async close() {
      await chat.close();
      await queues.close();
      await timers.close();
      interactions.close();
      await journal.close();
      await bus.close();
    },
  };
}

/** Lets everything that is ready run, real I/O included. */
export async function turns(count = 20): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}

export interface Agent extends AgentActor {
  readonly username: string;
}

export interface AgentSettings {
  readonly role?: AgentActor['role'];
  readonly status?: string;
  /** Milliseconds of presence from the clock's now; default far away. */
  readonly lease?: number;
  readonly maxAssign?: number;
  readonly utilization?: number;
  readonly idleSince?: number;
  readonly activated?: boolean;
}

export interface WorkgroupSettings {
  readonly maxAssign?: number;
  readonly utilization?: number;
  readonly alertTimeout?: number;
}

export async function addWorkgroup(
  database: Database,
  name: string,
  settings: WorkgroupSettings = {},
): Promise<string> {
  const id = newId();
  await database.knex('iwt_workgroup').insert({
    id,
    name,
    active: 1,
    chat_max_assign: settings.maxAssign ?? 4,
    chat_utilization: settings.utilization ?? 25,
    alert_timeout_s: settings.alertTimeout ?? 30,
    wait_interval_min: 30,
    created_at: 0,
  });
  return id;
}

/** An agent who is present, available and activated in the workgroups, unless the settings say otherwise. */
export async function addAgent(
  database: Database,
  username: string,
  workgroups: readonly string[],
  settings: AgentSettings = {},
): Promise<Agent> {
  const { role = 'agent', status = 'Available', lease = 1e12 } = settings;
  const agent: Agent = { id: newId(), username, displayName: `${username} Example`, role };
  await database.knex('iwt_user').insert({
    id: agent.id,
    username,
    username_key: username.toLowerCase(),
    display_name: agent.displayName,
    role,
    status_id: status,
    status_since: 0,
    chat_max_assign: settings.maxAssign ?? null,
    chat_utilization: settings.utilization ?? null,
    active: 1,
    last_available_since: settings.idleSince ?? 1000,
    created_at: 0,
  });
  for (const workgroup_id of workgroups) {
    const activated = settings.activated === false ? 0 : 1;
    await database.knex('iwt_workgroup_member').insert({ workgroup_id, user_id: agent.id, activated });
  }
  const until = Date.UTC(2026, 0, 5, 9) + lease;
  await database.knex('iwt_lease').insert({ user_id: agent.id, until, node: 'test' });
  return agent;
}

export async function setStatus(database: Database, agent: Agent, status: string, now = 2000): Promise<void> {
  const available = status === 'Available' ? now : null;
  const change = { status_id: status, status_since: now, last_available_since: available };
  await database.knex('iwt_user').where({ id: agent.id }).update(change);
}

/** Everything the visitor has not got, as a client that receives the whole answer. */
export async function receive(chat: Chat, participantId: string): Promise<readonly ChatEvent[]> {
  const poll = await chat.poll(participantId);
  poll.settle?.(true);
  return poll.events;
}

/** Events in one word each: `visitor active`, `system: Hello.`, `Ann Example alerting`. */
export function told(events: readonly ChatEvent[]): string[] {
  return events.map((event) => {
    if (event.type === 'participantStateChanged') return `${event.participantName} ${event.state}`;
    if (event.type === 'typingIndicator') return `${event.participantType} typing ${event.value}`;
    return `${event.displayName}: ${event.value}`;
  });
}

/** State and agent of an interaction as the database lists it. */
export async function rowOf(database: Database, interaction: string) {
  const row = await database.knex('iwt_interaction').where({ id: interaction }).first();
  return { state: row.state, user: row.user_id, lastAttempted: row.last_attempted, end: row.end_code };
}

export function newId(): string {
  return randomBytes(16).toString('base64url');
}
