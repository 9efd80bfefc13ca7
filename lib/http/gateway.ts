import type { IncomingMessage, ServerResponse } from 'node:http';
import { IwtError } from '../errors.ts';
import type { CicProxy } from '../proxy/proxy.ts';
import { placeOf, type Target, wrongTarget } from '../proxy/target.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { RawBody } from '../wire/read.ts';
import type { ErrorAnswers } from './answer-error.ts';
import { dropBody, MAX_DRAINED_BYTES, type ParsedRequest, parsedBody, readBody } from './body.ts';
import type { Cors } from './cors.ts';
import { createGatewayAnswers, gatewayError, wayToRoot } from './gateway-answer.ts';
import { type CallTools, GatewayCall } from './gateway-call.ts';
import type { GatewayNet } from './gateway-net.ts';
import { headersOfParsed } from './gateway-outgoing.ts';
import { createPassing, type Passing } from './gateway-passing.ts';
import { createGatewayStreams } from './gateway-stream.ts';
import { createLeaving } from './leaving.ts';
import type { Place } from './prefixes.ts';

/** Our own engine, which may stand in for the CIC servers (option `net`). */
export interface StandIn {
  readonly net: GatewayNet;
  answer(req: IncomingMessage, res: ServerResponse, place: Place): void;
}

export interface GatewayParts {
  readonly proxy: CicProxy;
  readonly root: string;
  readonly runtime: Runtime;
  readonly errors: ErrorAnswers;
  readonly cors: Cors;
  /** Undefined: none, or not yet. */
  readonly standIn: () => StandIn | undefined;
}

/** The way to the CIC servers. */
export interface Gateway {
  /** Passes a request on or answers it; false: it is for none of them. */
  pass(req: IncomingMessage, res: ServerResponse): boolean;
  /** Ends what is streamed, and refuses what comes from now on. */
  close(): void;
}

/** Node leaves out what comes after a thousand, be it a length or, at the next server, who the visitor is. */
const MAX_HEADERS = 500;
const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS']);

export function createGateway(parts: GatewayParts): Gateway {
  const { proxy, root, runtime, cors } = parts;
  const { clock } = runtime;
  const answers = createGatewayAnswers(parts.errors);
  const prepare = createPassing(proxy.cic, runtime);
  const bodyLimits = { bytes: MAX_DRAINED_BYTES, clock };
  const fail = (req: IncomingMessage, res: ServerResponse, error: unknown) =>
    answers.fail(req, res, error, wayToRoot(req.url ?? '/', root));
  const leaving = createLeaving();
  const streams = createGatewayStreams({ proxy, clock, leaving, ownCors: cors.decides, fail });
  const tools: CallTools = {
    proxy,
    clock,
    leaving,
    ownCors: cors.decides,
    fail: ({ req, res }, error) => fail(req, res, error),
    isTaken,
  };
  let closed = false;

  /** The body is read first: what is broken off by its sender has then done nothing, and a retry has all of it. */
  function takeCall(passing: Passing): void {
    const { req, res, method, hasBody } = passing;
    if (method === 'GET' || method === 'HEAD') {
      // It means nothing (RFC 9110, section 9.3.1), and a server that does not read it takes it for the next request.
      if (hasBody) dropBody(req);
      decide(passing, undefined);
    } else if (!hasBody) decide(passing, undefined);
    else if (req.readableDidRead || req.readableEnded) takeParsed(passing);
    else readBody(req, bodyLimits, (error, bytes) => (error ? fail(req, res, error) : decide(passing, bytes)));
  }

  function takeParsed(passing: Passing): void {
    const { bytes, text, value } = parsedBody(passing.req);
    const printed = value === undefined ? text : JSON.stringify(value);
    const body = bytes ? Buffer.from(bytes) : printed === undefined ? undefined : Buffer.from(printed);
    decide({ ...passing, headers: headersOfParsed(passing.headers, bytes === undefined) }, body);
  }

  function decide(passing: Passing, body: Buffer | undefined): void {
    const forward = () => new GatewayCall(passing, body, tools).begin();
    const taken = isTaken(passing, body);
    if (taken === false) forward();
    else if (taken !== true)
      taken.then((is) => is || forward()).catch((error) => fail(passing.req, passing.res, error));
  }

  /** True: our own engine answers it. */
  function isTaken(passing: Passing, body: Buffer | undefined): boolean | Promise<boolean> {
    const standIn = parts.standIn();
    const place = standIn && placeOf(passing.target.path);
    if (standIn === undefined || place === undefined) return false;
    const { req, res } = passing;
    const raw = (): RawBody => (body === undefined ? {} : { bytes: body });
    const answer = (ours: boolean) => {
      if (!ours || res.destroyed) return ours;
      if (body !== undefined) req.rawBody = body;
      standIn.answer(req, res, place);
      return true;
    };
    const ours = standIn.net.isOurs(place, raw);
    return typeof ours === 'boolean' ? answer(ours) : ours.then(answer);
  }

  /** What keeps a request from being passed on. */
  function refusal(method: string, { rawHeaders }: IncomingMessage, target: Target): Error | undefined {
    if (closed) return gatewayError('closing');
    if (!methods.has(method)) return gatewayError('request.method');
    if (rawHeaders.length > 2 * MAX_HEADERS) return new IwtError('request.invalid', 'There are too many headers.');
    const wrong = wrongTarget(target.path);
    return wrong && gatewayError(wrong === 'bad' ? 'request.invalid' : 'request.too-long');
  }

  function takeStream(passing: Passing): void {
    const taken = isTaken(passing, undefined);
    if (taken === false) streams.pass(passing);
    else if (taken !== true) {
      taken.then((is) => is || streams.pass(passing)).catch((error) => fail(passing.req, passing.res, error));
    }
  }

  return {
    pass(req: ParsedRequest, res) {
      const target = proxy.find(req.url ?? '');
      if (target === undefined) return false;
      if (cors.decides) {
        cors.allow(req, res);
        if (isPreflight(req)) {
          cors.preflight(req, res);
          return true;
        }
      }
      const { method = '' } = req;
      const passing =
        refusal(method, req, target) ?? prepare(req, res, method, target) ?? gatewayError('gateway.unreachable');
      if (passing instanceof Error) fail(req, res, passing);
      else if (target.kind === 'call') takeCall(passing);
      else takeStream(passing);
      return true;
    },
    close() {
      closed = true;
      streams.close();
    },
  };
}

function isPreflight({ method, headers }: IncomingMessage): boolean {
  return method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
}
