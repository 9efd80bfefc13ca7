import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entriesOf, isVisitorText } from '../../lib/console/entries.ts';
import { partiesOf, stateString, summarize } from '../../lib/console/summary.ts';
import type { InteractionEvent } from '../../lib/interactions/events.ts';
import { madeInteraction, madeParty, madeUser, start } from './made.ts';

const nameOf = (user: string) => (user === 'user-ann' ? 'Ann' : user);
const facts = {
  nameOf,
  termsOf: () => ({ retries: 3, snoozeMinutes: 5 }),
  format: (telephone: string) => `(${telephone})`,
};
const text = (value: string, party = 0) => ({ lastText: { party, text: value, seq: 3, at: start } });

describe('a summary', () => {
  it('says what the API promises', () => {
    const interaction = madeInteraction({ state: 'Connected', user: 'user-ann', ...text('hello') });
    expect(summarize(interaction, madeUser(), 1, facts)).toEqual({
      id: '2001000001',
      type: 'chat',
      state: 'Connected',
      stateString: 'ACD - Assigned: Ann',
      queue: { type: 'Workgroup', name: 'Support' },
      name: 'Vera',
      startedAt: '2026-01-05T09:00:00.000Z',
      stateSince: '2026-01-05T09:00:00.000Z',
      user: { id: 'user-ann', displayName: 'Ann' },
      mine: true,
      version: 3,
      unread: 1,
      lastMessage: { text: 'hello', at: '2026-01-05T09:00:00.000Z', from: 'visitor' },
      language: 'en-us',
      canPickup: false,
      wrapUpCode: null,
      accountCode: null,
      callback: null,
    });
  });

  it('shortens the last message without cutting a character in two', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-composite', maxLength: 400 }), (long) => {
        const shown = summarize(madeInteraction(text(long)), madeUser(), 0, facts).lastMessage?.text ?? '';
        expect(long.startsWith(shown)).toBe(true);
        expect(shown.length).toBeLessThanOrEqual(200);
        expect(/[\ud800-\udbff]$/.test(shown)).toBe(false);
        expect(shown.length).toBeGreaterThanOrEqual(Math.min(long.length, 199));
      }),
    );
  });

  it('uses the documented state strings', () => {
    const string = (overrides: Parameters<typeof madeInteraction>[0]) =>
      stateString(madeInteraction(overrides), nameOf);
    const user = 'user-ann';
    expect(string({})).toBe('ACD - Wait Agent');
    expect(string({ lastAttempted: user })).toBe('ACD - Wait Agent -> Last Attempted: Ann');
    expect(string({ state: 'Alerting', user })).toBe('ACD - Alerting: Ann');
    expect(string({ state: 'Connected', user })).toBe('ACD - Assigned: Ann');
    expect(string({ state: 'Held', user })).toBe('Held');
    expect(string({ state: 'Disconnected', end: 'LocalDisconnect' })).toBe('Disconnected (Local Disconnect)');
    expect(string({ state: 'Disconnected', end: 'RemoteDisconnect' })).toBe('Disconnected (Remote Disconnect)');
    expect(string({ state: 'Disconnected', end: 'System' })).toBe('Disconnected');
    expect(string({ state: 'Alerting', user, queue: { type: 'User', id: user, name: 'Ann' } })).toBe('Alerting');
  });

  it('never carries the key of a visitor', () => {
    const [visitor] = partiesOf(madeInteraction());
    expect(visitor).toEqual({ participantId: '', kind: 'visitor', name: 'Vera', state: 'active' });
  });
});

describe('a transcript', () => {
  const interaction = madeInteraction({}, [madeParty('user-ann', 'Ann')]);
  const at = start;
  const queue = { type: 'Workgroup', id: 'q', name: 'Support' } as const;
  const events: InteractionEvent[] = [
    {
      seq: 1,
      at,
      type: 'started',
      body: { kind: 'chat', queue, name: 'Vera', chatDigest: '', participantDigest: '' } as never,
    },
    { seq: 2, at, type: 'party', body: { party: 0, state: 'active', kind: 'visitor', name: 'Vera' } },
    { seq: 3, at, type: 'text', body: { party: 1, text: 'Welcome' } },
    { seq: 4, at, type: 'text', body: { party: 0, text: '<b>hi</b>', clientMessageId: 'v1' } },
    { seq: 5, at, type: 'state', body: { state: 'Connected', user: 'user-ann' } },
    { seq: 6, at, type: 'text', body: { party: 2, text: 'Hello' } },
    { seq: 7, at, type: 'text', body: { party: 9, text: 'from nobody' } },
  ];

  it('shows every event but the start, with who it is from', () => {
    const iso = '2026-01-05T09:00:00.000Z';
    const vera = { kind: 'visitor', name: 'Vera', mine: false };
    const ann = { kind: 'agent', name: 'Ann', mine: true };
    expect(entriesOf(events, interaction, 'user-ann', nameOf)).toEqual([
      { seq: 2, at: iso, kind: 'party', from: vera, state: 'active' },
      { seq: 3, at: iso, kind: 'system', from: { kind: 'system', name: 'CIC', mine: false }, text: 'Welcome' },
      { seq: 4, at: iso, kind: 'text', from: vera, text: '<b>hi</b>', clientMessageId: 'v1' },
      { seq: 5, at: iso, kind: 'state', from: ann, state: 'Connected' },
      { seq: 6, at: iso, kind: 'text', from: ann, text: 'Hello' },
      { seq: 7, at: iso, kind: 'text', from: null, text: 'from nobody' },
    ]);
    expect(entriesOf(events, interaction, 'user-bob', nameOf).some((entry) => entry.from?.mine)).toBe(false);
  });

  it('counts only texts of the visitor as unread', () => {
    expect(events.filter(isVisitorText).map(({ seq }) => seq)).toEqual([4]);
  });
});
