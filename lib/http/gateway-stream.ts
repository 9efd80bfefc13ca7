import http, { type ClientRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import { createProxyMiddleware } from 'http-proxy-middleware';
import type { CicProxy, StreamEnd } from '../proxy/proxy.ts';
import type { Clock } from '../runtime/clock.ts';
import { Outgoing, outgoingBody } from './gateway-outgoing.ts';
import { Passage } from './gateway-passage.ts';
import type { Passing } from './gateway-passing.ts';
import type { Leaving } from './leaving.ts';

/** Answers that are passed on at the same time; each has a connection of its own. */
const MAX_STREAMS = 2_000;
/** Idle connections kept to one port, and for how long, milliseconds: shorter than servers do. */
const MAX_IDLE = 32;
const KEEP_ALIVE_MS = 4_000;

/** What is passed on as it comes: handler pages, event streams, files, photos, and whatever else a server has. */
export interface GatewayStreams {
  pass(passing: Passing): void;
  /** Ends them all. */
  close(): void;
}

export interface StreamParts {
  readonly proxy: CicProxy;
  readonly clock: Clock;
  readonly leaving: Leaving;
  readonly ownCors: boolean;
  readonly fail: (req: IncomingMessage, res: ServerResponse, error: unknown) => void;
}

interface Pipe {
  readonly agent: http.Agent;
  readonly forward: (outgoing: Outgoing, res: ServerResponse) => void;
}

export function createGatewayStreams({ proxy, clock, leaving, ownCors, fail }: StreamParts): GatewayStreams {
  const pipes = new Map<StreamEnd, Pipe>();
  const open = new Set<Passage>();
  const passages = new WeakMap<IncomingMessage, Passage>();

  function pipeTo(end: StreamEnd): Pipe {
    let pipe = pipes.get(end);
    if (pipe === undefined) {
      pipe = createPipe(end, (req) => (req instanceof Outgoing ? passages.get(req) : undefined));
      pipes.set(end, pipe);
    }
    return pipe;
  }

  const tools = {
    proxy,
    clock,
    leaving,
    ownCors,
    fail: ({ req, res }: Passing, error: unknown) => fail(req, res, error),
    over: (passage: Passage) => void open.delete(passage),
    send(end: StreamEnd, outgoing: Outgoing, passage: Passage): boolean {
      if (open.size >= MAX_STREAMS) return false;
      open.add(passage);
      passages.set(outgoing, passage);
      pipeTo(end).forward(outgoing, passage.res);
      return true;
    },
  };

  proxy.cic.servers.forEach((_server, index) => {
    proxy.upstreams.onOpen(index, () => {
      for (const passage of [...open]) if (passage.server === index) passage.giveUp();
    });
  });

  return {
    pass(passing) {
      try {
        new Passage(passing, outgoingBody(passing), tools).begin();
      } catch (error) {
        fail(passing.req, passing.res, error);
      }
    },
    close() {
      for (const passage of [...open]) passage.finish();
      for (const { agent } of pipes.values()) agent.destroy();
    },
  };
}

/**
 * http-proxy-middleware to one port of a server. It writes the request; what it would answer by itself, and how it
 * would treat the server's answer, is the passage's to decide.
 */
function createPipe(end: StreamEnd, passageOf: (req: IncomingMessage) => Passage | undefined): Pipe {
  const agent = createAgent(end);
  const middleware = createProxyMiddleware<IncomingMessage, ServerResponse>({
    target: end.origin,
    agent,
    pathFilter: () => true,
    // The path is right as it is.
    toProxy: true,
    prependPath: false,
    selfHandleResponse: true,
    ejectPlugins: true,
    plugins: [
      (server) => {
        server.on('proxyReq', (request: ClientRequest, req) => told(req, (passage, one) => passage.sent(one, request)));
        server.on('proxyRes', (answer, req) => told(req, (passage, one) => passage.answered(one, answer)));
        server.on('error', (error, req) => told(req, (passage, one) => passage.lost(one, codeOf(error))));
        server.on('econnreset', (error, req) => told(req, (passage, one) => passage.lost(one, codeOf(error))));
      },
    ],
  });

  function told(req: IncomingMessage, tell: (passage: Passage, outgoing: Outgoing) => void): void {
    const passage = passageOf(req);
    if (passage && req instanceof Outgoing) tell(passage, req);
  }

  return {
    agent,
    forward(outgoing, res) {
      const failed = (error: unknown) => told(outgoing, (passage, one) => passage.lost(one, codeOf(error)));
      middleware(outgoing, res, failed).catch(failed);
    },
  };
}

function codeOf(error: unknown): string {
  const { code, name } = error as NodeJS.ErrnoException;
  return code ?? name ?? 'unknown';
}

function createAgent({ origin, connect }: StreamEnd): http.Agent {
  const Kind = origin.startsWith('https:') ? https.Agent : http.Agent;
  const agent = new Kind({ keepAlive: true, maxFreeSockets: MAX_IDLE, timeout: KEEP_ALIVE_MS });
  return Object.assign(agent, { createConnection: (): Duplex => connect() });
}
