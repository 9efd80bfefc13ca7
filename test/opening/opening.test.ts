import { describe, expect, it, onTestFinished } from 'vitest';
import type { IwtOptions } from '../../lib/options/schema.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { describeEachDatabase, type OpenTestDatabase, sqliteDatabase } from '../support/databases.ts';
import { openSite, type Site } from '../support/site.ts';
import { startChat } from '../support/visitor.ts';

const office = JSON.stringify({
  zone: 'Europe/Berlin',
  week: Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => [day, [['09:00', '17:00']]])),
  exceptions: [{ date: '2026-11-24', open: [] }],
});
const monday = (time: string) => Date.parse(`2026-11-23T${time}+01:00`);

interface Shown {
  readonly status: number;
  readonly headers: Headers;
  readonly body: {
    readonly open: boolean;
    readonly opensAt: string | null;
    readonly closesAt: string | null;
    readonly callbacks: boolean;
    readonly slots: readonly string[];
    readonly error?: { readonly code: string };
  };
}

async function start(
  open: OpenTestDatabase,
  at: number,
  options: IwtOptions = {},
): Promise<Site & { clock: TestClock }> {
  const clock = testClock(at);
  const { url: database } = await open({ file: true });
  const site = await openSite({ database, migrate: true, runtime: { clock }, ...options });
  onTestFinished(() => site.close());
  return { ...site, clock };
}

async function show(site: Site, query: string, headers: Record<string, string> = {}): Promise<Shown> {
  const answer = await fetch(`${site.url}/opening?${query}`, { headers });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Shown['body'] };
}

/** In a file of its own, gone after the test. */
const inFile: OpenTestDatabase = async () => {
  const database = await sqliteDatabase({ file: true });
  onTestFinished(() => database.drop());
  return database;
};

describeEachDatabase('GET opening', (open) => {
  it('says when it closes and, closed, when it opens, in the zone that is asked for', async () => {
    const site = await start(open, monday('16:10'));
    await site.iwt.services.workgroups.update('Support', { openingHours: office }, 'test');
    const query = 'target=Support&targetType=Workgroup&timeZone=America/New_York';
    const before = (await show(site, query)).body;
    expect(before).toMatchObject({ open: true, opensAt: null, closesAt: '2026-11-23T11:00:00.000-05:00' });
    expect(before.slots.slice(0, 2)).toEqual(['2026-11-23T10:30:00.000-05:00', '2026-11-25T03:00:00.000-05:00']);

    site.clock.advance(3_600_000);
    const after = (await show(site, query)).body;
    expect(after).toMatchObject({ open: false, opensAt: '2026-11-25T03:00:00.000-05:00', closesAt: null });
    // Wednesday to Friday, and Monday until a week from now.
    expect(after.slots).toHaveLength(4 * 16);
  });
});

describe('GET opening', () => {
  it('is always open without opening hours, and every half hour can be booked', async () => {
    const site = await start(inFile, monday('20:10'));
    const { status, headers, body } = await show(site, 'target=support&timeZone=');
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('set-cookie')).toBeNull();
    expect(body).toMatchObject({ open: true, opensAt: null, closesAt: null, callbacks: true });
    expect(body.slots).toHaveLength(200);
    expect(body.slots.slice(0, 2)).toEqual(['2026-11-23T19:30:00.000Z', '2026-11-23T20:00:00.000Z']);
  });

  it('offers no times where callbacks are off', async () => {
    const site = await start(inFile, monday('10:00'));
    await site.iwt.services.workgroups.update('Support', { openingHours: office, callbacksEnabled: false }, 'test');
    expect((await show(site, 'target=Support')).body).toMatchObject({ open: true, callbacks: false, slots: [] });
  });

  it('knows of a change within seconds', async () => {
    const site = await start(inFile, monday('20:00'));
    expect((await show(site, 'target=Support')).body.open).toBe(true);
    await site.iwt.services.workgroups.update('Support', { openingHours: office }, 'test');
    site.clock.advance(5_000);
    expect((await show(site, 'target=Support')).body.open).toBe(false);
    await site.iwt.services.workgroups.update('Support', { openingHours: null }, 'test');
    site.clock.advance(5_000);
    expect((await show(site, 'target=Support')).body.open).toBe(true);
  });

  it('knows users too, and refuses what it does not know', async () => {
    const site = await start(inFile, monday('10:00'));
    await site.addUser({ username: 'ann' });
    expect((await show(site, 'target=ann&targetType=User')).body.open).toBe(true);
    for (const query of ['target=Nowhere', 'target=Support&targetType=Station', `target=${'x'.repeat(5_000)}`]) {
      const { status, body } = await show(site, query);
      expect([status, body.error?.code]).toEqual([404, 'target.unknown']);
    }
    for (const zone of ['Berlin', '%2B01:00', 'x'.repeat(5_000)]) {
      const { status, body } = await show(site, `target=Support&timeZone=${zone}`);
      expect([status, body.error?.code]).toEqual([400, 'request.invalid']);
    }
    const { status, body } = await show(site, '');
    expect([status, body.error?.code]).toEqual([400, 'request.missing-data']);
  });

  it('counts as open when the table holds what cannot be read', async () => {
    const clock = testClock(monday('10:00'));
    const database = await inFile();
    await database.knex('iwt_workgroup').insert({ id: 'broken', name: 'Broken', created_at: 0, opening_hours: '{' });
    const site = await openSite({ database: database.url, migrate: true, runtime: { clock } });
    onTestFinished(() => site.close());
    expect((await show(site, 'target=Broken')).body.open).toBe(true);
    await startChat(site.url, { target: 'Broken' });
  });

  it('can be read by pages of the origins that are allowed', async () => {
    const site = await start(inFile, monday('10:00'), { allowedOrigins: ['https://shop.example'] });
    const ask = async (origin: string) =>
      (await show(site, 'target=Support', { Origin: origin })).headers.get('access-control-allow-origin');
    expect(await ask('https://shop.example')).toBe('https://shop.example');
    expect(await ask('https://evil.example')).toBeNull();
  });

  it('is told in a chat that starts while nobody is there', async () => {
    const site = await start(inFile, monday('17:00'));
    await site.iwt.services.workgroups.update('Support', { openingHours: office }, 'test');
    const closed = await startChat(site.url);
    await closed.poll();
    expect(closed.texts().filter((text) => /Nobody is here/.test(text))).toEqual([
      expect.stringContaining(
        'Nobody is here at the moment. We are back on Wednesday, 25 November 2026, 09:00 (Europe/Berlin).',
      ),
    ]);

    await site.iwt.services.workgroups.update('Support', { openingHours: '{"zone":"UTC","week":{}}' }, 'test');
    const never = await startChat(site.url);
    await never.poll();
    expect(never.texts().filter((text) => /Nobody is here/.test(text))).toEqual([
      expect.stringMatching(/Nobody is here at the moment\.$/),
    ]);

    await site.iwt.services.workgroups.update('Support', { openingHours: null }, 'test');
    const open = await startChat(site.url);
    await open.poll();
    expect(open.texts().join()).not.toContain('Nobody is here');
  });
});
