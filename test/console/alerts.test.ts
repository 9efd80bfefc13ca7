import { describe, expect, it } from 'vitest';
import { alertsOf } from '../../views/agent/state/alerts.ts';
import { type ConsoleState, firstState, reduce } from '../../views/agent/state/console.ts';
import type { InteractionSummary } from '../../views/agent/wire.ts';
import { summary, user } from './shapes.ts';

function withList(...interactions: InteractionSummary[]): ConsoleState {
  const active = reduce(firstState, { type: 'signed-in', user: user() });
  return reduce(active, { type: 'listed', since: 0, interactions });
}

const said = { text: 'hi', at: '2026-01-05T09:05:00.000Z', from: 'visitor' } as const;
const idsOf = (summaries: readonly InteractionSummary[]) => summaries.map((one) => one.id);

describe('alerts', () => {
  it('ring for what alerts me, from the first list on, until it is picked up', () => {
    const ringing = withList(summary('a', { state: 'Alerting' }), summary('b', { state: 'Alerting', mine: false }));
    const first = alertsOf(firstState, ringing);
    expect([idsOf(first.ringing), idsOf(first.began)]).toEqual([['a'], ['a']]);
    const again = alertsOf(ringing, reduce(ringing, { type: 'me', user: user({ displayName: 'B' }) }));
    expect([idsOf(again.ringing), idsOf(again.began)]).toEqual([['a'], []]);
    const taken = reduce(ringing, { type: 'interaction', summary: summary('a', { version: 2 }) });
    expect(alertsOf(ringing, taken).ringing).toEqual([]);
  });

  it('tell of new messages in mine, also of those that came while the connection was down', () => {
    const before = withList(summary('a'), summary('b', { mine: false }));
    const after = reduce(before, {
      type: 'listed',
      since: before.list.stamp,
      interactions: [
        summary('a', { version: 3, unread: 2, lastMessage: said }),
        summary('b', { version: 3, unread: 2, mine: false, lastMessage: said }),
      ],
    });
    expect(idsOf(alertsOf(before, after).messages)).toEqual(['a']);
    expect(alertsOf(after, reduce(after, { type: 'read', id: 'a', seq: 3 })).messages).toEqual([]);
  });

  it('do not beep for what was unread when the page opened, or for what was just picked up', () => {
    const opened = withList(summary('a', { unread: 2, lastMessage: said }));
    expect(alertsOf(firstState, opened).messages).toEqual([]);
    const waiting = withList(summary('a', { state: 'Offering', mine: false, lastMessage: said }));
    const picked = reduce(waiting, {
      type: 'interaction',
      summary: summary('a', { version: 2, unread: 1, lastMessage: said }),
    });
    expect(alertsOf(waiting, picked).messages).toEqual([]);
  });

  it('are silent once signed out', () => {
    const ringing = withList(summary('a', { state: 'Alerting' }));
    expect(alertsOf(ringing, reduce(ringing, { type: 'signed-out' })).ringing).toEqual([]);
  });
});
