import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import english from '../../views/locales/en-us.json' with { type: 'json' };
import { checkRequest, type RequestFields, refusedRequest } from '../../views/visitor/callback/check.ts';
import { spacedNumber } from '../../views/visitor/callback/number.ts';
import { slotDays } from '../../views/visitor/callback/slots.ts';
import { stateWords } from '../../views/visitor/callback/words.ts';
import { type CallbackStatus, readStatus } from '../../views/visitor/client/callback-protocol.ts';
import type { CallbackView } from '../../views/visitor/client/callback-session.ts';
import { readOpening } from '../../views/visitor/client/opening.ts';
import { createTexts } from '../../views/visitor/texts.ts';
import type { Times } from '../../views/visitor/times.ts';

const texts = createTexts('en-us', english.visitor);
texts.add(english.visitorCallback);
const now = Date.UTC(2026, 0, 5, 9, 0);
const hour = 60 * 60 * 1000;

/** Days and clocks of Greenwich, whatever zone the machine is in. */
const times = {
  clock: (at: number) => new Date(at).toISOString().slice(11, 16),
  dayKey: (at: number) => new Date(at).toISOString().slice(0, 10),
  coming: (at: number) => (at - now < 24 * hour ? 'today' : 'later'),
  zoneName: (at: number) => `zone of ${at}`,
} as unknown as Times;

test.each([
  [30, 'Probably in less than 1 minute. You can close this page.'],
  [300, 'Probably in about 3 to 8 minutes. You can close this page.'],
  [420, 'Probably in about 5 to 15 minutes. You can close this page.'],
  [5400, 'Probably in about 1 to 3 hours. You can close this page.'],
])('a wait of %d seconds is said as "%s"', (wait, said) => {
  expect(say({ acdStatus: { estimatedCallbackTime: wait } }).help).toBe(said);
});

function say(answer: Record<string, unknown>, request: Partial<CallbackView['request']> = {}) {
  const status: CallbackStatus = readStatus(answer);
  const kept = {
    callbackID: '1',
    participantID: 'p',
    server: 0,
    createdAt: now,
    subject: '',
    telephone: '1',
    email: '',
  };
  const view: CallbackView = { request: { ...kept, ...request }, status, link: 'live', photo: undefined };
  return stateWords(view, texts, times, now);
}

describe('the state of a callback', () => {
  const until = new Date(now + 2 * hour).toISOString();
  const assignedAgent = { name: 'Jonas', participantID: 'j' };

  test.each([
    ['waiting', {}, 'We will call you back'],
    ['alerting', { assignedAgent }, 'We are about to call you'],
    ['connected', { assignedAgent }, 'Jonas is calling you'],
    ['snoozed', { until }, 'We will try again today at 11:00'],
    ['snoozed', {}, 'We will try again soon'],
    ['scheduled', {}, 'We will call you back'],
  ])('%s', (state, more, headline) => {
    expect(say({ state, ...more }).headline).toBe(headline);
  });

  test('tells a time that the visitor chose from one at which we open', () => {
    const chosen = say({ state: 'scheduled', until }, { preferredAt: now + 2 * hour });
    expect(chosen.headline).toBe('We will call you today at 11:00');
    const closed = say({ state: 'scheduled', until });
    expect(closed.headline).toBe('We will call you back');
    expect(closed.help).toContain('We are here again today at 11:00');
  });

  test('is still told where the server has the protocol alone', () => {
    expect(say({ acdStatus: {} }).headline).toBe('We will call you back');
    expect(say({ assignedAgent }).headline).toBe('Jonas is calling you');
    expect(say({ acdStatus: { interactionState: 'Waiting for an agent' } }).headline).toBe('Waiting for an agent');
    expect(say({ acdStatus: { interactionState: 'In %12%' } }).headline).toBe('We will call you back');
  });

  test('never speaks of a telephone to somebody who wrote a message', () => {
    for (const state of ['waiting', 'scheduled', 'alerting', 'connected', 'snoozed']) {
      const { headline, help } = say({ state, until, assignedAgent }, { telephone: '' });
      expect(`${headline} ${help}`).not.toMatch(/call|telephone/);
    }
    for (const over of ['complete', 'failed', 'cancelled'] as const) {
      const { headline, help } = say({}, { telephone: '', over });
      expect(`${headline} ${help}`).not.toMatch(/call|telephone/);
    }
  });

  test('promises nothing when it has waited for longer than was expected', () => {
    const { help } = say({ acdStatus: { estimatedCallbackTime: 0, queueWaitTime: 100 } });
    expect(help).toBe('It takes longer than usual. You keep your place in the queue. You can close this page.');
    expect(say({ acdStatus: { estimatedCallbackTime: -1 } }).help).toBe(
      'We cannot say yet how long it will take. You can close this page.',
    );
  });

  test('is read from anything a server may say, without harm', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('state', 'acdStatus', 'assignedAgent', 'until'), fc.anything()),
        (a) => {
          expect(say(a).headline).not.toBe('');
        },
      ),
    );
  });
});

describe('what the visitor enters', () => {
  const fields: RequestFields = {
    ...{ byEmail: false, telephone: '030 1234567', email: '', subject: 'A lamp' },
    ...{ chosen: false, preferredAt: undefined },
  };

  test('is checked by field', () => {
    expect(checkRequest(texts, fields)).toEqual({});
    expect(Object.keys(checkRequest(texts, { ...fields, telephone: ' ', subject: '\n' }))).toEqual([
      'telephone',
      'subject',
    ]);
    expect(checkRequest(texts, { ...fields, telephone: 'call me' }).telephone).toContain('country code');
    expect(checkRequest(texts, { ...fields, telephone: '٠٣٠١٢٣٤٥٦٧' })).toEqual({});
    expect(checkRequest(texts, { ...fields, chosen: true })).toHaveProperty('preferredAt');
    expect(checkRequest(texts, { ...fields, byEmail: true, email: 'maria@' })).toHaveProperty('email');
    expect(checkRequest(texts, { ...fields, byEmail: true, telephone: '', email: 'maria@shop.example' })).toEqual({});
  });

  test('may be 2,000 characters long, and is refused above that', () => {
    expect(checkRequest(texts, { ...fields, subject: 'x'.repeat(2000) })).toEqual({});
    expect(checkRequest(texts, { ...fields, subject: 'x'.repeat(2001) }).subject).toContain('1 character too long');
  });

  const refuse = (params: Record<string, unknown>, reason = 'error.websvc.content.invalid') =>
    refusedRequest(texts, fields, { ok: false, lost: false, reason, params });

  test('is refused by the server beside the field at fault', () => {
    expect(refuse({ field: 'telephone', message: 'Write it so.' })).toEqual({ telephone: 'Write it so.' });
    expect(refuse({ field: 'telephone', problem: 'number', example: '030 123456' }).telephone).toContain(
      '030\u00a0123456',
    );
    expect(refuse({ field: 'telephone', problem: 'cost' }).telephone).toContain('cost extra');
    expect(refuse({ field: 'participant.telephone' }).telephone).toContain('country code');
    expect(refuse({ field: 'preferredTime' })).toHaveProperty('preferredAt');
    expect(refuse({ field: 'subject' })).toHaveProperty('subject');
    expect(refuse({ field: 'target' })).toHaveProperty('form');
    expect(refuse({}, 'error.websvc.userdb.badCredentials')).toHaveProperty('password');
  });

  test('is refused in words that say what to do where it is nobody’s fault', () => {
    const general = 'error.websvc.general';
    expect(refuse({ field: 'target', problem: 'disabled' }, general)).toEqual({ form: texts('callbackDisabled') });
    const limited = { problem: 'limited' };
    expect(refuse({ field: 'telephone', ...limited }, general)).toEqual({ telephone: texts('telephoneLimited') });
    const byEmail = { ...fields, byEmail: true };
    const params = { field: 'email', ...limited };
    expect(refusedRequest(texts, byEmail, { ok: false, lost: false, reason: general, params })).toEqual({
      email: texts('emailLimited'),
    });
    expect(refuse({ limit: 'MaxCallbacksAllowedPerUnitTime', retryAfter: 61 }, general).form).toContain('in 2 minutes');
    expect(refuse({ retryAfter: 7 }, general).form).toContain('wait a minute');
  });
});

test('the number stands in groups of three', () => {
  expect(spacedNumber('123456789')).toBe('123\u00a0456\u00a0789');
  expect(spacedNumber('1000123456')).toBe('1\u00a0000\u00a0123\u00a0456');
  expect(spacedNumber('CB-2026-7')).toBe('CB-2026-7');
});

describe('opening hours', () => {
  test('are read from what our server says, and are unknown otherwise', () => {
    const slots = ['2026-01-05T12:00:00+01:00', '2026-01-05T10:30:00Z', 'x', null, '2026-01-05T11:00:00Z'];
    expect(readOpening({ open: false, opensAt: '2026-01-06T08:00:00Z', callbacks: false, slots })).toEqual({
      ...{ open: false, opensAt: Date.UTC(2026, 0, 6, 8), callbacks: false },
      slots: [Date.UTC(2026, 0, 5, 10, 30), Date.UTC(2026, 0, 5, 11)],
    });
    for (const value of [undefined, null, [], 'x', {}, { open: 'yes' }]) expect(readOpening(value)).toBeUndefined();
  });

  test('give times by day; past ones are left out, and a time that comes twice says which one it is', () => {
    const at = [now - 1, now + hour, now + 2 * hour, now + 25 * hour];
    const days = slotDays(at, now, times);
    expect(days.map(({ slots }) => slots.map(({ label }) => label))).toEqual([['10:00', '11:00'], ['10:00']]);
    const back = { ...times, clock: () => '02:30' } as Times;
    expect(slotDays([now + 1, now + hour], now, back)[0]?.slots.map(({ label }) => label)).toEqual([
      `02:30 (zone of ${now + 1})`,
      `02:30 (zone of ${now + hour})`,
    ]);
  });
});
