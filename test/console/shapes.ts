import type { Entry, InteractionDetail, InteractionSummary, User } from '../../views/agent/wire.ts';

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
    ...some,
  };
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
