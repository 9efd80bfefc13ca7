import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import express, { type NextFunction, type Request, type RequestHandler, type Response, type Router } from 'express';
import type { HandlerSignIn, Handlers } from '../handlers/handlers.ts';
import type { Operations } from '../operations/operations.ts';
import type { OwnVisitors } from '../proxy/own-visitors.ts';
import type { CicProxy } from '../proxy/proxy.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { withoutOwnPages } from '../site/page.ts';
import { createErrorAnswers, type ErrorPage } from './answer-error.ts';
import { createCors } from './cors.ts';
import { createGate } from './gate.ts';
import { createGateway, type Gateway, type StandIn } from './gateway.ts';
import { createGatewayNet, type GatewayNet } from './gateway-net.ts';
import { createHandlerLocator, createHandlerPages, type HandlerPages } from './handler-pages.ts';
import { healthRows } from './health.ts';
import { createLocator } from './prefixes.ts';
import { createRateLimits } from './rate-limits.ts';
import type { ProtocolRow } from './reply.ts';
import { handlerPaths, type ProtocolParts, protocolRows, type RoomParts, roomRows } from './routes.ts';
import { limitFiles, type RowTools, rowsRouter, unknownRow } from './rows-router.ts';
import { createSendRate } from './send-rate.ts';
import { capabilitiesOf, type Offers, serverConfiguration, withTranscripts } from './server-configuration.ts';
import { openStream, type Stream } from './sse.ts';
import { staticPage } from './static.ts';
import { createProxyCheck } from './trust-proxy.ts';
import { createWebsvcs, type Websvcs } from './websvcs.ts';

/** The rooms behind the edge, once they are built. */
export interface EdgeParts extends ProtocolParts, RoomParts {
  /** Milliseconds between two polls of a visitor; read with every answer. */
  readonly pollWait: () => number;
  /** Version of the server configuration: an integer above 0 that rises with every change, also of others and of before. */
  readonly configurationVersion: () => number;
  readonly offers: () => Offers;
  readonly operations: Operations;
  readonly handlers: Handlers;
  readonly handlerSignIn: HandlerSignIn;
  /** Whether visitors can have transcripts mailed, which clients are told. */
  readonly transcriptsOffered: () => boolean;
  /** Whose chats began here; only where this engine stands in for CIC servers. */
  readonly ownVisitors?: OwnVisitors | undefined;
}

export interface EdgeOptions {
  /** `''` or a path such as `/I3Root`. */
  readonly root: string;
  /** Folders below the root under which the protocol answers too. */
  readonly servers: readonly string[];
  /** Origins whose pages may call the protocol. */
  readonly allowedOrigins: readonly string[];
  readonly runtime: Runtime;
  /** Serve the visitor's pages. */
  readonly site: boolean;
  /** Addresses and ranges that may read what is counted. */
  readonly metrics: readonly string[];
  /** The CIC servers behind us; undefined: there are none. */
  readonly proxy?: CicProxy | undefined;
  /** Folder with one built page in each of `visitor`, `configuration`, `agent` and `admin`. */
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
  const checkProxy = createProxyCheck(runtime.log);
  const gate = createGate(
    parts.then((rooms) => build(rooms, tools)),
    runtime.clock,
  );
  const health = healthRows(
    () => gate.behind?.operations,
    () => gate.state,
    options.metrics.length > 0,
  );

  const locate = createLocator(root, options.servers);
  const locateHandler = createHandlerLocator(root, handlerPaths(options.servers));
  const gateway =
    options.proxy &&
    createGateway({
      ...{ root, runtime, errors, proxy: options.proxy },
      cors: createCors(options.allowedOrigins),
      standIn: () => gate.behind?.standIn,
    });
  const router = express.Router();

  function pass(gateway: Gateway, req: Request, res: Response, next: NextFunction): void {
    const answer = () => (gateway.pass(req, res) ? undefined : router(req, res, next));
    // Only our own engine knows which chats are its own: until it is up, none of its visitors may be sent elsewhere.
    const waits = options.proxy?.cic.net && gate.state === 'starting' && options.proxy.find(req.url) !== undefined;
    if (waits) gate.wait(next, answer);
    else answer();
  }

  /** The protocol is nearly all of the traffic, and a router costs as much as answering it. */
  function entry(req: Request, res: Response, next: NextFunction): void {
    checkProxy(req);
    const place = gateway ? undefined : locate(req.url);
    const page = gateway || place ? undefined : locateHandler(req.url);
    if (gateway) pass(gateway, req, res, next);
    else if (page) gate.pass(res, next, ({ handlerPages }) => handlerPages(req, res, page));
    else if (place === undefined) router(req, res, next);
    else {
      gate.pass(res, next, ({ websvcs }) => {
        if (!websvcs(req, res, place)) router(req, res, next);
      });
    }
  }

  router.use(below(root), rowsRouter(health, tools));
  router.use(below(root), function pages(req, res, next) {
    // Mounted without a path of our own, we would take the host's pages down with us.
    if (root === '' && gate.behind === undefined && gate.state !== 'starting') return next();
    // An address that cannot be decoded names nothing; the host need not see it as an error of ours.
    const leave = (error?: unknown) => (error instanceof URIError ? next() : next(error));
    return gate.pass(res, next, (behind) => behind.pages(req, res, leave));
  });

  return {
    // In all else it is the router.
    router: Object.setPrototypeOf(entry, router) as Router,
    close() {
      gate.close();
      gateway?.close();
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
  readonly handlerPages: HandlerPages;
  readonly pages: Router;
  readonly operations: Operations;
  readonly standIn: StandIn | undefined;
}

function build(parts: EdgeParts, tools: RowTools & EdgeOptions): Built {
  const head = () => ({ pollWaitSuggestion: parts.pollWait(), cfgVer: parts.configurationVersion() });
  const sending = createSendRate(tools.runtime.clock);
  const rows = protocolRows(parts, head, () => configuration(), sending);
  const can = capabilitiesOf(rows);
  const offered = () => withTranscripts(can, parts.transcriptsOffered());
  const configuration = () => serverConfiguration(parts.configurationVersion(), offered(), parts.offers());
  const cors = createCors(tools.allowedOrigins);
  const websvcs = createWebsvcs({
    rows,
    head,
    cors,
    errors: tools.errors,
    clock: tools.runtime.clock,
    openStream: tools.openStream,
  });
  const limited = { ...tools, limits: createRateLimits(tools.runtime.clock) };
  const pages = rowsRouter(roomRows(parts, cors, { site: tools.site, gateway: tools.proxy !== undefined }), limited);
  pages.use('/agent/api', unknownRow(limited));
  pages.use('/admin/api', unknownRow(limited));
  // Mounted without a path of our own, we do not know yet whether a request is for us.
  if (tools.root !== '') pages.use(limitFiles(limited));
  pages.use('/agent', staticPage(path.join(tools.views, 'agent')));
  pages.use('/admin', staticPage(path.join(tools.views, 'admin')));
  if (tools.site) pages.use('/', visitorPage(tools), staticPage(path.join(tools.views, 'configuration')));
  const net = netOf(parts, tools.proxy, rows);
  const standIn = net && { net, answer: websvcs };
  const handlerPages = createHandlerPages({ ...limited, ...parts, clock: tools.runtime.clock });
  return { websvcs, handlerPages, pages, operations: parts.operations, standIn };
}

function netOf(
  { ownVisitors: visitors, callbacks, photos }: EdgeParts,
  proxy: CicProxy | undefined,
  rows: readonly ProtocolRow[],
): GatewayNet | undefined {
  if (!proxy?.cic.net || visitors === undefined) return undefined;
  return createGatewayNet({ rows, upstreams: proxy.upstreams, visitors, callbacks, photos });
}

function visitorPage({ views, proxy }: EdgeOptions): RequestHandler {
  return staticPage(path.join(views, 'visitor'), proxy && withoutOwnPages);
}

function below(root: string): string {
  return root === '' ? '/' : root;
}
