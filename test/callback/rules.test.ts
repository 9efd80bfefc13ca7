import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CallbackState, requireCallback } from '../../lib/callback/bridge.ts';
import * as rules from '../../lib/callback/rules.ts';
import { IwtError } from '../../lib/errors.ts';
import type { InteractionEvent } from '../../lib/interactions/events.ts';
import { fold } from '../../lib/interactions/interaction.ts';
import type { Decision } from '../../lib/interactions/interactions.ts';
import { propose, start } from '../../lib/interactions/proposal.ts';
import { alertAgent, returnToQueue } from '../../lib/queues/rules.ts';
import { texts } from '../chat/world.ts';

const queue = { type: 'Workgroup', id: 'q', name: 'Support' } as const;
const users = ['ann', 'bob', 'cid'];
const retries = 3;
const snoozeMs = 7;
const seat = (user: string) => ({ user, displayName: user.toUpperCase(), participantId: `guid-${user}` });

/** Everything that may happen to a callback, by whomever, in any order; most of it is refused most of the time. */
const command = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('alert', 'pickup', 'call', 'complete', 'failed', 'retryLater'),
      user: fc.constantFrom(...users),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('timeout', 'gone', 'due'), user: fc.constant('') }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('cancel', 'hangup', 'late', 'restart'), user: fc.constant('') }),
  },
);
type Command = { readonly do: string; readonly user: string };

function decide(state: CallbackState, { do: what, user }: Command, now: number): Decision<unknown> {
  const nothing = { events: [], result: null };
  switch (what) {
    case 'alert':
      return state.state === 'Offering' ? { events: alertAgent(state, seat(user), texts), result: null } : nothing;
    case 'timeout':
      return state.state === 'Alerting'
        ? { events: returnToQueue(state, 'alert-timeout', texts), result: null }
        : nothing;
    case 'gone':
      return state.state === 'Alerting' || state.state === 'Connected'
        ? { events: returnToQueue(state, 'agent-gone', texts), result: null }
        : nothing;
    case 'due':
      return rules.due(state, state.callback.until ?? -1);
    // A timer that was moved or cancelled, and runs all the same.
    case 'late':
      return rules.due(state, (state.callback.until ?? 0) - 1);
    case 'pickup':
      return rules.pickup(state, seat(user), texts);
    case 'call':
      return rules.call(state, user);
    case 'complete':
    case 'failed':
      return rules.dispose(state, user, what, undefined, texts);
    case 'retryLater':
      return rules.retryLater(state, user, { until: now + snoozeMs, retries, note: undefined }, texts);
    case 'cancel':
      return rules.end(state, 'RemoteDisconnect', texts);
    case 'hangup':
      return rules.end(state, 'LocalDisconnect', texts);
    default:
      return nothing;
  }
}

function begun(until: number | null): { state: CallbackState; events: InteractionEvent[] } {
  const callback = { number: '123456789', telephone: '+493012345678', subject: 'Invoice' };
  const body = { kind: 'callback', queue, name: 'Mary', chatDigest: 'c', participantDigest: 'p', callback } as const;
  const first = start('1000000001', body, 0);
  const { change, next } = propose(first, { events: rules.begin('Mary', queue, until, texts), result: null }, 0);
  return { state: requireCallback(next), events: [...(change.events as InteractionEvent[])] };
}

/** Plays commands; those that are refused change nothing. `check` sees every step. */
function play(
  commands: readonly Command[],
  until: number | null = null,
  check: (before: CallbackState, after: CallbackState, command: Command) => void = () => {},
) {
  let { state, events } = begun(until);
  commands.forEach((one, index) => {
    const before = state;
    try {
      const { change, next } = propose(state, decide(state, one, index + 1), index + 1);
      events = [...events, ...(change.events as InteractionEvent[])];
      // After a restart there is nothing but the journal.
      state = requireCallback(one.do === 'restart' ? fold(next.id, undefined, events) : next);
    } catch (error) {
      const known = error instanceof IwtError && ['interaction.state', 'callback.retries'].includes(error.code);
      if (!known) throw error;
    }
    check(before, state, one);
  });
  return { state, events };
}

const plays = fc.array(command, { maxLength: 60 });
const begins = fc.constantFrom(null, 5);

/** What is needed to get a callback from any state to its end: whoever is asked can do it. */
function wayOut(state: CallbackState): readonly Command[] {
  const user = state.user ?? 'ann';
  switch (state.state) {
    case 'Scheduled':
    case 'Snoozed':
      return [
        { do: 'due', user: '' },
        { do: 'alert', user },
        { do: 'pickup', user },
        { do: 'complete', user },
      ];
    case 'Offering':
      return [
        { do: 'alert', user },
        { do: 'pickup', user },
        { do: 'complete', user },
      ];
    case 'Alerting':
      return [
        { do: 'pickup', user },
        { do: 'complete', user },
      ];
    case 'Connected':
      return [{ do: 'complete', user }];
    default:
      return [];
  }
}

describe('the rules of a callback, whatever anybody tries', () => {
  it('lead from every state to an answered end, and to a cancelled one', () => {
    fc.assert(
      fc.property(plays, begins, (commands, until) => {
        const { state } = play(commands, until);
        if (state.endedAt !== null) return;
        let on = state;
        for (const one of wayOut(state)) {
          on = requireCallback(propose(on, decide(on, one, 100), 100).next);
        }
        expect([on.state, on.callback.disposition]).toEqual(['Disconnected', 'success']);
        for (const how of ['cancel', 'hangup']) {
          const { next } = propose(state, decide(state, { do: how, user: '' }, 100), 100);
          expect([next.state, next.callback?.disposition, next.end]).toEqual([
            'Disconnected',
            null,
            how === 'cancel' ? 'RemoteDisconnect' : 'LocalDisconnect',
          ]);
        }
      }),
    );
  });

  it('keep state, agent, parties and clocks in step', () => {
    fc.assert(
      fc.property(plays, begins, (commands, until) => {
        play(commands, until, (_before, { state, user, parties, callback }) => {
          const present = parties.filter((party) => party.kind === 'agent' && party.state !== 'disconnected');
          const aside = state === 'Scheduled' || state === 'Snoozed';
          expect(callback.until !== null).toBe(aside);
          if (aside || state === 'Offering') expect([user, present]).toEqual([null, []]);
          if (state === 'Alerting' || state === 'Connected') {
            const seated = state === 'Alerting' ? 'alerting' : 'active';
            expect(present.map((party) => [party.user, party.state])).toEqual([[user, seated]]);
          }
          if (state === 'Disconnected') expect([present, parties[0]?.state]).toEqual([[], 'disconnected']);
        });
      }),
    );
  });

  it('let nothing happen after the end, or by a timer of before', () => {
    fc.assert(
      fc.property(plays, begins, (commands, until) => {
        play(commands, until, (before, after, { do: what }) => {
          if (before.endedAt !== null || what === 'late') expect(after).toEqual(before);
        });
      }),
    );
  });

  it('snooze at most as often as allowed, and count attempts without gaps', () => {
    fc.assert(
      fc.property(plays, begins, (commands, until) => {
        play(commands, until, (_before, { callback }) => {
          expect(callback.snoozes).toBeLessThanOrEqual(retries);
          const done = callback.attempts.filter(({ outcome }) => outcome === 'retryLater');
          expect(done.map(({ attempt }) => attempt)).toEqual(done.map((_, index) => index + 1));
          expect(done).toHaveLength(callback.snoozes);
        });
      }),
    );
  });

  it('do a repeated command once', () => {
    fc.assert(
      fc.property(plays, begins, command, (commands, until, last) => {
        // An alert after an alert that ran out is another one, and so is a retry after the next attempt began.
        fc.pre(['pickup', 'call', 'complete', 'failed', 'retryLater', 'cancel', 'hangup', 'due'].includes(last.do));
        const once = play([...commands, last], until);
        const before = play(commands, until);
        if (once.events.length === before.events.length) return;
        expect(decide(once.state, last, 100).events).toEqual([]);
      }),
    );
  });

  it('are the same from the journal', () => {
    fc.assert(
      fc.property(plays, begins, (commands, until) => {
        const { state, events } = play(commands, until);
        expect(fold(state.id, undefined, events)).toEqual(state);
      }),
    );
  });

  it('keep the place in the queue, and whom it alerted last, over a snooze', () => {
    const { state } = play([
      { do: 'alert', user: 'ann' },
      { do: 'timeout', user: '' },
    ]);
    expect([state.state, state.lastAttempted, state.callback.queuedAt]).toEqual(['Offering', 'ann', 0]);
    const again = play([
      { do: 'pickup', user: 'bob' },
      { do: 'retryLater', user: 'bob' },
      { do: 'due', user: '' },
    ]).state;
    expect([again.state, again.startedAt, again.callback.queuedAt, again.callback.snoozes]).toEqual([
      'Offering',
      0,
      0,
      1,
    ]);
  });
});
