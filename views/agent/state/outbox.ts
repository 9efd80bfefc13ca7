import type { Entry } from '../wire.ts';

/** A message this page sent and has not yet seen in the transcript. */
export interface Pending {
  readonly interaction: string;
  readonly clientMessageId: string;
  readonly text: string;
  /** Milliseconds, by the page's clock. */
  readonly at: number;
  readonly status: 'sending' | 'sent' | 'failed';
  /** Why it failed: the network (sent again by itself), or an answer of the server (the agent decides). */
  readonly failure?: { readonly kind: 'network' | 'refused'; readonly code: string };
}

/** All of them, oldest first. */
export type Outbox = readonly Pending[];

export function queued(
  outbox: Outbox,
  message: Pick<Pending, 'interaction' | 'clientMessageId' | 'text' | 'at'>,
): Outbox {
  if (outbox.some((pending) => pending.clientMessageId === message.clientMessageId)) return outbox;
  return [...outbox, { ...message, status: 'sending' }];
}

export function marked(
  outbox: Outbox,
  clientMessageId: string,
  status: Pending['status'],
  failure?: Pending['failure'],
): Outbox {
  return outbox.map((pending) =>
    pending.clientMessageId === clientMessageId ? { ...pending, status, failure } : pending,
  );
}

export function dropped(outbox: Outbox, clientMessageId: string): Outbox {
  return outbox.filter((pending) => pending.clientMessageId !== clientMessageId);
}

/** Drops what has arrived in the transcript. The same list when nothing has. */
export function settled(outbox: Outbox, interaction: string, entries: readonly Entry[]): Outbox {
  if (!outbox.some((pending) => pending.interaction === interaction)) return outbox;
  const arrived = new Set(entries.map((entry) => entry.clientMessageId).filter((id) => id !== undefined));
  const left = outbox.filter((pending) => pending.interaction !== interaction || !arrived.has(pending.clientMessageId));
  return left.length === outbox.length ? outbox : left;
}
