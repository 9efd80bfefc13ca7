import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../runtime/clock.ts';
import type { EventSink } from '../wire/room.ts';
import { createLeaving, type Staying } from './leaving.ts';

/** Milliseconds between signs of life, so that neither gateways nor readers take a quiet stream for a dead one. */
export const HEARTBEAT = 15_000;
/** Browsers keep comment lines to themselves; a page notices an event, and ignores one it does not know. */
const pulse = 'event: ping\ndata: {}\n\n';
/** Bytes that may wait for a slow reader before its stream is cut off; it resumes from where it was. */
export const MAX_BACKLOG = 262_144;
/** Milliseconds after which a browser reconnects. */
export const RETRY = 2_000;

/** An open server-sent events stream. */
export interface Stream extends EventSink {
  /** Calls back once, when the stream is over for whatever reason; at once when it already is. */
  onClose(run: () => void): void;
}

const head: Readonly<Record<string, string>> = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  // no-transform keeps compressing middlewares of the host from holding events back.
  'Cache-Control': 'no-store, no-transform',
  'X-Accel-Buffering': 'no',
  'X-Content-Type-Options': 'nosniff',
};

const leaving = createLeaving();

/** Sends the head and keeps the response open. */
export function openStream(req: IncomingMessage, res: ServerResponse, clock: Clock): Stream {
  const listeners: (() => void)[] = [];
  let open = !res.destroyed && !req.socket.destroyed && req.method !== 'HEAD';
  let cancelHeartbeat: () => void = () => {};

  function write(text: string): boolean {
    if (!open) return false;
    res.write(text);
    if (res.writableLength <= MAX_BACKLOG) return true;
    // Whoever does not read is not told either; ending politely would keep the backlog in memory.
    res.destroy();
    close();
    return false;
  }

  function beat(): void {
    cancelHeartbeat = clock.after(HEARTBEAT, () => {
      if (write(pulse)) beat();
    });
  }

  function close(): void {
    if (!open) return;
    open = false;
    cancelHeartbeat();
    leaving.unwatch(req.socket, reader);
    for (const listener of listeners) listener();
  }

  // An answer that waits behind another one on its connection is not told when that closes.
  const reader: Staying = { previous: undefined, next: undefined, left: close };
  for (const [name, value] of Object.entries(head)) res.setHeader(name, value);
  res.writeHead(200);
  if (req.method === 'HEAD') res.end();
  res.on('close', close);
  res.on('error', close);
  if (open) leaving.watch(req.socket, reader);
  // A host may have set a time limit for idle sockets.
  req.socket.setTimeout(0);
  write(`retry: ${RETRY}\n\n${pulse}`);
  beat();

  return {
    write,
    send: (event) => write(format(event)),
    end() {
      if (!open) return;
      res.end();
      close();
    },
    onClose(run) {
      if (open) listeners.push(run);
      else run();
    },
  };
}

/** One event in the format of the HTML standard. Line breaks in text become several data lines. */
export function format(event: { event?: string; id?: string | number; data: unknown }): string {
  const text = typeof event.data === 'string' ? event.data : JSON.stringify(event.data);
  const name = event.event === undefined ? '' : `event: ${oneLine(event.event)}\n`;
  const id = event.id === undefined ? '' : `id: ${oneLine(String(event.id))}\n`;
  const data = text
    .split(/\r\n|\r|\n/)
    .map((line) => `data: ${line}\n`)
    .join('');
  return `${name}${id}${data}\n`;
}

function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: an event stream must not carry these in a name or id
  return text.replace(/[\u0000\r\n]/g, '');
}
