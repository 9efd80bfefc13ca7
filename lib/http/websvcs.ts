import type { IncomingMessage, ServerResponse } from 'node:http';
import { IwtError } from '../errors.ts';
import type { Clock } from '../runtime/clock.ts';
import type { ChatHead } from '../wire/answers.ts';
import { MAX_BODY_BYTES } from '../wire/limits.ts';
import { admitsUtf8, type Format, negotiate } from '../wire/negotiate.ts';
import { read, readText } from '../wire/read.ts';
import { addressOf } from './address.ts';
import type { ErrorAnswers } from './answer-error.ts';
import { dropBody, isAbandoned, takeBody } from './body.ts';
import type { Cors } from './cors.ts';
import { watchDelivery } from './delivery.ts';
import { createMatcher } from './match.ts';
import { createPollSender, prepare } from './poll.ts';
import type { Place } from './prefixes.ts';
import type { FileRow, OperationRow, PollRow, ProtocolRequest, ProtocolRow, Reply, StreamRow } from './reply.ts';
import { sendFile } from './send-file.ts';
import type { Stream } from './sse.ts';

interface Parts {
  readonly rows: readonly ProtocolRow[];
  readonly head: () => ChatHead;
  readonly cors: Cors;
  readonly errors: ErrorAnswers;
  readonly clock: Clock;
  readonly openStream: (req: IncomingMessage, res: ServerResponse) => Stream;
}

/** Answers a request of the visitor protocol; false when the path names no operation. */
export type Websvcs = (req: IncomingMessage, res: ServerResponse, place: Place) => boolean;

/**
 * The visitor protocol's own way through the server: from the URL to the row and its function, without a router, a
 * session or a parser in between. Application results are always status 200 (visitor-protocol section 2.8).
 */
export function createWebsvcs({ rows, head, cors, errors, clock, openStream }: Parts): Websvcs {
  const match = createMatcher(rows);
  const sendPoll = createPollSender(head);
  const bodyLimits = { bytes: MAX_BODY_BYTES, clock };

  function poll(req: IncomingMessage, res: ServerResponse, row: PollRow, id: string, query: string): void {
    const format = formatOf(req);
    const fail = (error: unknown) => sendFailure(req, res, row, error, format);
    try {
      refuseCharset(req);
      const polled = row.answer(known(id), query === '' ? undefined : afterOf(query));
      // Only a chat that is not in memory, or has news, makes anybody wait.
      if (!(polled instanceof Promise)) sendPoll(req, res, polled, format);
      else polled.then((found) => sendPoll(req, res, found, format)).catch(fail);
    } catch (error) {
      fail(error);
    }
  }

  async function operate(req: IncomingMessage, res: ServerResponse, row: OperationRow, id: string): Promise<void> {
    const format = formatOf(req);
    try {
      refuseCharset(req);
      const contentType = req.headers['content-type'];
      const body = row.text?.()
        ? readText(await takeBody(req, bodyLimits))
        : row.reads && read(row.reads, await takeBody(req, bodyLimits), contentType);
      if (row.path.endsWith('/:id')) known(id);
      const request = { id, body, after: undefined, address: addressOf(req), language: languageOf(req) };
      send(req, res, 200, await row.answer(request as ProtocolRequest<never>), format);
    } catch (error) {
      sendFailure(req, res, row, error, format);
    }
  }

  async function stream(req: IncomingMessage, res: ServerResponse, row: StreamRow, id: string, query: string) {
    const opened = openStream(req, res);
    try {
      refuseCharset(req);
      const after = resumeMark(req, query);
      const request = { id: known(id), body: undefined, after, address: addressOf(req), language: languageOf(req) };
      opened.onClose(await row.answer(request, opened));
    } catch (error) {
      const { status, reply } = errors.protocol(error, row, head());
      // Without the event the browser comes back, which is right when the server is about to restart.
      if (status === 200) opened.send({ event: 'failure', data: reply.print('json') });
      opened.end();
    }
  }

  async function file(res: ServerResponse, row: FileRow, name: string): Promise<void> {
    try {
      sendFile(res, await row.answer(name));
    } catch (error) {
      errors.note(error, row.name);
      if (res.headersSent) res.destroy();
      else res.writeHead(500, { 'Cache-Control': 'no-store', 'Content-Length': '0' }).end();
    }
  }

  /** Never throws: it is what stands between a failing request and the host. */
  function sendFailure(req: IncomingMessage, res: ServerResponse, row: ProtocolRow, error: unknown, format: Format) {
    try {
      const { status, reply } = errors.protocol(error, row, head());
      send(req, res, status, reply, format);
    } catch (second) {
      errors.note(second, row.name);
      res.destroy();
    }
  }

  return (req, res, place) => {
    const found = match(place.path);
    if (found === undefined) return false;
    const { row, id } = found;
    cors.allow(req, res);
    const method = req.method === 'HEAD' ? 'get' : req.method?.toLowerCase();
    if (method === 'options') cors.preflight(req, res);
    else if (method !== row.method) {
      dropBody(req);
      sendFailure(req, res, row, new IwtError('operation.unsupported', 'The method does not fit.'), formatOf(req));
    } else if (row.kind === 'poll') {
      dropBody(req);
      // Without a body nothing would reach the reader, so nothing is taken out for him.
      if (req.method === 'HEAD') sendPoll(req, res, { events: [] }, formatOf(req));
      else poll(req, res, row, id, place.query);
    } else if (row.kind === 'file') {
      dropBody(req);
      void file(res, row, id);
    } else if (row.kind === 'stream') {
      dropBody(req);
      stream(req, res, row, id, place.query).catch((error) => {
        errors.note(error, row.name);
        res.destroy();
      });
    } else {
      if (row.reads === undefined && !row.text?.()) dropBody(req);
      void operate(req, res, row, id);
    }
    return true;
  };
}

function send(req: IncomingMessage, res: ServerResponse, status: number, reply: Reply, format: Format): void {
  // Something else in the host (a time limit, say) may have answered meanwhile.
  if (res.headersSent || res.destroyed) {
    reply.settle?.(false);
    return;
  }
  const { head, body } = prepare(reply.print(format), format);
  if (isAbandoned(req)) head.Connection = 'close';
  if (reply.settle) watchDelivery(res, reply.settle);
  res.writeHead(status, head);
  res.end(body);
}

function formatOf(req: IncomingMessage): Format {
  return negotiate(req.headers.accept, req.headers['content-type']);
}

function languageOf(req: IncomingMessage): string {
  return req.headers['accept-language'] ?? '';
}

function refuseCharset(req: IncomingMessage): void {
  const accepted = req.headers['accept-charset'];
  if (accepted === undefined || admitsUtf8(String(accepted))) return;
  throw new IwtError('request.charset', 'Answers are UTF-8 only.');
}

/** Clients do poll without an ID, after a reconnect that gave them none. */
function known(id: string): string {
  if (id === '') throw new IwtError('session.unknown', 'The path names no participant.');
  return id;
}

function afterOf(query: string): number | undefined {
  // Nearly every such query is this one parameter alone.
  const text = /^after=([^&%+]*)$/.exec(query)?.[1] ?? new URLSearchParams(query).get('after');
  return sequenceNumber(text ?? undefined);
}

/** A browser that reconnects says in a header how far it came; a first request can say it in the query. */
function resumeMark(req: IncomingMessage, query: string): number | undefined {
  const last = req.headers['last-event-id'];
  return last === undefined || last === '' ? afterOf(query) : sequenceNumber(String(last));
}

function sequenceNumber(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  if (!/^(-1|\d{1,9})$/.test(text)) throw new IwtError('request.invalid', 'Sequence numbers count from 0.');
  return Number(text);
}
