import type { ServerResponse } from 'node:http';
import type { Answer, StreamAnswer } from '../wire/room.ts';
import { isAbandoned } from './body.ts';
import { type Exchange, toRoot } from './exchange.ts';
import { secure } from './security-headers.ts';
import type { Stream } from './sse.ts';

/** Sends what a room answered. A stream is opened here and handed back to it. */
export async function sendAnswer({ req, res }: Exchange, answer: Answer, openStream: () => Stream): Promise<void> {
  // Something else in the host (a time limit, say) may have answered meanwhile.
  if (res.headersSent || res.destroyed) return;
  if (isAbandoned(req)) res.setHeader('Connection', 'close');
  for (const [name, value] of Object.entries(answer.headers ?? {})) res.setHeader(name, value);
  if ('stream' in answer) return stream(answer, openStream());
  if ('redirect' in answer) {
    const target = answer.redirect.startsWith('/') ? answer.redirect : `${toRoot(req.path)}${answer.redirect}`;
    res.setHeader('Location', target);
    return end(res, answer.status ?? 303, 'text/plain; charset=utf-8', '');
  }
  if ('html' in answer) {
    secure(res);
    if (!res.hasHeader('Cache-Control')) res.setHeader('Cache-Control', 'no-store');
    return end(res, answer.status ?? 200, 'text/html; charset=utf-8', answer.html);
  }
  if (!res.hasHeader('X-Content-Type-Options')) res.setHeader('X-Content-Type-Options', 'nosniff');
  if ('bytes' in answer) return end(res, answer.status ?? 200, answer.type, answer.bytes);
  if (!res.hasHeader('Cache-Control')) res.setHeader('Cache-Control', 'no-store');
  return end(res, answer.status ?? 200, 'application/json; charset=utf-8', JSON.stringify(answer.body));
}

function end(res: ServerResponse, status: number, type: string, body: string | Uint8Array): void {
  res.setHeader('Content-Type', type);
  res.setHeader('Content-Length', Buffer.byteLength(body));
  res.writeHead(status);
  res.end(body);
}

async function stream(answer: StreamAnswer, opened: Stream): Promise<void> {
  try {
    opened.onClose(await answer.stream(opened));
  } catch (error) {
    // The head is out: the browser is left to come back, and the error is told to whoever logs.
    opened.end();
    throw error;
  }
}
