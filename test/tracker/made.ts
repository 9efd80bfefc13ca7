import type {
  CallbackRequest,
  InteractionEvent,
  NewEvent,
  QueueRef,
  StateChanged,
} from '../../lib/interactions/events.ts';
import type { Names } from '../../lib/tracker/segments.ts';

export const t0 = Date.UTC(2013, 5, 19, 20, 46, 0, 0);

export const marketing: QueueRef = { type: 'Workgroup', id: 'm'.repeat(22), name: 'Marketing' };

/** Those who have no other name for their agents than the one in the conversation. */
export const noNames: Names = { nameOf: () => undefined };

export const callbackRequest: CallbackRequest = {
  number: '123456789',
  telephone: '+493012345678',
  subject: 'Please call',
};

/** An event at so many milliseconds after the start. */
export type Timed = readonly [ms: number, event: NewEvent];

/** The journal of an interaction that starts at `t0`. */
export function journal(kind: 'chat' | 'callback', ...later: readonly Timed[]): InteractionEvent[] {
  const started: NewEvent = {
    type: 'started',
    body: {
      kind,
      queue: marketing,
      name: 'Vera',
      chatDigest: 'c',
      participantDigest: 'p',
      address: '192.0.2.7',
      ...(kind === 'callback' ? { callback: callbackRequest } : {}),
    },
  };
  return numbered([[0, started], ...later]);
}

export function numbered(timed: readonly Timed[]): InteractionEvent[] {
  return timed.map(([ms, event], index) => ({ seq: index + 1, at: t0 + ms, ...event }));
}

export function state(to: StateChanged['body']['state'], more: Omit<StateChanged['body'], 'state'> = {}): NewEvent {
  return { type: 'state', body: { state: to, ...more } };
}

export const offering = (more: Omit<StateChanged['body'], 'state'> = {}): NewEvent =>
  state('Offering', { queue: marketing, user: null, ...more });

export const alerting = (user: string): NewEvent => state('Alerting', { user, reason: 'assign' });
export const connected = (user: string): NewEvent => state('Connected', { user, reason: 'pickup' });
export const ended = (end: 'LocalDisconnect' | 'RemoteDisconnect' | 'System'): NewEvent =>
  state('Disconnected', { reason: 'end', end });

export function seat(party: number, user: string, name: string): NewEvent {
  return {
    type: 'party',
    body: { party, state: 'alerting', kind: 'agent', user, name, participantId: `guid-${user}` },
  };
}
