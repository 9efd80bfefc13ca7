import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ChatHead, contentTypes, printEvents } from '../wire/answers.ts';
import type { Format } from '../wire/negotiate.ts';
import { watchDelivery } from './delivery.ts';
import type { Polled } from './reply.ts';

/** Headers of every protocol answer: clients repeat the same URL and old browsers would keep it (section 2.2). */
const noStore: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-store, no-cache',
  Pragma: 'no-cache',
  Expires: '-1',
  'X-Content-Type-Options': 'nosniff',
};

interface Prepared {
  readonly head: Record<string, string>;
  readonly body: string;
}

/**
 * Sends what a poll found. Nearly every poll finds nothing, and that answer is the same for everybody, so its head and
 * body are kept ready in each format until the configuration changes.
 */
export function createPollSender(head: () => ChatHead) {
  let prepared: Partial<Record<Format, Prepared>> = {};
  let preparedFor: ChatHead = { pollWaitSuggestion: 0, cfgVer: 0 };

  function empty(current: ChatHead, format: Format): Prepared {
    if (current.pollWaitSuggestion !== preparedFor.pollWaitSuggestion || current.cfgVer !== preparedFor.cfgVer) {
      prepared = {};
      preparedFor = current;
    }
    prepared[format] ??= prepare(printEvents(current, [], format), format);
    return prepared[format];
  }

  return (_req: IncomingMessage, res: ServerResponse, { events, settle }: Polled, format: Format): void => {
    // Something else in the host (a time limit, say) may have answered meanwhile.
    if (res.headersSent) {
      settle?.(false);
      return;
    }
    const current = head();
    const answer = events.length === 0 ? empty(current, format) : prepare(printEvents(current, events, format), format);
    if (settle) watchDelivery(res, settle);
    res.writeHead(200, answer.head);
    res.end(answer.body);
  };
}

/** The head as an object: older middlewares of a host (`on-headers` before 1.1) misread lists. */
export function prepare(body: string, format: Format): Prepared {
  const length = String(Buffer.byteLength(body));
  // What is spread comes first: V8 then copies the object instead of adding to it key by key.
  return { head: { ...noStore, 'Content-Type': contentTypes[format], 'Content-Length': length }, body };
}
