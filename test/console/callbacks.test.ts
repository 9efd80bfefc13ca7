import { describe, expect, it } from 'vitest';
import { firstState, reduce } from '../../views/agent/state/console.ts';
import {
  canPickUp,
  canTakeEarly,
  queuedSince,
  queuesOf,
  sectionsOf,
  waitingSince,
} from '../../views/agent/state/list-view.ts';
import { minutesOf, usualMinutes } from '../../views/agent/state/retry.ts';
import { ApiError } from '../../views/agent/sync/api.ts';
import type { InteractionSummary } from '../../views/agent/wire.ts';
import { type Bench, createBench, network } from './console-engine.ts';
import { callback, summary, user } from './shapes.ts';

const nine = '2026-01-05T09:00:00.000Z';
const ten = '2026-01-05T10:00:00.000Z';
const waiting = { type: 'callback', state: 'Offering', mine: false, callback: callback() } as const;

function withList(...interactions: InteractionSummary[]) {
  return reduce(reduce(firstState, { type: 'signed-in', user: user() }), { type: 'listed', since: 0, interactions });
}

describe('callbacks in the list', () => {
  const snoozed = { ...waiting, state: 'Snoozed', callback: callback({ attempt: 2, until: ten }) } as const;
  const scheduled = { ...waiting, state: 'Scheduled', callback: callback({ until: nine }) } as const;

  it('do not look as waiting while their time has not come', () => {
    const state = withList(summary('wait', waiting), summary('snoozed', snoozed), summary('scheduled', scheduled));
    expect(sectionsOf(state)).toEqual([
      { name: 'waiting', ids: ['wait'] },
      { name: 'later', ids: ['scheduled', 'snoozed'] },
    ]);
    expect(queuesOf(state)).toMatchObject([{ name: 'Marketing', waiting: 1 }]);
    expect(waitingSince(summary('snoozed', snoozed))).toBeUndefined();
  });

  it('wait since they came into the queue, without the time they were asked to wait', () => {
    expect(queuedSince(summary('now', waiting))).toBe(nine);
    expect(queuedSince(summary('slot', { ...waiting, callback: callback({ preferredTime: ten }) }))).toBe(ten);
    const again = { ...waiting, stateSince: ten, callback: callback({ attempt: 2 }) };
    expect(queuedSince(summary('again', again))).toBe(ten);
  });

  it('are picked up early by nobody but whom the server allows it, and by no key of the list', () => {
    const early = summary('early', { ...snoozed, canPickup: true });
    expect(canTakeEarly(early)).toBe(true);
    expect(canPickUp(early)).toBe(false);
    expect(canTakeEarly(summary('later', snoozed))).toBe(false);
    expect(canPickUp(summary('not', { ...waiting, canPickup: false }))).toBe(false);
  });
});

describe('the time of the next attempt', () => {
  const own = (typed: string) => minutesOf({ kind: 'own', minutes: 0, typed }, 5);

  it('is the queue’s own, a usual one, or what was typed', () => {
    expect(minutesOf({ kind: 'default', minutes: 0, typed: 'x' }, 5)).toBe(5);
    expect(minutesOf({ kind: 'minutes', minutes: 60, typed: '' }, 5)).toBe(60);
    expect(own(' 7 ')).toBe(7);
    expect(usualMinutes(15)).not.toContain(15);
  });

  it('is none when what was typed is no whole number from a minute to a week', () => {
    for (const typed of ['', '0', '-1', '1.5', '1e3', 'ten', '10081', '99999999999'])
      expect(own(typed)).toBeUndefined();
    expect(own('10080')).toBe(10_080);
  });
});

async function withCallback(): Promise<{ bench: Bench; id: string }> {
  const bench = createBench();
  const id = bench.desk.start({ ...waiting, state: 'Connected', mine: true });
  bench.engine.boot();
  await bench.settle();
  bench.engine.open(id);
  await bench.settle(100);
  return { bench, id };
}
const said = (bench: Bench) => bench.calls.filter((call) => /^(callback|note|setCodes)/.test(call));

describe('what an agent says of a callback', () => {
  it('goes to the server once, however often one clicks', async () => {
    const { bench, id } = await withCallback();
    const first = bench.engine.callbacks.step(id, { action: 'call' });
    const second = bench.engine.callbacks.step(id, { action: 'call' });
    expect(await first).toBe(true);
    expect(await second).toBe(false);
    // The second click of a slow double click comes after the answer.
    expect(await bench.engine.callbacks.step(id, { action: 'call' })).toBe(false);
    expect(said(bench)).toEqual(['callback {"action":"call"}']);
    await bench.settle(1_000);
    expect(await bench.engine.callbacks.step(id, { action: 'call' })).toBe(true);
  });

  it('takes the note along that was not added yet, but not with a call', async () => {
    const { bench, id } = await withCallback();
    bench.engine.draft(id, ' busy ');
    await bench.engine.callbacks.step(id, { action: 'call' });
    expect(bench.engine.store.get().drafts.get(id)).toBe(' busy ');
    await bench.engine.callbacks.step(id, { action: 'retryLater', minutes: 1 });
    await bench.settle();
    expect(said(bench)).toEqual([
      'callback {"action":"call"}',
      'callback {"action":"retryLater","minutes":1,"note":"busy"}',
    ]);
    expect(bench.engine.store.get().drafts.has(id)).toBe(false);
    expect(bench.engine.store.get().list.items.get(id)?.summary).toMatchObject({ state: 'Snoozed' });
  });

  it('that is refused loses nothing that was typed, and says why until the next try', async () => {
    const { bench, id } = await withCallback();
    bench.engine.draft(id, 'busy');
    bench.fail('callback', new ApiError(409, 'callback.retries', 'R1'), 1);
    expect(await bench.engine.callbacks.step(id, { action: 'retryLater' })).toBe(false);
    expect(bench.engine.store.get().refusals.get(id)).toMatchObject({
      what: 'retryLater',
      code: 'callback.retries',
      reference: 'R1',
    });
    expect(bench.engine.store.get().drafts.get(id)).toBe('busy');
    expect(await bench.engine.callbacks.step(id, { action: 'retryLater' })).toBe(true);
    expect(bench.engine.store.get().refusals.size).toBe(0);
  });

  it('is seen as done when only its answer was lost', async () => {
    const { bench, id } = await withCallback();
    bench.connected = false;
    bench.fail('callback', 'lost', 1);
    expect(await bench.engine.callbacks.step(id, { action: 'complete' })).toBe(false);
    expect(bench.engine.store.get().refusals.get(id)?.code).toBe('network');
    expect(bench.engine.store.get().list.items.get(id)?.summary.callback?.disposition).toBe('success');
  });

  it('waits for nobody who is signed out', async () => {
    const { bench, id } = await withCallback();
    bench.engine.draft(id, 'busy');
    bench.fail('callback', new ApiError(401, 'login.required'), 1);
    expect(await bench.engine.callbacks.step(id, { action: 'failed' })).toBe(false);
    expect(bench.engine.store.get()).toMatchObject({ session: 'expired' });
    expect(bench.engine.store.get().refusals.size).toBe(0);
    expect(bench.engine.store.get().drafts.get(id)).toBe('busy');
  });
});

describe('notes and codes', () => {
  it('adds a note, and keeps what was written meanwhile', async () => {
    const { bench, id } = await withCallback();
    bench.engine.draft(id, 'first');
    const added = bench.engine.callbacks.addNote(id);
    bench.engine.draft(id, 'second');
    expect(await added).toBe(true);
    await bench.settle();
    expect(bench.engine.store.get().drafts.get(id)).toBe('second');
    const entries = bench.engine.store.get().conversations.get(id)?.entries;
    expect(entries).toMatchObject([{ kind: 'note', text: 'first' }]);
  });

  it('keeps a note that the server did not take', async () => {
    const { bench, id } = await withCallback();
    bench.engine.draft(id, 'first');
    bench.fail('note', network, 1);
    expect(await bench.engine.callbacks.addNote(id)).toBe(false);
    expect(bench.engine.store.get().drafts.get(id)).toBe('first');
    expect(bench.engine.store.get().refusals.get(id)?.what).toBe('note');
  });

  it('sets one code after the other without waiting', async () => {
    const { bench, id } = await withCallback();
    await bench.engine.callbacks.setCodes(id, { wrapUpCode: 'SALE' });
    await bench.engine.callbacks.setCodes(id, { accountCode: '100' });
    expect(bench.desk.list()[0]).toMatchObject({ wrapUpCode: 'SALE', accountCode: '100' });
  });

  it('asks for the codes once, and again only after a failure', async () => {
    const { bench } = await withCallback();
    bench.fail('codes', network, 1);
    bench.engine.callbacks.loadCodes();
    bench.engine.callbacks.loadCodes();
    await bench.settle();
    bench.engine.callbacks.loadCodes();
    await bench.settle();
    bench.engine.callbacks.loadCodes();
    await bench.settle();
    expect(bench.calls.filter((call) => call === 'codes')).toHaveLength(2);
  });
});
