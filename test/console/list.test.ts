import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ConsoleState, firstState, reduce } from '../../views/agent/state/console.ts';
import { layoutOf } from '../../views/agent/state/held-layout.ts';
import { alertingOf, nextUnread, queuesOf, sectionsOf, unreadTotal } from '../../views/agent/state/list-view.ts';
import type { InteractionSummary } from '../../views/agent/wire.ts';
import { summary, user } from './shapes.ts';

function withList(...interactions: InteractionSummary[]): ConsoleState {
  const active = reduce(firstState, { type: 'signed-in', user: user() });
  return reduce(active, { type: 'listed', since: 0, interactions });
}

const ids = (state: ConsoleState) => [...state.list.items.keys()].sort();
const versionOf = (state: ConsoleState, id: string) => state.list.items.get(id)?.summary.version;

describe('the list', () => {
  it('keeps what the stream said while a fetch was on its way', () => {
    let state = withList(summary('a'), summary('b'));
    const since = state.list.stamp;
    state = reduce(state, { type: 'removed', id: 'a' });
    state = reduce(state, { type: 'interaction', summary: summary('b', { version: 5 }) });
    state = reduce(state, { type: 'interaction', summary: summary('c', { version: 2 }) });
    state = reduce(state, { type: 'listed', since, interactions: [summary('a'), summary('b', { version: 4 })] });
    expect(ids(state)).toEqual(['b', 'c']);
    expect(versionOf(state, 'b')).toBe(5);
    state = reduce(state, { type: 'listed', since: state.list.stamp, interactions: [summary('b', { version: 5 })] });
    expect(ids(state)).toEqual(['b']);
  });

  it('ends at what the server has, whatever arrived before the last fetch', () => {
    const event = fc.record({
      id: fc.constantFrom('a', 'b', 'c'),
      version: fc.integer({ min: 1, max: 9 }),
      gone: fc.boolean(),
    });
    const last = fc.uniqueArray(
      fc.record({ id: fc.constantFrom('a', 'b', 'c'), version: fc.integer({ min: 1, max: 9 }) }),
      {
        selector: (one) => one.id,
      },
    );
    fc.assert(
      fc.property(fc.array(event), last, (events, truth) => {
        let state = withList();
        for (const { id, version, gone } of events) {
          state = reduce(
            state,
            gone ? { type: 'removed', id } : { type: 'interaction', summary: summary(id, { version }) },
          );
        }
        const interactions = truth.map(({ id, version }) => summary(id, { version }));
        state = reduce(state, { type: 'listed', since: state.list.stamp, interactions });
        expect([...state.list.items.values()].map((item) => item.summary)).toEqual(interactions);
      }),
    );
  });

  it('ignores a summary older than the one it has, until a reset', () => {
    let state = withList(summary('a', { version: 7 }));
    state = reduce(state, { type: 'interaction', summary: summary('a', { version: 3, name: 'old' }) });
    expect(versionOf(state, 'a')).toBe(7);
    state = reduce(state, { type: 'reset' });
    state = reduce(state, { type: 'interaction', summary: summary('a', { version: 3, name: 'new' }) });
    expect(state.list.items.get('a')?.summary.name).toBe('new');
  });

  it('shows what was read as read, until something newer comes', () => {
    let state = withList(summary('a', { version: 7, unread: 2 }), summary('b', { version: 3, unread: 1 }));
    expect(unreadTotal(state)).toBe(3);
    state = reduce(state, { type: 'read', id: 'a', seq: 7 });
    state = reduce(state, { type: 'interaction', summary: summary('a', { version: 7, unread: 2 }) });
    expect(unreadTotal(state)).toBe(1);
    state = reduce(state, { type: 'interaction', summary: summary('a', { version: 8, unread: 1 }) });
    expect(unreadTotal(state)).toBe(2);
  });
});

describe('sections', () => {
  const state = withList(
    summary('held', { state: 'Held', startedAt: '2026-01-05T08:10:00.000Z', unread: 1 }),
    summary('talk', { startedAt: '2026-01-05T08:05:00.000Z' }),
    summary('ring', { state: 'Alerting' }),
    summary('wait2', { state: 'Offering', mine: false, startedAt: '2026-01-05T08:09:00.000Z' }),
    summary('wait1', { state: 'Offering', mine: false, startedAt: '2026-01-05T08:08:00.000Z' }),
    summary('rings-other', { state: 'Alerting', mine: false, startedAt: '2026-01-05T08:10:00.000Z' }),
    summary('other', { mine: false }),
    summary('over', { state: 'Disconnected' }),
  );

  it('put mine first, the longest waiting next, and what rings apart', () => {
    expect(sectionsOf(state)).toEqual([
      { name: 'mine', ids: ['talk', 'held'] },
      { name: 'waiting', ids: ['wait1', 'wait2', 'rings-other'] },
      { name: 'others', ids: ['other'] },
      { name: 'ended', ids: ['over'] },
    ]);
    expect(alertingOf(state).map((one) => one.id)).toEqual(['ring']);
  });

  it('do not change order when a message arrives', () => {
    const later = reduce(state, {
      type: 'interaction',
      summary: summary('held', {
        state: 'Held',
        startedAt: '2026-01-05T08:10:00.000Z',
        version: 9,
        unread: 4,
        lastMessage: { text: 'hello', at: '2026-01-05T09:10:00.000Z', from: 'visitor' },
      }),
    });
    expect(sectionsOf(later)).toEqual(sectionsOf(state));
  });

  it('count who waits in each of my queues, also in the empty ones', () => {
    const two = reduce(state, {
      type: 'me',
      user: user({
        workgroups: [
          { id: 'w2', name: 'Support' },
          { id: 'w1', name: 'Marketing' },
        ],
      }),
    });
    expect(queuesOf(two)).toEqual([
      { name: 'Support', waiting: 0, oldest: undefined },
      { name: 'Marketing', waiting: 4, oldest: '2026-01-05T08:08:00.000Z' },
    ]);
  });

  it('know the next unread one', () => {
    expect(nextUnread(state)).toBe('held');
    expect(nextUnread(reduce(state, { type: 'open', id: 'held', view: 'conversation' }))).toBeUndefined();
  });
});

describe('a list under the pointer', () => {
  const shown = [{ name: 'mine', ids: ['a', 'b'] } as const, { name: 'waiting', ids: ['c'] } as const];
  const wanted = [{ name: 'mine', ids: ['a', 'b', 'd'] } as const];

  it('keeps every row in its place and counts what waits to be shown', () => {
    expect(layoutOf(shown, wanted, true)).toEqual({ sections: shown, gone: new Set(['c']), heldBack: 1 });
  });

  it('follows again once the pointer left', () => {
    expect(layoutOf(shown, wanted, false)).toEqual({ sections: wanted, gone: new Set(), heldBack: 0 });
    expect(layoutOf([], wanted, true).sections).toEqual(wanted);
  });
});
