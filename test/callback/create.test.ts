import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { CallbackInput } from '../../lib/callback/callback.ts';
import { systemIds } from '../../lib/runtime/ids.ts';
import { type Agent, addAgent, addWorkgroup } from '../chat/world.ts';
import { describeEachDatabase, type TestDatabase } from '../support/databases.ts';
import { type CallbackEngine, callbacksOn, outcome, request, rowsOf } from './world.ts';

const minute = 60_000;
const day = 86_400_000;
/** From Monday, 5 January 2026, 9:00 UTC. */
const hours = { zone: 'Europe/Berlin', week: { mon: [['11:00', '17:00']], tue: [['09:00', '17:00']] }, exceptions: [] };

const mary = { id: 'm'.repeat(22), displayName: 'Mary Example' };

describeEachDatabase('a request for a callback', (open) => {
  let database: TestDatabase;
  let engine: CallbackEngine;
  let ann: Agent;
  let drawn: Buffer[] = [];
  let telephone = 30_222_2000;

  beforeAll(async () => {
    database = await open();
    const support = await addWorkgroup(database, 'Support');
    ann = await addAgent(database, 'ann', [support], { status: 'Gone home' });
    const sales = await addWorkgroup(database, 'Sales');
    const none = await addWorkgroup(database, 'No callbacks');
    const broken = await addWorkgroup(database, 'Broken hours');
    const set = (id: string, row: object) => database.knex('iwt_workgroup').where({ id }).update(row);
    await set(sales, { opening_hours: JSON.stringify(hours) });
    await set(none, { callbacks_enabled: 0 });
    await set(broken, { opening_hours: '{"zone":"Moon"}' });
  });

  beforeEach(async () => {
    drawn = [];
    engine = await callbacksOn(database, {
      visitors: { verify: async (_name, password) => (password === 'right' ? mary : null) },
      ids: { bytes: (size) => (size === 6 && drawn.shift()) || systemIds.bytes(size) },
    });
  });

  afterEach(() => engine.close());

  function fresh(more: Partial<CallbackInput> = {}) {
    telephone += 1;
    return request({ telephone: `0${telephone}`, ...more });
  }

  const count = async () => Number((await database.knex('iwt_callback').count({ n: '*' }))[0]?.n);

  it('keeps what was said, and finds it by its number in any spacing', async () => {
    const { callbacks, interactions } = engine;
    const { number, interaction, participantId } = await callbacks.create({
      target: 'support',
      targetType: 'workgroup',
      name: 'mary',
      password: 'right',
      telephone: ' (030) 222-1999 ext. 12 ',
      email: 'Mary@Example.ORG',
      subject: ' Two\nlines \u{1f600} ',
      customInfo: 'basket=17',
      attributes: { page: '/checkout', none: null },
      routingContexts: [{ category: 'Product', context: 'A & <B>' }],
      language: 'de-DE',
      address: '192.0.2.7',
      timeZone: 'Europe/Berlin',
    });
    const state = await interactions.get(interaction);
    expect(state).toMatchObject({
      type: 'callback',
      name: 'Mary Example',
      individual: 'm'.repeat(22),
      language: 'de-de',
      address: '192.0.2.7',
      attributes: {
        WebTools_page: '/checkout',
        CUSTOM_INFO: 'basket=17',
        RoutingContexts:
          '<?xml version="1.0" encoding="utf-8"?><RoutingContexts><RoutingContext><Context>A &amp; &lt;B&gt;</Context><Category>Product</Category></RoutingContext></RoutingContexts>',
      },
    });
    expect(state?.callback?.request).toEqual({
      number,
      telephone: '+49302221999',
      extension: '12',
      typed: '(030) 222-1999 ext. 12',
      email: 'Mary@example.org',
      subject: 'Two\nlines \u{1f600}',
      timeZone: 'Europe/Berlin',
    });
    const spaced = ` ${number.slice(0, 3)} ${number.slice(3, 6)}-${number.slice(6)} `;
    expect(await callbacks.reconnect(spaced, '192.0.2.99')).toEqual({ participantId });
    expect(await callbacks.knows(participantId.toUpperCase())).toBe(true);
    expect(await callbacks.knows('0e3f7f0a-3b0b-4f0e-8c8e-3b5a2f3d9b11')).toBe(false);
  });

  it.each<[string, Partial<CallbackInput>]>([
    ['telephone.invalid', { telephone: '12' }],
    ['telephone.invalid', { telephone: 'call me' }],
    ['request.invalid', { telephone: '0'.repeat(256) }],
    ['request.missing-data', { telephone: ' ', email: '' }],
    ['request.invalid', { email: 'mary' }],
    ['request.invalid', { email: 'mary@a@b' }],
    ['request.invalid', { email: 'ma ry@example.org' }],
    ['request.invalid', { email: `${'x'.repeat(250)}@a.org` }],
    ['request.invalid', { email: `a@${'İ'.repeat(250)}` }],
    ['request.invalid', { subject: 'x'.repeat(2001) }],
    ['request.invalid', { name: 'x'.repeat(129) }],
    ['request.invalid', { routingContexts: [{ category: 'x'.repeat(256), context: '' }] }],
    ['request.missing-data', { target: ' ' }],
    ['target.unknown', { target: 'Nobody' }],
    ['callback.disabled', { target: 'No callbacks' }],
    ['credentials.bad', { name: 'mary', password: 'wrong' }],
    ['request.invalid', { preferredTime: 'tomorrow' }],
    ['request.invalid', { preferredTime: '2026-01-06T10:00' }],
    ['request.invalid', { preferredTime: '2026-01-05T08:59:59Z' }],
    ['request.invalid', { preferredTime: '2026-03-07T09:00:00Z' }],
    ['time.closed', { target: 'Sales', preferredTime: '2026-01-07T10:00:00+01:00' }],
    ['time.closed', { target: 'Sales', preferredTime: '2026-01-06T08:59:00+01:00' }],
  ])('is refused with %s for %o, and changes nothing', async (code, wrong) => {
    const before = await count();
    expect(await outcome(engine.callbacks.create(fresh(wrong)))).toBe(code);
    expect(await count()).toBe(before);
  });

  it('waits for the time that was chosen, or for the next opening', async () => {
    const { callbacks, clock } = engine;
    const chosen = await callbacks.create(fresh({ target: 'Sales', preferredTime: '2026-01-06T10:00:00+01:00' }));
    const opening = await callbacks.create(fresh({ target: 'Sales' }));
    const now = await callbacks.create(fresh({ target: 'Broken hours' }));
    const untilOf = async (id: string) => {
      const { state, until } = await rowsOf(database, id);
      return [state, until === null ? null : new Date(until).toISOString()];
    };
    expect(await untilOf(chosen.interaction)).toEqual(['Scheduled', '2026-01-06T09:00:00.000Z']);
    expect(await untilOf(opening.interaction)).toEqual(['Scheduled', '2026-01-05T10:00:00.000Z']);
    expect(await untilOf(now.interaction)).toEqual(['Offering', null]);
    const state = await engine.interactions.get(opening.interaction);
    expect(state?.callback?.request.preferredAt).toBeUndefined();
    const started = clock.now();
    await engine.pass(60 * minute);
    await engine.until(() => engine.interactions.peek(opening.interaction)?.state === 'Offering');
    expect(await untilOf(opening.interaction)).toEqual(['Offering', null]);
    expect((await engine.interactions.get(opening.interaction))?.callback?.queuedAt).toBe(started + 60 * minute);
  });

  it('goes to an agent’s own queue, which is always open', async () => {
    const made = await engine.callbacks.create(fresh({ target: 'ANN', targetType: 'User' }));
    expect(await rowsOf(database, made.interaction)).toMatchObject({ state: 'Offering' });
    expect(await engine.callbacks.retriesOf(made.interaction)).toBe(3);
    await engine.callbacks.pickup(ann, made.interaction);
    await engine.callbacks.act(ann, made.interaction, { action: 'complete' });
  });

  it.each<[string, Partial<CallbackInput>]>([
    ['telephone number', {}],
    ['e-mail address', { telephone: '' }],
  ])('for the same %s a moment later is the same one, however many ask at once', async (_what, how) => {
    const { callbacks } = engine;
    const email = `mary${telephone}@example.org`;
    const first = { ...fresh({ address: '198.51.100.1', email }), ...how };
    const before = await count();
    const all = await Promise.all([first, first, { ...first, subject: 'again' }].map((one) => callbacks.create(one)));
    expect(new Set(all.map((one) => one.participantId)).size).toBe(1);
    expect(all.filter(({ repeated }) => repeated)).toHaveLength(2);
    for (const same of [
      { name: 'MARY ', address: '203.0.113.9' },
      { name: 'Someone', address: '198.51.100.1' },
    ]) {
      expect(await callbacks.create({ ...first, ...same })).toEqual({ ...all[0], repeated: true });
    }
    expect(await count()).toBe(before + 1);
  });

  it('of somebody else, for another queue, later or after the end is another one, three at most', async () => {
    const { callbacks } = engine;
    const first = fresh({ address: '198.51.100.1' });
    const made = await callbacks.create(first);
    const other = await callbacks.create({ ...first, name: 'Eve', address: '203.0.113.9' });
    const elsewhere = await callbacks.create({ ...first, target: 'Sales' });
    expect([made, other, elsewhere].map((one) => one.repeated)).toEqual([false, false, false]);
    expect(await outcome(callbacks.create({ ...first, name: 'Ida', address: '203.0.113.10' }))).toBe(
      'callback.limited',
    );
    await expect(callbacks.create({ ...first, name: 'Ida', address: '203.0.113.10' })).rejects.toMatchObject({
      details: { field: 'telephone', problem: 'limited' },
    });
    expect((await callbacks.create(first)).repeated).toBe(true);
    await callbacks.cancel(made.participantId);
    const after = await callbacks.create(first);
    expect([after.repeated, after.number === made.number]).toEqual([false, false]);
    await callbacks.cancel(other.participantId);
    await engine.pass(10 * minute);
    expect((await callbacks.create(first)).repeated).toBe(false);
  });

  it('without a name is nobody else’s request', async () => {
    const { callbacks } = engine;
    const first = fresh({ name: '', address: '198.51.100.1' });
    const made = await callbacks.create(first);
    expect((await engine.interactions.get(made.interaction))?.name).toBe('Anonymous');
    expect((await callbacks.create({ ...first, address: '203.0.113.9' })).repeated).toBe(false);
    expect((await callbacks.create({ ...first, name: 'Anonymous', address: '203.0.113.10' })).repeated).toBe(false);
    expect((await callbacks.create(first)).participantId).toBe(made.participantId);
  });

  it('of somebody who had signed in is not opened by a name', async () => {
    const { callbacks } = engine;
    const first = fresh({ name: 'mary', password: 'right', address: '198.51.100.1' });
    const made = await callbacks.create(first);
    const stranger = { ...first, name: mary.displayName, password: '', address: '203.0.113.9' };
    expect((await callbacks.create(stranger)).repeated).toBe(false);
    expect((await callbacks.create({ ...first, address: '203.0.113.10' })).participantId).toBe(made.participantId);
  });

  it('draws another number when the first is taken', async () => {
    const { callbacks } = engine;
    const bytes = [7, 7, 8].map((value) => Buffer.from([0, 0, 0, 0, 0, value]));
    drawn = bytes;
    const [one, two] = [await callbacks.create(fresh()), await callbacks.create(fresh())];
    expect([one.number, two.number]).toEqual(['100000007', '100000008']);
  });

  it('is found by its number for a day after its end, and wrong numbers are limited', async () => {
    const { callbacks } = engine;
    const { number, participantId } = await callbacks.create(fresh());
    await callbacks.cancel(participantId);
    await engine.pass(day - 1);
    for (let times = 0; times < 40; times++) await callbacks.reconnect(number, '203.0.113.50');
    await engine.pass(1);
    expect(await outcome(callbacks.reconnect(number, '203.0.113.50'))).toBe('session.unknown');
    expect(await outcome(callbacks.status(participantId))).toBe('session.unknown');
    expect(await outcome(callbacks.cancel(participantId))).toBe('session.unknown');
    const wrong = [];
    for (let times = 0; times < 32; times++) {
      wrong.push(await outcome(callbacks.reconnect(String(900_000_000 + times), '203.0.113.51')));
    }
    expect(wrong.slice(0, 30)).toEqual(wrong.slice(0, 30).map(() => 'session.unknown'));
    expect(wrong.slice(30)).toEqual(['login.limited', 'login.limited']);
    expect(await outcome(callbacks.reconnect('12', '203.0.113.52'))).toBe('session.unknown');
    expect(await outcome(callbacks.reconnect('9'.repeat(65), '203.0.113.52'))).toBe('request.invalid');
  });

  it('is refused once the service closes', async () => {
    const { callbacks } = engine;
    await callbacks.close();
    expect(await outcome(callbacks.create(fresh()))).toBe('closing');
  });
});
