import { describe, expect, it, onTestFinished } from 'vitest';
import type { IwtError } from '../../lib/errors.ts';
import { type Iwt, iwt } from '../../lib/iwt.ts';
import { testClock } from '../support/clock.ts';
import { describeEachDatabase, silentLog, type TestDatabase } from '../support/databases.ts';
import { openSite } from '../support/site.ts';
import { startChat } from '../support/visitor.ts';

const start = Date.UTC(2026, 0, 5, 9);

async function open(database: TestDatabase, clock = testClock(start)): Promise<Iwt> {
  const site = iwt({ database: database.url, logger: silentLog, runtime: { clock } });
  onTestFinished(() => site.close());
  await site.ready();
  return site;
}

/** Every limit out of the way but those given. */
async function limit(site: Iwt, values: Readonly<Record<string, number>>): Promise<void> {
  const all = { MaxInteractionsAllowedPerIP: 1_000_000, MaxInteractionsAllowedPerUnitTime: 1_000_000 };
  const bursts = { MaxChatsAllowedPerUnitTime: 1_000_000, MaxCallbacksAllowedPerUnitTime: 1_000_000 };
  for (const [name, value] of Object.entries({ ...all, ...bursts, ...values })) {
    await site.services.params.set(name, value, 'test');
  }
}

function chat(site: Iwt, address = '192.0.2.7') {
  return site.services.chat.start({ target: 'Support', name: 'Vera', address });
}

/** Starts so many at once; answers what the refused ones were told. */
async function startMany(site: Iwt, count: number): Promise<string[]> {
  const all = await Promise.allSettled(Array.from({ length: count }, () => chat(site)));
  return all.flatMap((one) => (one.status === 'rejected' ? [String((one.reason as IwtError).details?.limit)] : []));
}

describeEachDatabase('limits of what visitors start', (openDatabase) => {
  it.each([
    'MaxActiveInteractionsAllowed',
    'MaxActiveChatsAllowed',
    'MaxAnonymousInteractionsAllowed',
    'MaxAnyInteractionsAllowedPerQueue',
    'MaxInteractionsAllowedPerIP',
    'MaxChatsAllowedPerUnitTime',
    'MaxInteractionsAllowedPerUnitTime',
  ])('of many that start at once, %s lets in exactly as many as it says', async (name) => {
    const site = await open(await openDatabase({ file: true }));
    await limit(site, { [name]: 7 });
    const refused = await startMany(site, 60);
    expect(refused).toEqual(new Array(53).fill(name));
  });

  it('counts again after a restart, and lets in whom an end made room for', async () => {
    const database = await openDatabase({ file: true });
    const before = await open(database);
    await limit(before, { MaxActiveInteractionsAllowed: 2 });
    const first = await chat(before);
    await chat(before);
    await before.close();

    const after = await open(database);
    await expect(chat(after)).rejects.toMatchObject({ code: 'limit.reached' });
    await after.services.chat.exit(first.participantId);
    await chat(after);
    await expect(chat(after)).rejects.toMatchObject({ details: { limit: 'MaxActiveInteractionsAllowed' } });
  });

  it('lets bursts pass once their time is over, and not before, whatever happened in between', async () => {
    const database = await openDatabase({ file: true });
    const clock = testClock(start);
    const before = await open(database, clock);
    await limit(before, { MaxChatsAllowedPerUnitTime: 1, ChatsAllowedUnitTime: 10 });
    const { participantId } = await chat(before);
    await before.services.chat.exit(participantId);
    await before.close();

    const after = await open(database, clock);
    clock.advance(9_999);
    await expect(chat(after)).rejects.toMatchObject({ details: { retryAfter: 10 } });
    clock.advance(1);
    await chat(after);
  });

  it('does not count what the host itself starts', async () => {
    const site = await open(await openDatabase({ file: true }));
    await limit(site, { MaxActiveInteractionsAllowed: 1 });
    const own = { target: 'Support', name: 'Vera' };
    await site.services.chat.start(own);
    await site.services.chat.start(own);
    await chat(site);
    await expect(chat(site)).rejects.toMatchObject({ code: 'limit.reached' });
  });

  it('counts an IPv6 network as one address, and trusted hosts as none', async () => {
    const site = await open(await openDatabase({ file: true }));
    await limit(site, { MaxInteractionsAllowedPerIP: 1 });
    await chat(site, '2001:db8:1:2::1');
    await expect(chat(site, '2001:db8:1:2::ffff')).rejects.toMatchObject({ code: 'limit.reached' });
    await chat(site, '2001:db8:1:3::1');
    await chat(site, '::ffff:192.0.2.9');
    await expect(chat(site, '192.0.2.9')).rejects.toMatchObject({ code: 'limit.reached' });
    await site.services.params.set('TrustedHosts', '192.0.2.0/28, 2001:db8::/32', 'test');
    await chat(site, '192.0.2.9');
    await chat(site, '2001:db8:1:2::1');
    await expect(chat(site, '192.0.2.16').then(() => chat(site, '192.0.2.16'))).rejects.toMatchObject({
      code: 'limit.reached',
    });
  });

  it('counts callbacks and chats each for themselves, and both on a queue', async () => {
    const site = await open(await openDatabase({ file: true }));
    await limit(site, { MaxActiveInteractionsAllowed: 2, MaxActiveCallbacksAllowed: 1 });
    const call = (n: number) =>
      site.services.callbacks.create({
        target: 'Support',
        name: 'Vera',
        telephone: `+1 212 555 ${2000 + n}`,
        subject: 'My order',
        address: '192.0.2.7',
      });
    const all = await Promise.allSettled([call(1), call(2), call(3), call(4)]);
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(call(5)).rejects.toMatchObject({ details: { limit: 'MaxActiveCallbacksAllowed' } });
    expect(await startMany(site, 5)).toEqual(new Array(3).fill('MaxActiveInteractionsAllowed'));
    await limit(site, { MaxActiveInteractionsAllowed: 9, MaxAnyInteractionsAllowedPerQueue: 3 });
    await expect(chat(site)).rejects.toMatchObject({ details: { limit: 'MaxAnyInteractionsAllowedPerQueue' } });
  });

  it('counts what a registered visitor has going on', async () => {
    const site = await open(await openDatabase({ file: true }));
    await limit(site, { MaxInteractionsAllowedPerUser: 2, MaxAnonymousInteractionsAllowed: 0 });
    await site.services.visitors.register({ username: 'vera', password: 'seven grey horses' }, '192.0.2.7');
    const own = { target: 'Support', name: 'vera', password: 'seven grey horses', address: '192.0.2.7' };
    await site.services.chat.start(own);
    await site.services.chat.start(own);
    await expect(site.services.chat.start(own)).rejects.toMatchObject({
      details: { limit: 'MaxInteractionsAllowedPerUser' },
    });
    await expect(chat(site)).rejects.toMatchObject({ details: { limit: 'MaxAnonymousInteractionsAllowed' } });
  });
});

describe('a visitor over a limit', () => {
  it('is told so by the protocol, with when to come back, and nothing is kept', async () => {
    const site = await openSite({}, 'documented');
    onTestFinished(() => site.close());
    await site.iwt.services.params.set('MaxInteractionsAllowedPerIP', 1, 'test');
    await startChat(site.url);
    const answer = await fetch(`${site.url}/websvcs/chat/start`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Forwarded-For': '203.0.113.5' },
      body: JSON.stringify({ target: 'Support', participant: { name: 'Vera' } }),
    });
    expect(answer.status).toBe(200);
    expect(((await answer.json()) as { chat: { status: unknown } }).chat.status).toEqual({
      type: 'failure',
      reason: 'error.websvc.general',
      params: { limit: 'MaxInteractionsAllowedPerIP', retryAfter: 60 },
    });
  });
});
