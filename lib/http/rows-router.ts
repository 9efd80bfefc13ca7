import type { IncomingMessage, ServerResponse } from 'node:http';
import express, { type RequestHandler, type Router } from 'express';
import { IwtError } from '../errors.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { sendAnswer } from './answer.ts';
import type { ErrorAnswers } from './answer-error.ts';
import { dropBody } from './body.ts';
import { type Exchange, type RoomRow, roomRequest, toRoot } from './exchange.ts';
import type { Stream } from './sse.ts';

export interface RowTools {
  readonly errors: ErrorAnswers;
  readonly runtime: Runtime;
  readonly openStream: (req: IncomingMessage, res: ServerResponse) => Stream;
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

async function answer(row: RoomRow, exchange: Exchange, { errors, openStream }: RowTools): Promise<void> {
  const { req, res } = exchange;
  const open = () => openStream(req, res);
  try {
    for (const step of row.steps) await step(exchange);
    dropBody(req);
    await sendAnswer(exchange, await row.answer(roomRequest(exchange)), open);
  } catch (error) {
    dropBody(req);
    if (res.headersSent) errors.note(error, row.name);
    else {
      const language = String(req.headers['accept-language'] ?? '');
      const said =
        row.surface === 'api'
          ? errors.api(error, row.name)
          : errors.page(error, row.name, { language, toRoot: toRoot(req.path) });
      await sendAnswer(exchange, said, open);
    }
  }
}
