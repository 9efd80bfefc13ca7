import type { User } from '../../lib/agents/user.ts';
import { beginCallback, type Callback } from '../../lib/interactions/callback.ts';
import type { CallbackRequest } from '../../lib/interactions/events.ts';
import type { Interaction, Party } from '../../lib/interactions/interaction.ts';

export const start = Date.UTC(2026, 0, 5, 9, 0, 0);

const support = { id: 'workgroup-support', name: 'Support', activated: true };

/** An agent of the workgroup Support, unless told otherwise. */
export function madeUser(overrides: Partial<User> = {}): User {
  return {
    id: 'user-ann',
    username: 'ann',
    displayName: 'Ann',
    role: 'agent',
    status: { name: 'Available', since: start, until: null, note: null, available: true },
    workgroups: [support],
    chatMaxAssign: null,
    chatUtilization: null,
    callbackMaxAssign: null,
    callbackUtilization: null,
    listed: false,
    firstName: null,
    lastName: null,
    department: null,
    extension: null,
    publicEmail: null,
    lastAvailableSince: start,
    active: true,
    createdAt: start,
    ...overrides,
  };
}

const visitor: Party = {
  party: 0,
  kind: 'visitor',
  name: 'Vera',
  state: 'active',
  user: null,
  participantId: null,
  joinedAt: start,
  leftAt: null,
};

const system: Party = { ...visitor, party: 1, kind: 'system', name: 'CIC' };

/** An agent as a party of an interaction. */
export function madeParty(user: string, name: string, overrides: Partial<Party> = {}): Party {
  const participantId = '2b8f0c5e-0000-4000-8000-000000000002';
  return { ...visitor, party: 2, kind: 'agent', name, user, participantId, ...overrides };
}

/** What Vera asked for, with everything that only some may see. */
export function madeRequest(overrides: Partial<CallbackRequest> = {}): CallbackRequest {
  return {
    number: '123456789',
    telephone: '+12015550123',
    extension: '4711',
    typed: '(201) 555-0123 x4711',
    email: 'vera@example.org',
    subject: 'My parcel',
    ...overrides,
  };
}

export function madeCallback(overrides: Partial<Callback> = {}, request: Partial<CallbackRequest> = {}): Callback {
  return { ...(beginCallback(madeRequest(request)) as Callback), queuedAt: start, ...overrides };
}

/** Everything of `madeRequest` that only some may see: how to reach her, and what opens her request. */
export const secretsOfVera = ['123456789', '2015550123', '555-0123', '4711', 'vera@example.org'];

/** A chat that waits in the queue of Support, unless told otherwise. `agents` join the visitor and the system. */
export function madeInteraction(overrides: Partial<Interaction> = {}, agents: readonly Party[] = []): Interaction {
  return {
    id: '2001000001',
    type: 'chat',
    version: 3,
    startedAt: start,
    state: 'Offering',
    stateSince: start,
    queue: { type: 'Workgroup', id: support.id, name: support.name },
    user: null,
    lastAttempted: null,
    parties: [visitor, system, ...agents],
    visible: 2,
    name: 'Vera',
    language: 'en-us',
    individual: null,
    address: null,
    caller: null,
    attributes: {},
    chatDigest: '',
    participantDigest: '',
    answeredAt: null,
    endedAt: null,
    end: null,
    lastText: null,
    visitorTextAt: null,
    idleWarning: null,
    routing: null,
    sent: [],
    callback: null,
    wrapUpCode: null,
    accountCode: null,
    ...overrides,
  };
}
