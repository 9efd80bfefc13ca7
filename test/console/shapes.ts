import type {
  CallbackSummary,
  Entry,
  InteractionDetail,
  InteractionSummary,
  Segment,
  User,
} from '../../views/agent/wire.ts';

/** Shapes of the agent API with everything filled in, for tests that care for one field or two. */
export function summary(id: string, some: Partial<InteractionSummary> = {}): InteractionSummary {
  return {
    id,
    type: 'chat',
    state: 'Connected',
    stateString: 'Connected',
    queue: { type: 'Workgroup', name: 'Marketing' },
    name: `Visitor ${id}`,
    startedAt: '2026-01-05T09:00:00.000Z',
    stateSince: '2026-01-05T09:01:00.000Z',
    user: null,
    mine: true,
    version: 1,
    unread: 0,
    lastMessage: null,
    language: null,
    wrapUpCode: null,
    accountCode: null,
    callback: null,
    ...some,
  };
}

/** A callback whose number may be seen, in its first of four attempts. */
export function callback(some: Partial<CallbackSummary> = {}): CallbackSummary {
  return {
    number: '123456789',
    subject: 'My parcel has not come',
    telephone: '+493012345678',
    formatted: '+49 30 12345678',
    extension: null,
    typed: '030 12345678',
    email: null,
    hidden: false,
    attempt: 1,
    attempts: 4,
    canRetry: true,
    snoozeMinutes: 5,
    until: null,
    preferredTime: null,
    timeZone: null,
    disposition: null,
    message: false,
    history: [],
    ...some,
  };
}

/** Segments one after another from nine o'clock; each is a type, its seconds and its end code. */
export function segments(...parts: readonly (readonly [string, number, string, Partial<Segment>?])[]): Segment[] {
  let start = Date.UTC(2026, 0, 5, 9);
  return parts.map(([type, seconds, endCode, some]) => {
    const begun = new Date(start).toISOString();
    start += seconds * 1000;
    const agent = type === 'Alert' || type === 'Connect' ? ['Bob Andrews'] : [];
    const fixed = { queue: 'workgroup queue:Marketing', sequence: 0, wrapUpCode: null, details: null };
    return { type, start: begun, durationMs: seconds * 1000, localParties: agent, endCode, ...fixed, ...some };
  });
}

export function entry(seq: number, some: Partial<Entry> = {}): Entry {
  return {
    seq,
    at: new Date(Date.UTC(2026, 0, 5, 9) + seq * 1000).toISOString(),
    kind: 'text',
    from: { kind: 'visitor', name: 'Ada', mine: false },
    text: `text ${seq}`,
    ...some,
  };
}

export function detailOf(
  id: string,
  some: Partial<InteractionSummary>,
  transcript: readonly Entry[],
): InteractionDetail {
  return { ...summary(id, some), transcript, attributes: {}, parties: [] };
}

export function user(some: Partial<User> = {}): User {
  return {
    id: 'u1',
    username: 'bob',
    displayName: 'Bob',
    role: 'agent',
    status: { name: 'Available', available: true, since: new Date(Date.UTC(2026, 0, 5, 8)).toISOString() },
    workgroups: [{ id: 'w1', name: 'Marketing' }],
    ...some,
  };
}
