import type { Entry, InteractionDetail, InteractionSummary, Party } from '../wire.ts';

/**
 * One conversation as far as this page knows it. Entries come from fetches and from the event stream, in any order and
 * more than once; the transcript is their union, so the order of arrival never shows.
 */
export interface Conversation {
  readonly id: string;
  /** Last summary seen; kept when the interaction leaves the list, so that what is open stays readable. */
  readonly summary: InteractionSummary | undefined;
  /** Ordered by `seq`, each once. */
  readonly entries: readonly Entry[];
  /** Everything up to this sequence number is here. 0: never loaded. */
  readonly syncedTo: number;
  /** Numbers of entries that are shown until the next full fetch says whether they still stand (after `reset`). */
  readonly doubtful: ReadonlySet<number>;
  readonly attributes: Readonly<Record<string, string>>;
  readonly parties: readonly Party[];
  readonly loading: boolean;
  readonly error: ApiFailure | undefined;
  /** It is not in the agent's queues any more. */
  readonly gone: boolean;
}

/** Why something could not be fetched. */
export interface ApiFailure {
  readonly code: string;
  readonly reference?: string;
}

export function emptyConversation(id: string, summary?: InteractionSummary): Conversation {
  return {
    id,
    summary,
    entries: [],
    syncedTo: 0,
    doubtful: new Set(),
    attributes: {},
    parties: [],
    loading: false,
    error: undefined,
    gone: false,
  };
}

/** The union of both, ordered by `seq`. Of two with the same number the one that is there stays: entries never change. */
export function mergeEntries(there: readonly Entry[], more: readonly Entry[]): readonly Entry[] {
  const known = new Set(there.map((entry) => entry.seq));
  const fresh: Entry[] = [];
  for (const entry of more) {
    if (known.has(entry.seq)) continue;
    known.add(entry.seq);
    fresh.push(entry);
  }
  if (fresh.length === 0) return there;
  return [...there, ...fresh].sort((a, b) => a.seq - b.seq);
}

/** An entry came by the stream. */
export function withEntry(conversation: Conversation, entry: Entry): Conversation {
  const doubtful = new Set(conversation.doubtful);
  const base = doubtful.delete(entry.seq)
    ? conversation.entries.filter((known) => known.seq !== entry.seq)
    : conversation.entries;
  const entries = mergeEntries(base, [entry]);
  if (entries === conversation.entries) return conversation;
  return { ...conversation, entries, doubtful, syncedTo: contiguous(conversation.syncedTo, entries) };
}

/** A fetch was answered: everything after sequence number `after`, as of `detail.version`. */
export function withDetail(conversation: Conversation, detail: InteractionDetail, after: number): Conversation {
  const { doubtful } = conversation;
  const full = after === 0;
  const sure = full ? conversation.entries.filter((entry) => !doubtful.has(entry.seq)) : conversation.entries;
  const entries = mergeEntries(sure, detail.transcript);
  const covered =
    after <= conversation.syncedTo ? Math.max(conversation.syncedTo, detail.version) : conversation.syncedTo;
  const older = conversation.summary !== undefined && conversation.summary.version > detail.version;
  return {
    ...conversation,
    summary: older ? conversation.summary : summaryOf(detail),
    entries,
    doubtful: full ? new Set() : doubtful,
    syncedTo: contiguous(covered, entries),
    attributes: older ? conversation.attributes : detail.attributes,
    parties: older ? conversation.parties : detail.parties,
    loading: false,
    error: undefined,
    gone: false,
  };
}

/** The server's past may not be the one known here: everything is fetched again, and shown as it was until then. */
export function doubted(conversation: Conversation): Conversation {
  return {
    ...conversation,
    summary: conversation.summary && { ...conversation.summary, version: 0 },
    doubtful: new Set(conversation.entries.map((entry) => entry.seq)),
    syncedTo: 0,
  };
}

/** Everybody in it, as the newest of fetch and stream tell: a fetch names the people, entries say how they come and go. */
export function peopleOf({ parties, entries }: Conversation): readonly Party[] {
  const people = [...parties];
  for (const { kind, from, state, seq } of entries) {
    if (kind !== 'party' || from === null || state === undefined) continue;
    const at = people.findLastIndex((party) => party.kind === from.kind && party.name === from.name);
    const known = people[at];
    if (known) people[at] = { ...known, state };
    else people.push({ participantId: `entry ${seq}`, kind: from.kind, name: from.name, state });
  }
  return people;
}

/** A newer summary of it came. */
export function withSummary(conversation: Conversation, summary: InteractionSummary): Conversation {
  if (conversation.summary && conversation.summary.version > summary.version) return conversation;
  return { ...conversation, summary, gone: false };
}

/** The sequence number after which something is missing here, or undefined when nothing is. */
export function gapOf(conversation: Conversation): number | undefined {
  if (conversation.syncedTo === 0) return 0;
  const last = conversation.entries.at(-1)?.seq ?? 0;
  const expected = Math.max(last, conversation.summary?.version ?? 0);
  return expected > conversation.syncedTo ? conversation.syncedTo : undefined;
}

/** Highest sequence number that an agent at the end of the transcript has seen. */
export function lastSeen(conversation: Conversation): number {
  return Math.max(conversation.syncedTo, conversation.entries.at(-1)?.seq ?? 0);
}

function contiguous(from: number, entries: readonly Entry[]): number {
  let to = from;
  // Before the first fetch nothing is known about what came earlier.
  if (to === 0) return 0;
  for (const entry of entries) if (entry.seq === to + 1) to = entry.seq;
  return to;
}

/** The part of a detail that stands in lists. */
export function summaryOf(detail: InteractionDetail): InteractionSummary {
  const { transcript: _transcript, attributes: _attributes, parties: _parties, ...summary } = detail;
  return summary;
}
