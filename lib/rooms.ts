import { localeFor, systemLine } from '../views/pages/texts.ts';
import { type Accounts, createAccounts } from './accounts/accounts.ts';
import { createAdministration } from './administration/administration.ts';
import { createAdmission } from './admission/admission.ts';
import { createAgents } from './agents/agents.ts';
import { createAgentRows, userBody } from './agents/rows.ts';
import { createAgentSignIn } from './agents/session.ts';
import { createAudit } from './audit/audit.ts';
import { createAutomaticPages } from './automatic-pages/automatic-pages.ts';
import { createCallbacks } from './callback/callback.ts';
import { createCallbackPages } from './callback-pages/callback-pages.ts';
import { createChat } from './chat/chat.ts';
import { createLocalBus } from './cluster/bus-local.ts';
import { createCodes } from './codes/codes.ts';
import { createConsole } from './console/console.ts';
import type { Database } from './database/connect.ts';
import { createHandlerSignIn, createHandlers, createServices } from './handlers/handlers.ts';
import { compressLater, createHistory } from './history/history.ts';
import { createHoursReader, describeInstant } from './hours/hours.ts';
import type { EdgeParts } from './http/mount.ts';
import { capabilitiesRevision, offersOf } from './http/server-configuration.ts';
import { createInteractions } from './interactions/interactions.ts';
import { createJournal } from './journal/journal.ts';
import { createAttempts } from './limits/attempts.ts';
import { createMail } from './mail/mail.ts';
import { createOpening } from './opening/opening.ts';
import { createMetrics } from './operations/metrics.ts';
import { createOperations } from './operations/operations.ts';
import type { Settings } from './options/options.ts';
import type { ParameterName } from './params/declarations.ts';
import { createParams } from './params/params.ts';
import { createPasswords } from './passwords/passwords.ts';
import { createPhotos } from './photos/photos.ts';
import { createProblemReports } from './problem-reports/problem-reports.ts';
import { createReportRows } from './problem-reports/rows.ts';
import { createOwnVisitors } from './proxy/own-visitors.ts';
import type { CicProxy } from './proxy/proxy.ts';
import { createQueues } from './queues/queues.ts';
import { createSystemTexts } from './queues/system-texts.ts';
import { createRecovery } from './recovery/recovery.ts';
import { guid } from './runtime/ids.ts';
import type { Runtime } from './runtime/runtime.ts';
import { createSecrets } from './secrets/secrets.ts';
import type { Services } from './services.ts';
import { createSessionStore } from './sessions/store.ts';
import { callbackTarget, createSite } from './site/site.ts';
import { createSkills } from './skills/skills.ts';
import { parseTelephone } from './telephone/telephone.ts';
import { createTimers } from './timers/timers.ts';
import { createTracker, recordLater } from './tracker/tracker.ts';
import { createTranscripts, transcriptAtEnd } from './transcripts/transcripts.ts';
import { versionNumber } from './version.ts';
import { createVisitorSignIn } from './visitors/session.ts';
import { createVisitors, type Visitors } from './visitors/visitors.ts';
import { createWorkgroups } from './workgroups/workgroups.ts';

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
  proxy: CicProxy | undefined,
): Rooms {
  const node = guid(runtime.ids);
  const base = { database, runtime, node };

  const bus = createLocalBus(runtime.log);
  const journal = createJournal({ ...base, bus });
  const timers = createTimers({ ...base, journal });
  const audit = createAudit(base);
  const params = createParams({ ...base, audit });
  const photos = createPhotos({ ...base, audit });
  const secrets = createSecrets(base);
  const passwords = createPasswords();
  const attempts = createAttempts({ ...base, secret: () => secrets.get('attempts') });
  const sessions = {
    agent: createSessionStore({ ...base, world: 'agent', idle: idleSession.agent }),
    visitor: createSessionStore({ ...base, world: 'visitor', idle: idleSession.visitor }),
  };
  const signing = async () => settings.secret ?? [await secrets.get('sessions')];

  const mail = createMail({ ...base, journal, timers, smtp: settings.smtp, from: settings.mailFrom });
  const transcriptsOffered = () => mail.canSend && params.get('EnableWebTranscript') === 1;

  // Every poll asks for the version of the configuration.
  const released = versionNumber() + capabilitiesRevision;
  const secondsOf = (age: ParameterName, idle: ParameterName) => ({
    ageMs: () => Number(params.get(age)) * 1000,
    idleMs: () => Number(params.get(idle)) * 1000,
  });

  const admission = createAdmission({ ...base, journal, params });
  const interactions = createInteractions({
    ...base,
    journal,
    admission,
    ended: (state, now) => [
      ...recordLater(timers, state, now),
      ...compressLater(timers, state, now),
      ...(transcriptsOffered() ? transcriptAtEnd(timers, state, now) : []),
    ],
  });
  const tracker = createTracker({ ...base, journal, timers });
  createHistory({ journal, timers, params });
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
    moment: (language, at, zone) => describeInstant(at, zone, localeFor(language ?? settings.language).language),
  });
  const core = { ...base, bus, journal, interactions, timers, texts };
  const skills = createSkills({ ...base, audit });
  const queues = createQueues({
    ...core,
    statusChanged: (user) => agents.announce({ user, kind: 'status' }),
    keepQuery: secondsOf('QueueQueryTime', 'QueueQueryIdleAbortTime'),
    keepStanding: secondsOf('CallbackStatusQueryDuration', 'CallbackStatusQueryIdleAbortDuration'),
  });
  const problemReports = createProblemReports({ ...base, params, interactions, audit });
  const visitors: Visitors = createVisitors({
    ...{ ...base, passwords, attempts, audit },
    endSessions: (individual) => sessions.visitor.endSessionsOf(individual),
    registered: (...account) => accounts.registered(...account),
  });
  const rootUrl = `${settings.siteUrl ?? ''}${settings.root}`;
  const accounts: Accounts = createAccounts({
    ...{ ...base, visitors, journal, timers, mail, attempts, rootUrl },
    key: () => secrets.get('accounts'),
  });
  const visitorGoneAfter = settings.visitorGoneAfter * 1000;
  const readHours = createHoursReader(runtime.log);
  const opening = createOpening({ ...base, queues, workgroups, readHours });
  const transcripts = createTranscripts({
    ...{ ...base, journal, timers, interactions, mail, attempts, audit, params, agents, workgroups },
    mailboxesOf: visitors.mailboxes,
    key: () => secrets.get('transcripts'),
    offered: transcriptsOffered,
    rootUrl,
  });
  const idle = { params, overrides: workgroups.idleOverrides, language: settings.language };
  const chat = createChat({
    ...core,
    queues,
    skills,
    visitors,
    visitorGoneAfter,
    idle,
    closed: opening.closed,
    transcript: transcripts.ask,
  });
  const callbacks = createCallbacks({
    ...core,
    queues,
    skills,
    workgroups,
    readHours,
    visitors,
    attempts,
    telephone: (typed) => parseTelephone(typed, settings.defaultRegion),
    secret: () => secrets.get('callbacks'),
    defaultSnooze: () => params.get('Default Snooze Duration'),
    keepStatus: () => ({
      fresh: params.get('CallbackStatusQueryDuration'),
      idle: params.get('CallbackStatusQueryIdleAbortDuration'),
    }),
  });
  const automaticPages = createAutomaticPages({
    ...base,
    types: settings.interactionTypes,
    access: () => offersOf(params),
    target: { name: settings.chatTarget, type: settings.chatTargetType },
    workgroups,
    imagePath: () => params.get('Web Event Image Path'),
    convertDateTimeToString: settings.convertDateTimeToString,
    language: settings.language,
    server: settings.servers[0] as string,
  });
  const handlers = createHandlers({
    sources: [settings.handlers].flat(),
    shipped: automaticPages.handlers,
    services: createServices({ queues, agents, chat, callbacks, interactions }),
    timeout: {
      get: () => params.get('WebCGIRequestTimeout'),
      watch: (changed) => params.watch('WebCGIRequestTimeout', changed),
    },
    reload: process.env.NODE_ENV !== 'production',
    runtime,
  });
  const desk = createConsole({
    ...core,
    queues,
    chat,
    agents,
    callbacks,
    codes: createCodes({ ...base, audit }),
    tracker,
    region: settings.defaultRegion,
    present: userBody,
  });
  const recovery = createRecovery({ ...core, node, params, audit });
  const unwatch = agents.watch(({ user }) => queues.wakeAgent(user));
  // Agents' loads are counted over all queues, so other limits of one may give room for another.
  const unwatchWorkgroups = workgroups.watch(() => queues.wakeAll());
  const unwatchSkills = skills.watch(() => queues.wakeAll());
  const { setup, setupPage, ...agentRows } = createAgentRows(agents);

  return {
    services: { agents, callbacks, chat, params, photos, queues, skills, tracker, transcripts, visitors, workgroups },
    edge: {
      automaticPages,
      callbacks,
      chat,
      handlers,
      handlerSignIn: createHandlerSignIn(visitors, mail.canSend),
      photos,
      queues,
      visitors,
      opening,
      site: createSite(settings, workgroups, () => offersOf(params)),
      agents: { ...desk.attended(agentRows), setup, setupPage },
      console: desk.rows,
      accounts: accounts.rows({
        ...{ callbacks, chats: transcripts.own, interactions, texts },
        placeholder: (language) => systemLine(language ?? settings.language, 'chat.system.erased'),
      }),
      problemReports,
      reports: createReportRows(problemReports, agents),
      administration: createAdministration({ agents, params, present: userBody }),
      callbackPages: createCallbackPages({
        ...{ callbacks, visitors, photos, opening, workgroups },
        access: () => params.get('CallbackAccessControl'),
        target: callbackTarget(settings),
      }),
      signIn: {
        agents: createAgentSignIn({ agents, store: sessions.agent, secrets: signing, runtime }),
        visitors: createVisitorSignIn({ visitors, store: sessions.visitor, secrets: signing, runtime }),
      },
      transcripts: transcripts.rows,
      transcriptsOffered,
      ownVisitors: proxy?.cic.net
        ? createOwnVisitors({ lookUp: interactions.hasParticipant, clock: runtime.clock, log: runtime.log })
        : undefined,
      pollWait: () => params.get('MaxPollFrequency'),
      // What clients may do changes with the release and with parameters, and all nodes agree.
      configurationVersion: () => released + params.revision(),
      offers: () => offersOf(params),
      operations: createOperations({
        ...{ database, clock: runtime.clock, phase },
        cic: proxy && { ...proxy.upstreams, net: proxy.cic.net },
        metrics: createMetrics({ readers: settings.metrics, sessions: chat.sessions, cic: proxy?.upstreams }),
      }),
    },
    async start() {
      await journal.start();
      await params.start();
      await admission.start();
      await recovery.start();
      await workgroups.ensureFirst();
      sessions.agent.start();
      sessions.visitor.start();
      await timers.start();
      await desk.start();
      await queues.start();
      chat.begin();
      await handlers.start();
    },
    async close() {
      unwatch();
      unwatchWorkgroups();
      unwatchSkills();
      handlers.close();
      await desk.close();
      await chat.close();
      await callbacks.close();
      await queues.close();
      await mail.close();
      await timers.close();
      sessions.agent.close();
      sessions.visitor.close();
      await recovery.close();
      admission.close();
      params.close();
      interactions.close();
      await journal.close();
      await bus.close();
    },
  };
}
