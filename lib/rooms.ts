import { systemLine } from '../views/pages/texts.ts';
import { type Agents, createAgents } from './agents/agents.ts';
import { createAgentRows, userBody } from './agents/rows.ts';
import { createAgentSignIn } from './agents/session.ts';
import { createAudit } from './audit/audit.ts';
import { type Chat, createChat } from './chat/chat.ts';
import { createLocalBus } from './cluster/bus-local.ts';
import { createConsole } from './console/console.ts';
import type { Database } from './database/connect.ts';
import type { EdgeParts } from './http/mount.ts';
import { createInteractions } from './interactions/interactions.ts';
import { createJournal } from './journal/journal.ts';
import { createAttempts } from './limits/attempts.ts';
import { createOperations } from './operations/operations.ts';
import type { Settings } from './options.ts';
import { createParams, type Params } from './params/params.ts';
import { createPasswords } from './passwords/passwords.ts';
import { createQueues, type Queues } from './queues/queues.ts';
import { createSystemTexts } from './queues/system-texts.ts';
import { guid } from './runtime/ids.ts';
import type { Runtime } from './runtime/runtime.ts';
import { createSecrets } from './secrets/secrets.ts';
import { createSessionStore } from './sessions/store.ts';
import { createSite } from './site/site.ts';
import { createTimers } from './timers/timers.ts';
import { versionNumber } from './version.ts';
import { createAccountRows } from './visitors/account-rows.ts';
import { createVisitorSignIn } from './visitors/session.ts';
import { createVisitors, type Visitors } from './visitors/visitors.ts';
import { createWorkgroups, type Workgroups } from './workgroups/workgroups.ts';

/** What a host may use directly. They work once `ready()` has resolved, and throw `IwtError` for what they refuse. */
export interface Services {
  /** Agents, supervisors and administrators: find, create, change. */
  readonly agents: Agents;
  /** Chats, from the visitor's and from the agent's side. */
  readonly chat: Chat;
  /** Web Services parameters (docs/parameters.md). */
  readonly params: Params;
  /** Queues of workgroups and users: who is available, how long one waits. */
  readonly queues: Queues;
  /** Visitors' accounts. */
  readonly visitors: Visitors;
  readonly workgroups: Workgroups;
}

export interface Rooms {
  readonly services: Services;
  readonly edge: EdgeParts;
  /** Reads what was left on disk and begins to work. The schema is up to date by now. */
  start(): Promise<void>;
  /** Finishes what was begun, outermost rooms first. The database stays open. */
  close(): Promise<void>;
}

const idleSession = { agent: 12 * 3_600_000, visitor: 3_600_000 };

/** Builds every part once. Nothing is read or written yet. */
export function buildRooms(
  settings: Settings,
  database: Database,
  runtime: Runtime,
  phase: () => 'starting' | 'up' | 'closing',
): Rooms {
  const node = guid(runtime.ids);
  const base = { database, runtime, node };

  const bus = createLocalBus(runtime.log);
  const journal = createJournal({ ...base, bus });
  const timers = createTimers({ ...base, journal });
  const audit = createAudit(base);
  const params = createParams({ ...base, audit });
  const secrets = createSecrets(base);
  const passwords = createPasswords();
  const attempts = createAttempts({ ...base, secret: () => secrets.get('attempts') });
  const sessions = {
    agent: createSessionStore({ ...base, world: 'agent', idle: idleSession.agent }),
    visitor: createSessionStore({ ...base, world: 'visitor', idle: idleSession.visitor }),
  };
  const signing = async () => settings.secret ?? [await secrets.get('sessions')];

  const interactions = createInteractions({ ...base, journal });
  const workgroups = createWorkgroups({ ...base, audit });
  const agents = createAgents({
    ...base,
    bus,
    passwords,
    attempts,
    audit,
    workgroups,
    endSessions: (user) => sessions.agent.endSessionsOf(user),
  });
  const texts = createSystemTexts({
    parameter: params.get,
    line: (language, key) => systemLine(language ?? settings.language, key),
  });
  const core = { ...base, bus, journal, interactions, timers, texts };
  const queues = createQueues({
    ...core,
    statusChanged: (user) => agents.announce({ user, kind: 'status' }),
  });
  const visitors = createVisitors({ ...base, passwords, attempts, audit });
  const visitorGoneAfter = settings.visitorGoneAfter * 1000;
  const chat = createChat({ ...core, queues, visitors, visitorGoneAfter });
  const desk = createConsole({ ...core, queues, chat, agents, present: userBody });
  const unwatch = agents.watch(({ user }) => queues.wakeAgent(user));
  const { setup, setupPage, ...agentRows } = createAgentRows(agents);

  return {
    services: { agents, chat, params, queues, visitors, workgroups },
    edge: {
      chat,
      queues,
      visitors,
      site: createSite(settings, workgroups),
      agents: { ...desk.attended(agentRows), setup, setupPage },
      console: desk.rows,
      accounts: createAccountRows(visitors),
      signIn: {
        agents: createAgentSignIn({ agents, store: sessions.agent, secrets: signing, runtime }),
        visitors: createVisitorSignIn({ visitors, store: sessions.visitor, secrets: signing, runtime }),
      },
      pollWait: () => params.get('MaxPollFrequency'),
      // What clients may do changes with the release, and all nodes of one release agree.
      configurationVersion: versionNumber(),
      operations: createOperations({ database, clock: runtime.clock, phase }),
    },
    async start() {
      await journal.start();
      await params.start();
      await workgroups.ensureFirst();
      sessions.agent.start();
      sessions.visitor.start();
      await timers.start();
      await desk.start();
      await queues.start();
      chat.begin();
    },
    async close() {
      unwatch();
      await desk.close();
      await chat.close();
      await queues.close();
      await timers.close();
      sessions.agent.close();
      sessions.visitor.close();
      params.close();
      interactions.close();
      await journal.close();
      await bus.close();
    },
  };
}
