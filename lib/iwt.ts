import { fileURLToPath } from 'node:url';
import type { Router } from 'express';
import { pino } from 'pino';
import { errorPage } from '../views/pages/error.ts';
import { type Database, openDatabase } from './database/connect.ts';
import { check, latest } from './database/migrate.ts';
import { createEdge } from './http/mount.ts';
import { readOptions, type Settings } from './options/options.ts';
import type { IwtOptions } from './options/schema.ts';
import { createProxy } from './proxy/proxy.ts';
import { buildRooms } from './rooms.ts';
import { systemClock } from './runtime/clock.ts';
import { systemIds } from './runtime/ids.ts';
import type { Runtime } from './runtime/runtime.ts';
import type { Services } from './services.ts';

/** What `iwt()` returns: an Express router to mount with `app.use()`, and the handles of what is behind it. */
export interface Iwt extends Router {
  /** Path below the mount path where everything is served; the option `root`. */
  readonly root: string;
  /** What is behind the pages, for a host that wants to add users or start chats by itself, once `ready()` has resolved. */
  readonly services: Services;
  /**
   * Resolves when requests are answered; those that come earlier wait. Rejects with what keeps the service from starting,
   * an IwtSetupError in nearly all cases: then its paths answer 503 and the host goes on. Need not be called.
   */
  ready(): Promise<void>;
  /**
   * Takes no new chats, ends streams politely, finishes what is being written, and closes the database. The host's server
   * stays open. Chats do not end by it: they go on after the next start. A second call does nothing more.
   */
  close(): Promise<void>;
  /**
   * Brings the tables up to date and resolves with the names of what was run; a deployment step for hosts with
   * `migrate: false`. A service that has refused to start on old tables stays so: call `iwt()` anew.
   */
  migrate(): Promise<readonly string[]>;
}

// The pages are built to dist/views; run from its sources, the package finds them there as well.
const views = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../dist/views' : '../views', import.meta.url));

/**
 * Chat, accounts and consoles for an Express app: `app.use(iwt())`. Each call makes a service of its own, which begins to
 * start at once and reads `IWT_…` variables for options that are not passed.
 *
 * @throws IwtSetupError when an option is unknown, wrong or impossible, or the SQLite file cannot be made (docs/errors.md)
 */
export function iwt(options: IwtOptions = {}): Iwt {
  const settings = readOptions(options, process.env);
  const runtime: Runtime = {
    clock: settings.runtime?.clock ?? systemClock,
    ids: settings.runtime?.ids ?? systemIds,
    log: settings.logger ?? pino({ name: 'iwt', level: 'warn' }, pino.destination({ fd: 2, sync: true })),
  };
  const database = openDatabase({ url: settings.database, durability: settings.durability }, runtime);
  let phase: 'starting' | 'up' | 'closing' = 'starting';
  const proxy = settings.cic && createProxy(settings.cic, settings.root, runtime);
  const rooms = buildRooms(settings, database, runtime, () => phase, proxy);

  // What is for the CIC servers does not wait for our database.
  proxy?.start();
  const started = start();
  // A host that never asks whether it is ready must not die of an unhandled rejection.
  started.catch((error) => runtime.log.error({ err: error }, 'The service could not start'));
  const edge = createEdge(
    started.then(() => rooms.edge),
    { ...settings, proxy, runtime, views, errorPage },
  );
  let closed: Promise<void> | undefined;

  async function start(): Promise<void> {
    await prepareSchema(settings, database);
    if (phase === 'closing') throw new Error('The service was closed before it had started.');
    await rooms.start();
    if (phase === 'starting') phase = 'up';
    await announceSetup(rooms.services, settings, runtime);
    await checkTarget(rooms.services, settings, runtime);
  }

  async function close(): Promise<void> {
    phase = 'closing';
    edge.close();
    await started.then(rooms.close, () => undefined);
    await proxy?.close();
    await database.close();
  }

  return Object.assign(edge.router, {
    root: settings.root,
    services: rooms.services,
    ready: () => started,
    close: () => {
      closed ??= close();
      return closed;
    },
    migrate: () => latest(database),
  });
}

async function prepareSchema(settings: Settings, database: Database): Promise<void> {
  if (settings.migrate) await latest(database);
  else await check(database);
}

/** There is no default password: whoever starts the service for the first time gets a link that works once. */
async function announceSetup({ agents }: Services, { root }: Settings, { log }: Runtime): Promise<void> {
  const token = await agents.setup.makeToken();
  if (token === undefined) return;
  log.warn(
    { path: `${root}/agent/setup/${token}` },
    'Nobody can sign in yet. Open this path below the mount point to make the first administrator; it works once, for 24 hours',
  );
}

/** A page that chats with nobody should be noticed before its first visitor. */
async function checkTarget({ queues }: Services, settings: Settings, { log }: Runtime): Promise<void> {
  const { chatTarget, chatTargetType } = settings;
  if (settings.cic) {
    if (settings.site && chatTarget === undefined) {
      log.warn({}, 'The option chatTarget is not set: pages ask the CIC servers for a workgroup of this database');
    }
    return;
  }
  if (chatTarget === undefined || (await queues.resolveTarget(chatTarget, chatTargetType))) return;
  log.warn({ chatTarget, chatTargetType }, 'The option chatTarget names nothing that visitors could chat with');
}
