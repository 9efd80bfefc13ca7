import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as rules from '../../lib/chat/rules.ts';
import { IwtError } from '../../lib/errors.ts';
import type { InteractionEvent } from '../../lib/interactions/events.ts';
import type { Interaction } from '../../lib/interactions/interaction.ts';
import type { Decision } from '../../lib/interactions/interactions.ts';
import { propose, start } from '../../lib/interactions/proposal.ts';
import { alertAgent, returnToQueue } from '../../lib/queues/rules.ts';
import { texts } from './world.ts';

const queue = { type: 'Workgroup', id: 'q', name: 'Support' } as const;
const users = ['ann', 'bob', 'cid'];
const seat = (user: string) => ({ user, displayName: user.toUpperCase(), participantId: `guid-${user}` });

/** Everything that may happen to a chat, by whomever, in any order; most of it is refused most of the time. */
const command = fc.oneof(
  fc.record({ do: fc.constantFrom('alert', 'pickup', 'hold', 'resume', 'say'), user: fc.constantFrom(...users) }),
  fc.record({ do: fc.constantFrom('timeout', 'gone'), user: fc.constant('') }),
  fc.record({ do: fc.constant('visitor'), user: fc.constantFrom('', 'id-1', 'id-2') }),
  fc.record({ do: fc.constantFrom('exit', 'hangup'), user: fc.constant('') }),
);
type Command = { readonly do: string; readonly user: string };

function decide(state: Interaction, { do: what, user }: Command): Decision<unknown> {
  const own = () => rules.speakingParty(state, user);
  switch (what) {
    case 'alert':
      return { events: state.state === 'Offering' ? alertAgent(state, seat(user), texts) : [], result: null };
    case 'timeout':
      return { events: state.state === 'Alerting' ? returnToQueue(state, 'alert-timeout', texts) : [], result: null };
    case 'gone': {
      const with_ = state.state === 'Alerting' || state.state === 'Connected' || state.state === 'Held';
      return { events: with_ ? returnToQueue(state, 'agent-gone', texts) : [], result: null };
    }
    case 'pickup':
      return rules.pickup(state, seat(user), texts);
    case 'hold':
      return rules.hold(state, user, texts);
    case 'resume':
      return rules.resume(state, user);
    case 'say':
      return rules.say(state, own(), 'text');
    case 'visitor':
      return rules.say(state, rules.VISITOR_PARTY, 'text', user || undefined);
    case 'exit':
      return rules.end(state, 'RemoteDisconnect', texts);
    default:
      return rules.end(state, 'LocalDisconnect', texts);
  }
}

function begun(): { state: Interaction; events: InteractionEvent[] } {
  const body = { kind: 'chat', queue, name: 'Mary', chatDigest: 'c', participantDigest: 'p' } as const;
  const first = start('1000000001', body, 0);
  const { change, next } = propose(first, { events: rules.begin('Mary', null, queue, texts), result: null }, 0);
  return { state: next, events: [...(change.events as InteractionEvent[])] };
}

/** Plays commands; those that are refused change nothing. `check` sees every state. */
function play(commands: readonly Command[], check: (state: Interaction) => void = () => {}) {
  let { state, events } = begun();
  commands.forEach((one, index) => {
    try {
      const { change, next } = propose(state, decide(state, one), index + 1);
      events = [...events, ...(change.events as InteractionEvent[])];
      state = next;
    } catch (error) {
      if (!(error instanceof IwtError) || error.code !== 'interaction.state') throw error;
    }
    check(state);
  });
  return { state, events };
}

const plays = fc.array(command, { maxLength: 40 });
const visible = (events: readonly InteractionEvent[]) => events.filter((event) => event.visitorSeq !== undefined);

describe('the rules of a chat, whatever anybody tries', () => {
  it('let nothing happen after the end, and tell the visitor of it once and last', () => {
    fc.assert(
      fc.property(plays, (commands) => {
        const { state, events } = play([...commands, { do: 'exit', user: '' }, ...commands]);
        const own = visible(events).filter(
          (event) => event.type === 'party' && event.body.party === 0 && event.body.state === 'disconnected',
        );
        expect(own).toHaveLength(1);
        expect(visible(events).at(-1)).toBe(own[0]);
        expect(events.at(-1)).toMatchObject({ type: 'state', body: { state: 'Disconnected' } });
        expect(state.parties.every((party) => party.kind === 'system' || party.state === 'disconnected')).toBe(true);
      }),
    );
  });

  it('keep parties and state in step', () => {
    fc.assert(
      fc.property(plays, (commands) => {
        play(commands, (state) => {
          const agents = state.parties.filter((party) => party.kind === 'agent' && party.state !== 'disconnected');
          const expected = { Alerting: 'alerting', Connected: 'active', Held: 'held' }[state.state as string];
          expect(agents.map((party) => [party.user, party.state])).toEqual(expected ? [[state.user, expected]] : []);
          expect(state.parties.map((party) => party.party)).toEqual(state.parties.map((_, index) => index));
          expect(new Set(state.parties.map((party) => party.user ?? party.kind)).size).toBe(state.parties.length);
        });
      }),
    );
  });

  it('tell a party before it speaks, and number what the visitor sees without a gap', () => {
    fc.assert(
      fc.property(plays, (commands) => {
        const { events } = play(commands);
        const states = new Map<number, string>();
        for (const event of visible(events)) {
          if (event.type === 'party') {
            if (!states.has(event.body.party)) expect(event.body.name).toBeTruthy();
            states.set(event.body.party, event.body.state);
          } else if (event.type === 'text') {
            expect(['active', 'held']).toContain(states.get(event.body.party));
          }
        }
        expect(visible(events).map((event) => event.visitorSeq)).toEqual(visible(events).map((_, index) => index));
        expect(visible(events)[0]).toMatchObject({ body: { party: 0, state: 'active' } });
      }),
    );
  });

  it('bring the system back to the visitor whenever the agent is lost', () => {
    fc.assert(
      fc.property(plays, (commands) => {
        const { events } = play(commands);
        events.forEach((event, index) => {
          if (event.type !== 'state' || !['alert-timeout', 'agent-gone'].includes(event.body.reason ?? '')) return;
          const before = events.slice(0, index).filter((one) => one.at === event.at);
          expect(before).toContainEqual(
            expect.objectContaining({ type: 'party', body: { party: 1, state: 'active' } }),
          );
          expect(event.body).toMatchObject({ state: 'Offering', queue, user: null });
        });
      }),
    );
  });

  it('store a text with a client message id once', () => {
    fc.assert(
      fc.property(plays, (commands) => {
        const { events } = play(commands);
        const ids = events.map((event) => (event.type === 'text' ? event.body.clientMessageId : undefined));
        for (const id of ['id-1', 'id-2']) expect(ids.filter((one) => one === id).length).toBeLessThanOrEqual(1);
      }),
    );
  });
});
