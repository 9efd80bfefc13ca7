import { expect, it } from 'vitest';
import { down } from '../../lib/database/migrate.ts';
import { createOperations } from '../../lib/operations/operations.ts';
import { testClock } from '../support/clock.ts';
import { describeEachDatabase } from '../support/databases.ts';

describeEachDatabase('health', (open) => {
  it('is live whatever happens, and ready when the database is', async () => {
    const database = await open();
    const clock = testClock();
    const health = createOperations({ database, clock, phase: () => 'up' });
    expect(health.live()).toEqual({ body: { status: 'up' } });
    expect(await health.ready()).toEqual({ body: { status: 'ready' } });
    clock.advance(1_000);
    expect(await health.ready()).toEqual({ body: { status: 'ready' } });
    await database.drop();
    expect((await health.ready()).status).toBeUndefined();
    clock.advance(1_000);
    expect(await health.ready()).toMatchObject({ status: 503, body: { status: 'unready', problem: 'database' } });
    expect(health.live().status).toBeUndefined();
  });

  it('is not ready before the service is up and once it closes', async () => {
    const database = await open();
    let phase: 'starting' | 'up' | 'closing' = 'starting';
    const health = createOperations({ database, clock: testClock(), phase: () => phase });
    expect(await health.ready()).toMatchObject({ status: 503, body: { problem: 'starting' } });
    phase = 'closing';
    expect(await health.ready()).toMatchObject({ status: 503, body: { problem: 'closing' } });
    phase = 'up';
    expect((await health.ready()).status).toBeUndefined();
  });

  it('is not ready on a schema that is not current', async () => {
    const database = await open();
    await down(database, 1);
    const health = createOperations({ database, clock: testClock(), phase: () => 'up' });
    expect(await health.ready()).toMatchObject({ status: 503, body: { problem: 'migrations' } });
  });

  it('does not wait for a database that does not answer', async () => {
    const database = await open();
    const silent = { ...database, knex: { raw: () => new Promise(() => {}) } as never };
    const clock = testClock();
    const health = createOperations({ database, clock, phase: () => 'up' });
    await health.ready();
    Object.assign(database, { knex: silent.knex });
    clock.advance(5_000);
    const answer = health.ready();
    clock.advance(2_000);
    expect(await answer).toMatchObject({ status: 503, body: { problem: 'database' } });
  });
});
