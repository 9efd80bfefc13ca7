import type {
  CodesSet,
  InteractionEvent,
  InteractionState,
  PartyChanged,
  QueueRef,
  Started,
  StateChanged,
} from '../interactions/events.ts';

/** A stretch of an interaction's life (handlers-and-site section 5.5). `System`: it waits outside the queue. */
export type SegmentType = 'Queue' | 'Alert' | 'Connect' | 'Held' | 'System';

/** What came next, or who ended it; empty: the segment goes on. */
export type SegmentEnd =
  | 'Queue'
  | 'Alert'
  | 'Connect'
  | 'Held'
  | 'System'
  | 'Snoozed'
  | 'LocalTransfer'
  | 'LocalDisconnect'
  | 'RemoteDisconnect'
  | '';

/** What a System segment tells of a snooze. */
export interface SnoozeDetails {
  /** `yyyy-mm-dd HH:MM:SS.mmm`, UTC. */
  readonly SnoozeStartTime: string;
  /** Seconds with three decimals, e.g. `59.921`; so far, while it goes on. */
  readonly SnoozeDurationInSeconds: string;
}

export interface Segment {
  readonly type: SegmentType;
  /** UTC milliseconds. */
  readonly start: number;
  /** Milliseconds; so far, while it goes on. */
  readonly durationMs: number;
  /** 0, or the place among segments with the same start. */
  readonly sequence: number;
  /** Names of the agents whom it alerts, connects or holds. */
  readonly localParties: readonly string[];
  /** Key of that agent's user; null: none. */
  readonly user: string | null;
  /** `workgroup queue:NAME` or `user queue:NAME`. */
  readonly queue: string;
  readonly endCode: SegmentEnd;
  /** Null: it was not snoozed. */
  readonly details: SnoozeDetails | null;
  /** Stands in the segment for which an agent set one. */
  readonly wrapUpCode?: string;
  /** When that was, UTC milliseconds; stands beside `wrapUpCode`. */
  readonly wrapUpAt?: number;
  /** The visitor's name. */
  readonly remoteName: string;
  /** Telephone number or e-mail address of a callback, network address of a chat; empty: unknown. */
  readonly remoteAddress: string;
}

export interface Names {
  /** Name of a user as reports shall show it; undefined: the one he had in this conversation. */
  nameOf(user: string): string | undefined;
}

type Draft = { -readonly [Key in keyof Segment]: Segment[Key] } & { readonly state: InteractionState };

/**
 * The segments of one interaction, from its journal events in order. They fill its time from start to end without gap or
 * overlap. Texts and other events that change no state may be left out. An interaction that has not ended has its last
 * segment, with an empty end code, only where `now` (UTC milliseconds) is given.
 */
export function segmentsOf(events: readonly InteractionEvent[], names: Names, now?: number): Segment[] {
  const [first, ...later] = events;
  if (first?.type !== 'started') return [];
  const nameOf = seated(names);
  const done: Draft[] = [];
  let { queue } = first.body;
  let user: string | null = null;
  let open: Draft | undefined = draft('Initializing', queue, [], null, first.at, first.body);

  for (const { at, type, body } of later) {
    if (type === 'party') nameOf.learn(body);
    else if (type === 'codes') setWrapUp(open ? [...done, open] : done, at, body);
    else if (type === 'state' && open) {
      queue = body.queue ?? queue;
      user = body.user === undefined ? user : body.user;
      const agent = withAgent(body.state) ? user : null;
      const parties = agent === null ? [] : [nameOf.user(agent)];
      // A clock that was set back makes no time run backwards.
      const next = draft(body.state, queue, parties, agent, Math.max(at, open.start), first.body);
      if (goesOn(open, next)) continue;
      close(done, open, next.start, body);
      open = body.state === 'Disconnected' ? undefined : next;
    }
  }
  if (open && now !== undefined) add(done, open, now);
  return done.map(({ state: _, ...segment }) => segment);
}

/** Names of agents: those that reports shall show, else those that they have in the conversation. */
function seated(names: Names) {
  const users = new Map<number, string>();
  const known = new Map<string, string>();
  return {
    learn({ party, user, name }: PartyChanged['body']): void {
      if (user !== undefined) users.set(party, user);
      const owner = users.get(party);
      if (owner !== undefined && name !== undefined) known.set(owner, name);
    },
    user: (user: string) => names.nameOf(user) ?? known.get(user) ?? user,
  };
}

function draft(
  state: InteractionState,
  queue: QueueRef,
  localParties: readonly string[],
  user: string | null,
  start: number,
  { name, address, callback }: Started['body'],
): Draft {
  return {
    state,
    type: typeOf(state),
    start,
    durationMs: 0,
    sequence: 0,
    localParties,
    user,
    queue: `${queue.type === 'User' ? 'user' : 'workgroup'} queue:${queue.name}`,
    endCode: '',
    details: null,
    remoteName: name,
    remoteAddress: callback?.telephone ?? callback?.email ?? address ?? '',
  };
}

function close(done: Draft[], segment: Draft, at: number, body: StateChanged['body']): void {
  // The moment in which an interaction begins is no segment of its own, unless it was all.
  if (segment.state === 'Initializing' && segment.start === at && body.state !== 'Disconnected') return;
  segment.endCode = endOf(body);
  add(done, segment, at);
}

function add(done: Draft[], segment: Draft, until: number): void {
  const before = done.at(-1);
  segment.sequence = before?.start === segment.start ? before.sequence + 1 : 0;
  segment.durationMs = Math.max(0, until - segment.start);
  if (segment.state === 'Snoozed') segment.details = snoozeDetails(segment);
  done.push(segment);
}

function snoozeDetails({ start, durationMs }: Draft): SnoozeDetails {
  return {
    SnoozeStartTime: new Date(start).toISOString().replace('T', ' ').replace('Z', ''),
    SnoozeDurationInSeconds: (durationMs / 1000).toFixed(3),
  };
}

/** A repeated state is no new segment, except that every snooze is one. */
function goesOn(open: Draft, next: Draft): boolean {
  const same = open.state === next.state && open.user === next.user && open.queue === next.queue;
  return same && next.state !== 'Snoozed';
}

function typeOf(state: InteractionState): SegmentType {
  switch (state) {
    case 'Offering':
      return 'Queue';
    case 'Alerting':
      return 'Alert';
    case 'Connected':
      return 'Connect';
    case 'Held':
      return 'Held';
    default:
      return 'System';
  }
}

function withAgent(state: InteractionState): boolean {
  return state === 'Alerting' || state === 'Connected' || state === 'Held';
}

function endOf({ state, reason, end }: StateChanged['body']): SegmentEnd {
  if (state === 'Disconnected') return end ?? 'System';
  if (state === 'Snoozed') return 'Snoozed';
  return reason === 'transfer' ? 'LocalTransfer' : typeOf(state);
}

/** The code belongs to the agent's own last conversation, else to the last one, else to whatever was last. */
function setWrapUp(segments: readonly Draft[], at: number, { user, wrapUpCode }: CodesSet['body']): void {
  if (wrapUpCode === undefined) return;
  const connects = segments.filter(({ type }) => type === 'Connect');
  const segment = connects.findLast((one) => one.user === user) ?? connects.at(-1) ?? segments.at(-1);
  if (!segment) return;
  if (wrapUpCode === null) {
    delete segment.wrapUpCode;
    delete segment.wrapUpAt;
  } else {
    segment.wrapUpCode = wrapUpCode;
    segment.wrapUpAt = at;
  }
}
