import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import express, { type Router } from 'express';
import type { Operations } from '../operations/operations.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { createErrorAnswers, type ErrorPage } from './answer-error.ts';
import { createCors } from './cors.ts';
import { healthRows } from './health.ts';
import { createLocator } from './prefixes.ts';
import { type ProtocolParts, protocolRows, type RoomParts, roomRows, withheld } from './routes.ts';
import { type RowTools, rowsRouter, unknownRow } from './rows-router.ts';
import { capabilitiesOf, createServerConfiguration } from './server-configuration.ts';
import { openStream, type Stream } from './sse.ts';
import { staticPage } from './static.ts';
import { createWebsvcs, type Websvcs } from './websvcs.ts';

/** The rooms behind the edge, once they are built. */
export interface EdgeParts extends ProtocolParts, RoomParts {
  /** Milliseconds between two polls of a visitor; read with every answer. */
  readonly pollWait: () => number;
  /** Version of the server configuration: an integer above 0, at least the last one that any client may remember. */
  readonly configurationVersion: number;
  readonly operations: Operations;
}

export interface EdgeOptions {
  /** `''` or a path such as `/I3Root`. */
  readonly root: string;
  /** Folders below the root under which the protocol answers too. */
  readonly servers: readonly string[];
  /** Origins whose pages may call the protocol. */
  readonly allowedOrigins: readonly string[];
  readonly runtime: Runtime;
  /** Folder with one built page in each of `visitor` and `agent`. */
  readonly views: string;
  readonly errorPage: ErrorPage;
}

export interface Edge {
  readonly router: Router;
  /** Ends the open streams and refuses what comes from now on. */
  close(): void;
}

/** Milliseconds a request waits for the rooms to be built. A protocol client gives up after 12 s. */
const MAX_START_WAIT = 9_000;

/**
 * The Express edge. It can be mounted before the rooms are there: requests wait for `parts`, and are refused with 503
 * when these do not come.
 */
export function createEdge(parts: Promise<EdgeParts>, options: EdgeOptions): Edge {
  const { runtime } = options;
  const errors = createErrorAnswers(runtime, options.errorPage);
  const streams = new Set<Stream>();
  let built: Built | undefined;
  let state: 'starting' | 'ready' | 'failed' | 'closing' = 'starting';

  const open = (req: IncomingMessage, res: ServerResponse): Stream => {
    const stream = openStream(req, res, runtime.clock);
    streams.add(stream);
    stream.onClose(() => streams.delete(stream));
    return stream;
  };

  const tools = { ...options, errors, openStream: open };
  const arrived = parts.then(
    (rooms) => {
      built = build(rooms, tools);
      if (state === 'starting') state = 'ready';
    },
    () => {
      state = 'failed';
    },
  );

  const locate = createLocator(options.root, options.servers);
  const router = express.Router();
  router.use(function protocol(req, res, next) {
    const place = locate(req.url);
    if (place === undefined) return next();
    if (built !== undefined && state === 'ready') {
      if (!built.websvcs(req, res, place)) next();
      return undefined;
    }
    return void whenReady(next, res, () => {
      if (!built?.websvcs(req, res, place)) next();
    });
  });
  router.use(
    below(options.root),
    rowsRouter(
      healthRows(
        () => (state === 'ready' ? built?.operations : undefined),
        () => state,
      ),
      tools,
    ),
  );
  router.use(below(options.root), function pages(req, res, next) {
    if (built !== undefined && state === 'ready') return built.pages(req, res, next);
    // Mounted without a path of our own, we would take the host's pages down with us.
    if (options.root === '' && state !== 'starting') return next();
    return void whenReady(next, res, () => built?.pages(req, res, next));
  });

  async function whenReady(next: (error?: unknown) => void, res: express.Response, run: () => void): Promise<void> {
    try {
      if (state === 'starting') await atMost(arrived, MAX_START_WAIT, runtime.clock);
      if (state === 'ready') run();
      else unavailable(res);
    } catch (error) {
      next(error);
    }
  }

  return {
    router,
    close() {
      state = 'closing';
      for (const stream of [...streams]) stream.end();
    },
  };
}

interface Built {
  readonly websvcs: Websvcs;
  readonly pages: Router;
  readonly operations: Operations;
}

function build(parts: EdgeParts, tools: RowTools & EdgeOptions): Built {
  const head = () => ({ pollWaitSuggestion: parts.pollWait(), cfgVer: configuration.current().cfgVer });
  const rows = protocolRows(parts, head, () => configuration.current());
  const configuration = createServerConfiguration(capabilitiesOf(rows, withheld), parts.configurationVersion);
  const websvcs = createWebsvcs({
    rows,
    head,
    cors: createCors(tools.allowedOrigins),
    errors: tools.errors,
    clock: tools.runtime.clock,
    openStream: tools.openStream,
  });
  const pages = rowsRouter(roomRows(parts), tools);
  pages.use('/agent/api', unknownRow(tools));
  pages.use('/agent', staticPage(path.join(tools.views, 'agent')));
  pages.use('/', staticPage(path.join(tools.views, 'visitor')));
  return { websvcs, pages, operations: parts.operations };
}

/** Resolves when `work` does, or when the time is up. */
function atMost(work: Promise<void>, ms: number, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(ms, resolve);
    void work.then(() => {
      cancel();
      resolve();
    });
  });
}

function below(root: string): string {
  return root === '' ? '/' : root;
}

/** What a client gets while the rooms are not there: 503 makes protocol clients ask again, or ask the other server. */
function unavailable(res: express.Response): void {
  if (res.headersSent) return;
  res.setHeader('Retry-After', '2');
  res.setHeader('Cache-Control', 'no-store');
  res.setHeader('Content-Type', 'application/json; charset=utf-8');
  res.writeHead(503);
  res.end('{"error":{"code":"closing","message":"The service is starting or stopping."}}');
}
