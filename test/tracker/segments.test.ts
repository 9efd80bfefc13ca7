import { describe, expect, it } from 'vitest';
import { type Segment, segmentsOf } from '../../lib/tracker/segments.ts';
import { alerting, connected, ended, journal, marketing, noNames, offering, seat, state, t0 } from './made.ts';

describe('segments', () => {
  it('of a chat that its visitor leaves', () => {
    const events = journal(
      'chat',
      [0, offering()],
      [3_000, seat(2, 'u1', 'Ajay Bhargava')],
      [3_000, alerting('u1')],
      [5_500, { type: 'party', body: { party: 2, state: 'active' } }],
      [5_500, connected('u1')],
      [6_000, { type: 'text', body: { party: 0, text: 'hello' } }],
      [65_500, ended('RemoteDisconnect')],
    );
    const common = { sequence: 0, queue: 'workgroup queue:Marketing', details: null };
    const remote = { remoteName: 'Vera', remoteAddress: '192.0.2.7' };
    const agent = { localParties: ['Ajay Bhargava'], user: 'u1' };
    expect(segmentsOf(events, noNames)).toEqual([
      {
        ...common,
        ...remote,
        type: 'Queue',
        start: t0,
        durationMs: 3_000,
        localParties: [],
        user: null,
        endCode: 'Alert',
      },
      { ...common, ...remote, ...agent, type: 'Alert', start: t0 + 3_000, durationMs: 2_500, endCode: 'Connect' },
      {
        ...common,
        ...remote,
        ...agent,
        type: 'Connect',
        start: t0 + 5_500,
        durationMs: 60_000,
        endCode: 'RemoteDisconnect',
      },
    ]);
  });

  it('of an alert that ran out', () => {
    const events = journal(
      'chat',
      [0, offering()],
      [1_000, alerting('u1')],
      [31_000, offering({ reason: 'alert-timeout' })],
      [31_000, alerting('u2')],
      [33_000, connected('u2')],
      [34_000, ended('LocalDisconnect')],
    );
    expect(short(segmentsOf(events, noNames))).toEqual([
      'Queue 1000 Alert',
      'Alert u1 30000 Queue',
      'Queue 0 Alert',
      'Alert u2 2000 Connect',
      'Connect u2 1000 LocalDisconnect',
    ]);
    expect(segmentsOf(events, noNames).map(({ sequence }) => sequence)).toEqual([0, 0, 0, 1, 0]);
  });

  it('of a callback that was snoozed twice, as the manual shows it', () => {
    const events = journal(
      'callback',
      [0, offering()],
      [2_000, alerting('u1')],
      [4_000, connected('u1')],
      [83_315, state('Snoozed', { user: null, reason: 'snooze', until: t0 + 143_236 })],
      [143_236, offering({ reason: 'due' })],
      [143_300, alerting('u1')],
      [150_000, connected('u1')],
      [160_000, state('Snoozed', { user: null, reason: 'snooze', until: t0 + 220_000 })],
      [220_000, offering({ reason: 'due' })],
      [221_000, alerting('u2')],
      [222_000, connected('u2')],
      [250_000, ended('LocalDisconnect')],
    );
    const segments = segmentsOf(events, noNames);
    expect(short(segments)).toEqual([
      'Queue 2000 Alert',
      'Alert u1 2000 Connect',
      'Connect u1 79315 Snoozed',
      'System 59921 Queue',
      'Queue 64 Alert',
      'Alert u1 6700 Connect',
      'Connect u1 10000 Snoozed',
      'System 60000 Queue',
      'Queue 1000 Alert',
      'Alert u2 1000 Connect',
      'Connect u2 28000 LocalDisconnect',
    ]);
    expect(segments[3]).toMatchObject({
      localParties: [],
      queue: 'workgroup queue:Marketing',
      remoteAddress: '+493012345678',
      details: { SnoozeStartTime: '2013-06-19 20:47:23.315', SnoozeDurationInSeconds: '59.921' },
    });
    expect(segments[7]?.details?.SnoozeDurationInSeconds).toBe('60.000');
  });

  it('of a snoozed callback that a supervisor picks up early', () => {
    const events = journal(
      'callback',
      [0, offering()],
      [1, connected('u1')],
      [10_000, state('Snoozed', { user: null, reason: 'snooze', until: t0 + 600_000 })],
      [40_000, connected('boss')],
    );
    expect(short(segmentsOf(events, noNames)).slice(-1)).toEqual(['System 30000 Connect']);
  });

  it('begin with a System segment without details when a callback waits for its time', () => {
    const events = journal(
      'callback',
      [0, state('Scheduled', { reason: 'schedule', until: t0 + 3_600_000 })],
      [3_600_000, offering({ reason: 'due' })],
    );
    const [first, ...rest] = segmentsOf(events, noNames);
    expect(first).toMatchObject({ type: 'System', durationMs: 3_600_000, endCode: 'Queue', details: null });
    expect(rest).toEqual([]);
  });

  it('tell of hold, transfer and what the system ended', () => {
    const sales = { type: 'User', id: 'x'.repeat(22), name: 'sally' } as const;
    const events = journal(
      'chat',
      [0, offering()],
      [1_000, connected('u1')],
      [2_000, state('Held', { user: 'u1', reason: 'hold' })],
      [5_000, state('Connected', { user: 'u1', reason: 'resume' })],
      [6_000, state('Alerting', { queue: sales, user: 'sally', reason: 'transfer' })],
      [7_000, ended('System')],
    );
    const segments = segmentsOf(events, { nameOf: (user) => (user === 'sally' ? 'Sally Sales' : undefined) });
    expect(short(segments)).toEqual([
      'Queue 1000 Connect',
      'Connect u1 1000 Held',
      'Held u1 3000 Connect',
      'Connect u1 1000 LocalTransfer',
      'Alert Sally Sales 1000 System',
    ]);
    expect(segments.at(-1)?.queue).toBe('user queue:sally');
  });

  it('of a running interaction end with an open one where a time is given, and without it otherwise', () => {
    const events = journal('chat', [0, offering()], [1_000, alerting('u1')]);
    expect(short(segmentsOf(events, noNames))).toEqual(['Queue 1000 Alert']);
    expect(short(segmentsOf(events, noNames, t0 + 4_000))).toEqual(['Queue 1000 Alert', 'Alert u1 3000 ']);
    expect(short(segmentsOf(events, noNames, t0))).toEqual(['Queue 1000 Alert', 'Alert u1 0 ']);
    expect(segmentsOf([], noNames, t0)).toEqual([]);
  });

  it('hold the wrap-up code of the conversation that its agent had', () => {
    const events = journal(
      'chat',
      [0, offering()],
      [1_000, connected('u1')],
      [2_000, { type: 'codes', body: { user: 'u1', wrapUpCode: 'First' } }],
      [3_000, offering({ reason: 'agent-gone' })],
      [4_000, connected('u2')],
      [5_000, ended('LocalDisconnect')],
      [9_000, { type: 'codes', body: { user: 'u2', wrapUpCode: 'Wrong' } }],
      [9_500, { type: 'codes', body: { user: 'u2', wrapUpCode: 'Sale' } }],
      [9_600, { type: 'codes', body: { user: 'u2', accountCode: 'A1' } }],
    );
    const codes = segmentsOf(events, noNames).map(({ wrapUpCode, wrapUpAt }) => [wrapUpCode, wrapUpAt]);
    const none = [undefined, undefined];
    expect(codes).toEqual([none, ['First', t0 + 2_000], none, ['Sale', t0 + 9_500]]);
    const taken = [
      ...events,
      ...journal('chat', [0, { type: 'codes', body: { user: 'u2', wrapUpCode: null } }]).slice(1),
    ];
    expect(segmentsOf(taken, noNames).at(-1)).not.toHaveProperty('wrapUpCode');
  });

  it('name an agent as he was called when his segment began', () => {
    const events = journal(
      'chat',
      [0, offering()],
      [1_000, seat(2, 'u1', 'Old Name')],
      [1_000, alerting('u1')],
      [2_000, { type: 'party', body: { party: 2, state: 'active', name: 'New Name' } }],
      [2_000, connected('u1')],
      [3_000, ended('RemoteDisconnect')],
    );
    expect(segmentsOf(events, noNames).map(({ localParties }) => localParties)).toEqual([
      [],
      ['Old Name'],
      ['New Name'],
    ]);
  });

  it('of what ended at its very start are one', () => {
    const [only, ...more] = segmentsOf(journal('chat', [0, ended('System')]), noNames);
    expect(only).toMatchObject({ type: 'System', durationMs: 0, endCode: 'System' });
    expect(only?.queue).toBe(`workgroup queue:${marketing.name}`);
    expect(more).toEqual([]);
  });
});

function short(segments: readonly Segment[]): string[] {
  return segments.map(({ type, localParties, durationMs, endCode }) =>
    [type, ...localParties, durationMs, endCode].join(' '),
  );
}
