import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import express, { type Router } from 'express';
import type { Operations } from '../operations/operations.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { createErrorAnswers, type ErrorPage } from './answer-error.ts';
import { createCors } from './cors.ts';
import { createGate } from './gate.ts';
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

/**
 * The Express edge. It can be mounted before the rooms are there: requests wait for `parts`, and are refused with 503
 * when these do not come.
 */
export function createEdge(parts: Promise<EdgeParts>, options: EdgeOptions): Edge {
  const { runtime, root } = options;
  const errors = createErrorAnswers(runtime, options.errorPage);
  const streams = createStreams(runtime.clock);
  const tools = { ...options, errors, openStream: streams.open };
  const gate = createGate(
    parts.then((rooms) => build(rooms, tools)),
    runtime.clock,
  );
  const health = healthRows(
    () => gate.behind?.operations,
    () => gate.state,
  );

  const locate = createLocator(root, options.servers);
  const router = express.Router();
  router.use(function protocol(req, res, next) {
    const place = locate(req.url);
    if (place === undefined) return next();
    return gate.pass(res, next, ({ websvcs }) => {
      if (!websvcs(req, res, place)) next();
    });
  });
  router.use(below(root), rowsRouter(health, tools));
  router.use(below(root), function pages(req, res, next) {
    // Mounted without a path of our own, we would take the host's pages down with us.
    if (root === '' && gate.behind === undefined && gate.state !== 'starting') return next();
    // An address that cannot be decoded names nothing; the host need not see it as an error of ours.
    const leave = (error?: unknown) => (error instanceof URIError ? next() : next(error));
    return gate.pass(res, next, (behind) => behind.pages(req, res, leave));
  });

  return {
    router,
    close() {
      gate.close();
      streams.end();
    },
  };
}

/** The open streams, so that closing can end them. */
function createStreams(clock: Clock) {
  const streams = new Set<Stream>();
  return {
    open(req: IncomingMessage, res: ServerResponse): Stream {
      const stream = openStream(req, res, clock);
      streams.add(stream);
      stream.onClose(() => streams.delete(stream));
      return stream;
    },
    end() {
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

function below(root: string): string {
  return root === '' ? '/' : root;
}
