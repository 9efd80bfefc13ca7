import type { IncomingMessage, ServerResponse } from 'node:http';
import express, { type RequestHandler, type Router } from 'express';
import { IwtError } from '../errors.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Answer } from '../wire/room.ts';
import { sendAnswer } from './answer.ts';
import type { ErrorAnswers } from './answer-error.ts';
import { dropBody } from './body.ts';
import { type Exchange, type RoomRow, roomRequest, toRoot } from './exchange.ts';
import { countsForSession, type RateLimits } from './rate-limits.ts';
import type { Stream } from './sse.ts';

export interface RowTools {
  readonly errors: ErrorAnswers;
  readonly runtime: Runtime;
  readonly openStream: (req: IncomingMessage, res: ServerResponse) => Stream;
  /** Absent: every request is answered. */
  readonly limits?: RateLimits;
}

/** Rows of the table as an Express router. Nothing that goes wrong in a row gets past it. */
export function rowsRouter(rows: readonly RoomRow[], tools: RowTools): Router {
  const router = express.Router();
  for (const row of rows) router[row.method](row.path, answering(row, tools));
  return router;
}

/** What an API says about a path that it does not have. */
export function unknownRow(tools: RowTools): RequestHandler {
  return answering({ ...unknown, path: '/' }, tools);
}

const unknown: RoomRow = {
  kind: 'room',
  name: 'unknown',
  method: 'get',
  path: '/',
  surface: 'api',
  steps: [],
  answer() {
    throw new IwtError('not-found', 'There is nothing at this address.');
  },
};

function answering(row: RoomRow, tools: RowTools): RequestHandler {
  return function answerRow(req, res) {
    const exchange: Exchange = { req: req as never, res, clock: tools.runtime.clock };
    answer(row, exchange, tools).catch((error) => {
      // Even the answer that says so has failed.
      tools.errors.note(error, row.name);
      if (res.headersSent) res.destroy();
      else res.writeHead(500, { 'Content-Type': 'text/plain; charset=utf-8' }).end('Internal error');
    });
  };
}

/** Counts requests for files. One too many is answered as a page. */
export function limitFiles(tools: RowTools): RequestHandler {
  const row: RoomRow = { ...unknown, name: 'files', surface: 'page' };
  return function countFile(req, res, next) {
    const exchange: Exchange = { req: req as never, res, clock: tools.runtime.clock };
    const refuse = (error: unknown) => sendAnswer(exchange, failed(row, exchange, error, tools), unstreamed);
    Promise.resolve(tools.limits?.address(row, req))
      .then(() => next(), refuse)
      .catch(next);
  };
}

function unstreamed(): never {
  throw new Error('A failure is no stream.');
}

async function answer(row: RoomRow, exchange: Exchange, tools: RowTools): Promise<void> {
  const { errors, openStream } = tools;
  const { req, res } = exchange;
  const open = () => openStream(req, res);
  try {
    await prepare(row, exchange, tools.limits);
    dropBody(req);
    await sendAnswer(exchange, await row.answer(roomRequest(exchange)), open);
  } catch (error) {
    dropBody(req);
    if (res.headersSent) errors.note(error, row.name);
    else await sendAnswer(exchange, failed(row, exchange, error, tools), open);
  }
}

/** The steps of a row. Who is signed in is counted by his session, so that a whole office gets along on one address. */
async function prepare(row: RoomRow, exchange: Exchange, limits: RateLimits | undefined): Promise<void> {
  let counted = limits === undefined;
  if (limits && !countsForSession(row)) {
    counted = true;
    await limits.address(row, exchange.req);
  }
  try {
    for (const step of row.steps) {
      await step(exchange);
      if (counted || !exchange.caller) continue;
      counted = true;
      await limits?.session(exchange);
    }
  } catch (error) {
    if (!counted) await limits?.session(exchange);
    throw error;
  }
}

function failed({ surface, name }: RoomRow, { req }: Exchange, error: unknown, { errors }: RowTools): Answer {
  if (surface === 'api') return errors.api(error, name);
  return errors.page(error, name, { language: String(req.headers['accept-language'] ?? ''), toRoot: toRoot(req.path) });
}
