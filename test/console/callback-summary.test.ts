import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entriesOf } from '../../lib/console/entries.ts';
import { canPickup, sees } from '../../lib/console/rights.ts';
import { summarize } from '../../lib/console/summary.ts';
import { timelineOf } from '../../lib/console/timeline.ts';
import type { InteractionEvent, InteractionState } from '../../lib/interactions/events.ts';
import type { Interaction } from '../../lib/interactions/interaction.ts';
import type { Segment } from '../../lib/tracker/tracker.ts';
import { madeCallback, madeInteraction, madeParty, madeUser, secretsOfVera, start } from './made.ts';

const nameOf = (user: string) => ({ 'user-ann': 'Ann', 'user-sue': 'Sue' })[user] ?? user;
const facts = {
  nameOf,
  termsOf: () => ({ retries: 2, snoozeMinutes: 15 }),
  format: (telephone: string) => `formatted ${telephone}`,
};
const elsewhere = [{ id: 'workgroup-sales', name: 'Sales', activated: true }];
const ann = madeUser();
const bob = madeUser({ id: 'user-bob' });
const sue = madeUser({ id: 'user-sue', role: 'supervisor' });
const sam = madeUser({ id: 'user-sam', role: 'supervisor', workgroups: elsewhere });
const adm = madeUser({ id: 'user-adm', role: 'administrator', workgroups: [] });

function callback(overrides: Partial<Interaction> = {}): Interaction {
  return madeInteraction({ type: 'callback', callback: madeCallback(), ...overrides });
}

const shown = (interaction: Interaction, reader = sue) => summarize(interaction, reader, 0, facts).callback;

describe('the summary of a callback', () => {
  it('says what the API promises', () => {
    const at = '2026-01-05T09:00:00.000Z';
    const attempts = [
      { attempt: 1, user: 'user-ann', calledAt: start, outcome: 'retryLater', endedAt: start, note: 'No answer' },
      { attempt: 2, user: 'user-sue', calledAt: null, outcome: null, endedAt: null, note: null },
    ] as const;
    const requested = madeCallback({ snoozes: 1, attempts }, { preferredAt: start, timeZone: 'Europe/Berlin' });
    expect(shown(callback({ state: 'Connected', user: 'user-sue', callback: requested }))).toEqual({
      number: '123456789',
      subject: 'My parcel',
      telephone: '+12015550123',
      formatted: 'formatted +12015550123',
      extension: '4711',
      typed: '(201) 555-0123 x4711',
      email: 'vera@example.org',
      hidden: false,
      attempt: 2,
      attempts: 3,
      canRetry: true,
      snoozeMinutes: 15,
      until: null,
      preferredTime: at,
      timeZone: 'Europe/Berlin',
      disposition: null,
      message: false,
      history: [
        { attempt: 1, agent: 'Ann', calledAt: at, outcome: 'retryLater', endedAt: at, note: 'No answer' },
        { attempt: 2, agent: 'Sue', calledAt: null, outcome: null, endedAt: null, note: null },
      ],
    });
    expect(summarize(madeInteraction(), sue, 0, facts).callback).toBeNull();
  });

  it('counts attempts up to the limit, which may have been lowered since', () => {
    const after = (snoozes: number) => shown(callback({ callback: madeCallback({ snoozes }) }));
    expect(
      [0, 1, 2, 3].map((snoozes) => after(snoozes)).map((one) => [one?.attempt, one?.attempts, one?.canRetry]),
    ).toEqual([
      [1, 3, true],
      [2, 3, true],
      [3, 3, false],
      [4, 4, false],
    ]);
    expect(shown(callback({ state: 'Disconnected', endedAt: start }))?.canRetry).toBe(false);
  });

  it('of one without a telephone number is a message', () => {
    const bare = { telephone: undefined, typed: undefined, extension: undefined };
    const message = callback({ callback: madeCallback({}, bare) });
    expect(shown(message)).toMatchObject({ message: true, hidden: false, telephone: null, formatted: null });
    expect(shown(message, ann)).toMatchObject({ message: true, hidden: true, email: null, number: '•••••••••' });
  });

  it('uses the documented state strings', () => {
    const string = (state: InteractionState) => summarize(callback({ state }), sue, 0, facts).stateString;
    expect(string('Snoozed')).toBe('Snoozed');
    expect(string('Scheduled')).toBe('Scheduled');
    expect(string('Offering')).toBe('ACD - Wait Agent');
  });
});

const states: InteractionState[] = [
  'Initializing',
  'Scheduled',
  'Offering',
  'Alerting',
  'Connected',
  'Snoozed',
  'Disconnected',
];

describe('how to reach the visitor', () => {
  it('is told to whom it is assigned, and to who supervises', () => {
    const hidden = (overrides: Partial<Interaction>, reader = ann) => shown(callback(overrides), reader)?.hidden;
    for (const state of ['Alerting', 'Connected', 'Disconnected'] as const) {
      expect(hidden({ state, user: 'user-ann' })).toBe(false);
      expect(hidden({ state, user: 'user-ann' }, bob)).toBe(true);
    }
    for (const state of states) {
      const user = state === 'Alerting' || state === 'Connected' ? 'user-bob' : null;
      expect([sue, adm, sam, ann].map((reader) => hidden({ state, user }, reader))).toEqual([false, false, true, true]);
    }
  });

  it('stands nowhere in what others are told, whatever the callback has been through', () => {
    const users = fc.constantFrom(null, 'user-ann', 'user-bob', 'user-sue');
    const reader = fc.constantFrom(ann, bob, sue, sam, adm);
    fc.assert(
      fc.property(fc.constantFrom(...states), users, reader, fc.boolean(), (state, user, viewer, lately) => {
        const joined = [madeParty('user-ann', 'Ann'), madeParty('user-bob', 'Bob', { party: 3 })];
        const interaction = callback({
          state,
          user,
          endedAt: state === 'Disconnected' ? start : null,
          lastAttempted: lately ? 'user-ann' : null,
        });
        const whole = { ...interaction, parties: [...interaction.parties, ...joined] };
        const entitled = user === viewer.id || viewer === sue || viewer === adm;
        const events = [started, moved, attempted] as InteractionEvent[];
        const told = JSON.stringify([
          summarize(whole, viewer, 0, facts),
          entriesOf(events, whole, viewer.id, nameOf),
          timelineOf([segment], whole, viewer),
        ]);
        for (const secret of secretsOfVera) expect(told.includes(secret), secret).toBe(entitled);
      }),
    );
  });

  it('of a chat is the network address, for supervisors', () => {
    const chat = madeInteraction({ state: 'Connected', user: 'user-ann' });
    const address = (reader = ann) =>
      timelineOf([{ ...segment, remoteAddress: '192.0.2.7' }], chat, reader)[0]?.remoteAddress;
    expect([address(ann), address(sue), address(sam), address(adm)]).toEqual([null, '192.0.2.7', null, '192.0.2.7']);
  });
});

const callbackRequest = madeCallback().request;
const started = {
  seq: 1,
  at: start,
  type: 'started',
  body: { kind: 'callback', callback: callbackRequest },
};
const moved = { seq: 2, at: start, type: 'state', body: { state: 'Snoozed', user: null, until: start + 60_000 } };
const attempted = { seq: 3, at: start, type: 'attempt', body: { attempt: 1, user: 'user-ann', step: 'call' } };
const segment: Segment = {
  type: 'Connect',
  start,
  durationMs: 1_234,
  sequence: 0,
  localParties: ['Ann'],
  user: 'user-ann',
  queue: 'workgroup queue:Support',
  endCode: 'Snoozed',
  details: null,
  remoteName: 'Vera',
  remoteAddress: '+12015550123',
};

describe('who sees a callback, and may take it', () => {
  it('follows from its state', () => {
    const rights = (state: InteractionState, user: string | null = null) =>
      [ann, sue, sam, adm].map((reader) => {
        const seen = sees(reader, callback({ state, user }));
        return seen && canPickup(reader, callback({ state, user })) ? 'takes' : seen ? 'sees' : '-';
      });
    expect(rights('Offering')).toEqual(['takes', 'takes', '-', 'sees']);
    expect(rights('Scheduled')).toEqual(['sees', 'takes', '-', 'takes']);
    expect(rights('Snoozed')).toEqual(['sees', 'takes', '-', 'takes']);
    expect(rights('Alerting', 'user-ann')).toEqual(['takes', 'takes', '-', 'sees']);
    expect(rights('Alerting', 'user-bob')).toEqual(['-', 'takes', '-', 'sees']);
    expect(rights('Connected', 'user-ann')).toEqual(['sees', 'sees', '-', 'sees']);
    expect(rights('Connected', 'user-bob')).toEqual(['-', 'sees', '-', 'sees']);
    expect(rights('Disconnected', 'user-ann')).toEqual(['sees', 'sees', '-', 'sees']);
  });
});

describe('the transcript of a callback', () => {
  it('tells of attempts, notes, codes, and until when it waits', () => {
    const written = [
      moved,
      { seq: 3, at: start, type: 'attempt', body: { attempt: 1, user: 'user-ann', step: 'retryLater', note: 'Busy' } },
      { seq: 4, at: start, type: 'note', body: { user: 'user-sue', text: 'Be kind.' } },
      { seq: 5, at: start, type: 'codes', body: { user: 'user-ann', wrapUpCode: 'SOLD', accountCode: null } },
      { seq: 6, at: start, type: 'codes', body: { user: 'user-ann', wrapUpCode: null } },
    ] as InteractionEvent[];
    const at = new Date(start).toISOString();
    const from = { kind: 'agent', name: 'Ann', mine: true };
    expect(entriesOf(written, callback(), 'user-ann', nameOf)).toEqual([
      { seq: 2, at, kind: 'state', from: null, state: 'Snoozed', until: '2026-01-05T09:01:00.000Z' },
      { seq: 3, at, kind: 'attempt', from, attempt: 1, step: 'retryLater', note: 'Busy' },
      { seq: 4, at, kind: 'note', from: { kind: 'agent', name: 'Sue', mine: false }, text: 'Be kind.' },
      { seq: 5, at, kind: 'codes', from, wrapUpCode: 'SOLD', accountCode: null },
      { seq: 6, at, kind: 'codes', from, wrapUpCode: null },
    ]);
  });
});
