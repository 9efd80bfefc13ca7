import { describe, expect, it } from 'vitest';
import { createAttempts, loginRates, registrationRate } from '../../lib/limits/attempts.ts';
import { systemIds } from '../../lib/runtime/ids.ts';
import { testClock } from '../support/clock.ts';
import { describeEachDatabase, silentLog } from '../support/databases.ts';

describeEachDatabase('login limits', (open) => {
  async function limits() {
    const database = await open();
    const clock = testClock();
    const make = () =>
      createAttempts({
        database,
        runtime: { clock, ids: systemIds, log: silentLog },
        secret: async () => 'a secret of at least 32 characters',
      });
    return { attempts: make(), make, clock, database };
  }
  type Limits = Awaited<ReturnType<typeof limits>>['attempts'];
  const fail = (attempts: Limits, account: string, address: string) =>
    attempts.begin('agent', account, address).then(
      () => 'tried',
      (error) => error.code as string,
    );
  const succeed = async (attempts: Limits, account: string, address: string) =>
    (await attempts.begin('agent', account, address)).succeeded();

  it('refuses the sixth failure for an account from an address, and says when to come back', async () => {
    const { attempts, clock } = await limits();
    for (let i = 0; i < 5; i++) expect(await fail(attempts, 'ann', '192.0.2.1')).toBe('tried');
    await expect(attempts.begin('agent', 'ANN ', '::ffff:192.0.2.1')).rejects.toMatchObject({
      code: 'login.limited',
      details: { retryAfter: 180 },
    });
    clock.advance(179_000);
    expect(await fail(attempts, 'ann', '192.0.2.1')).toBe('login.limited');
    clock.advance(1000);
    expect(await fail(attempts, 'ann', '192.0.2.1')).toBe('tried');
    expect(await fail(attempts, 'ann', '192.0.2.1')).toBe('login.limited');
  });

  it('does not hold up other accounts or other addresses', async () => {
    const { attempts } = await limits();
    for (let i = 0; i < 9; i++) await fail(attempts, 'ann', '192.0.2.1');
    expect(await fail(attempts, 'ben', '192.0.2.1')).toBe('tried');
    expect(await fail(attempts, 'ann', '192.0.2.2')).toBe('tried');
    expect(await attempts.begin('visitor', 'ann', '192.0.2.1')).toBeTruthy();
  });

  it('lets exactly as many through when they all come at once', async () => {
    const { attempts } = await limits();
    const results = await Promise.all(Array.from({ length: 40 }, () => fail(attempts, 'ann', '192.0.2.1')));
    expect(results.filter((result) => result === 'tried')).toHaveLength(loginRates.pair.burst);
  });

  it('stops one address that tries many accounts', async () => {
    const { attempts } = await limits();
    let tried = 0;
    for (let i = 0; i < 40; i++) if ((await fail(attempts, `name ${i}`, '192.0.2.1')) === 'tried') tried++;
    expect(tried).toBe(loginRates.address.burst);
    expect(await fail(attempts, 'ann', '192.0.2.2')).toBe('tried');
  });

  it('slows many addresses down at one account, and never holds up an address that signed in before', async () => {
    const { attempts } = await limits();
    await succeed(attempts, 'ann', '192.0.2.200');
    let tried = 0;
    for (let i = 0; i < 60; i++) if ((await fail(attempts, 'ann', `198.51.100.${i}`)) === 'tried') tried++;
    expect(tried).toBe(loginRates.account.burst);
    expect(await fail(attempts, 'ann', '203.0.113.5')).toBe('login.limited');
    await expect(succeed(attempts, 'ann', '192.0.2.200')).resolves.toBeUndefined();
    await expect(succeed(attempts, 'Ann', '192.0.2.200')).resolves.toBeUndefined();
  });

  it('keeps an address that signed in before from being held up by its neighbours behind the same address', async () => {
    const { attempts } = await limits();
    await succeed(attempts, 'ann', '192.0.2.1');
    for (let i = 0; i < 40; i++) await fail(attempts, `name ${i}`, '192.0.2.1');
    await expect(succeed(attempts, 'ann', '192.0.2.1')).resolves.toBeUndefined();
    expect(await fail(attempts, 'new', '192.0.2.1')).toBe('login.limited');
  });

  it('starts afresh after success, and takes nothing for what could not be checked', async () => {
    const { attempts } = await limits();
    for (let i = 0; i < 4; i++) await fail(attempts, 'ann', '192.0.2.1');
    await succeed(attempts, 'ann', '192.0.2.1');
    for (let i = 0; i < 5; i++) expect(await fail(attempts, 'ann', '192.0.2.1')).toBe('tried');
    for (let i = 0; i < 20; i++) await (await attempts.begin('agent', 'ben', '192.0.2.1')).undo();
    expect(await fail(attempts, 'ben', '192.0.2.1')).toBe('tried');
  });

  it('is not forgotten by a restart', async () => {
    const { attempts, make } = await limits();
    for (let i = 0; i < 5; i++) await fail(attempts, 'ann', '192.0.2.1');
    expect(await fail(make(), 'ann', '192.0.2.1')).toBe('login.limited');
  });

  it('sweeps what no longer matters, and keeps neither names nor addresses', async () => {
    const { attempts, clock, database } = await limits();
    await succeed(attempts, 'ann', '192.0.2.1');
    await fail(attempts, 'ben', '192.0.2.1');
    const rows = JSON.stringify([
      await database.knex('iwt_login_attempt').select(),
      await database.knex('iwt_login_address').select(),
    ]);
    expect(rows).not.toMatch(/ann|ben|192/);
    clock.advance(181 * 24 * 3_600_000);
    await fail(attempts, 'carl', '192.0.2.3');
    expect(await database.knex('iwt_login_address').select()).toHaveLength(0);
    expect(await database.knex('iwt_login_attempt').select()).toHaveLength(3);
  });

  it('counts registrations by address', async () => {
    const { attempts, clock } = await limits();
    for (let i = 0; i < registrationRate.burst; i++) await attempts.registration('192.0.2.1');
    await expect(attempts.registration('192.0.2.1')).rejects.toMatchObject({ code: 'login.limited' });
    await attempts.registration('192.0.2.2');
    clock.advance(registrationRate.interval);
    await attempts.registration('192.0.2.1');
  });
});

describe('limits in general', () => {
  it('let nobody guess more than a thousand passwords of an account a day from new addresses', () => {
    const { burst, interval } = loginRates.account;
    expect(burst + 86_400_000 / interval).toBeLessThan(1000);
  });
});
