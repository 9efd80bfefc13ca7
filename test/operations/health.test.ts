import { expect, it } from 'vitest';
import { down } from '../../lib/database/migrate.ts';
import { createMetrics } from '../../lib/operations/metrics.ts';
import { type CicHealth, createOperations } from '../../lib/operations/operations.ts';
import type { ServerState } from '../../lib/proxy/upstreams.ts';
import { testClock } from '../support/clock.ts';
import { describeEachDatabase } from '../support/databases.ts';

const metrics = createMetrics({ readers: [], sessions: () => 0, cic: undefined });
const alone = { cic: undefined, metrics };

describeEachDatabase('health', (open) => {
  it('is live whatever happens, and ready when the database is', async () => {
    const database = await open();
    const clock = testClock();
    const health = createOperations({ database, clock, phase: () => 'up', ...alone });
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
    const health = createOperations({ database, clock: testClock(), phase: () => phase, ...alone });
    expect(await health.ready()).toMatchObject({ status: 503, body: { problem: 'starting' } });
    phase = 'closing';
    expect(await health.ready()).toMatchObject({ status: 503, body: { problem: 'closing' } });
    phase = 'up';
    expect((await health.ready()).status).toBeUndefined();
  });

  it('is not ready on a schema that is not current', async () => {
    const database = await open();
    await down(database, 1);
    const health = createOperations({ database, clock: testClock(), phase: () => 'up', ...alone });
    expect(await health.ready()).toMatchObject({ status: 503, body: { problem: 'migrations' } });
  });

  it('tells of the CIC servers, and is ready while one of them answers or chats are taken here', async () => {
    const server = (name: string): ServerState => {
      return { name, circuit: 'closed', role: 'unknown', since: 1_767_603_600_000, reason: undefined };
    };
    let servers: ServerState[] = [server('Server1'), server('Server2')];
    const cic: CicHealth = { states: () => servers, net: false };
    const parts = { database: await open(), clock: testClock(), phase: () => 'up' as const, metrics };
    const health = createOperations({ ...parts, cic });
    expect((await health.ready()).status).toBeUndefined();

    const gone = { circuit: 'open', reason: 'ECONNREFUSED', since: 1_767_603_601_000 } as const;
    servers = [
      { ...server('Server1'), ...gone },
      { ...server('Server2'), role: 'backup' },
    ];
    expect(await health.ready()).toEqual({
      body: {
        status: 'ready',
        cic: [
          { name: 'Server1', circuit: 'open', role: 'unknown', since: 1_767_603_601_000 },
          { name: 'Server2', circuit: 'closed', role: 'backup', since: 1_767_603_600_000 },
        ],
      },
    });

    servers = [
      { ...server('Server1'), circuit: 'half-open' },
      { ...server('Server2'), ...gone },
    ];
    expect(await health.ready()).toMatchObject({ status: 503, body: { problem: 'cic', cic: [{}, {}] } });
    const netted = createOperations({ ...parts, cic: { ...cic, net: true } });
    expect(await netted.ready()).toMatchObject({ body: { status: 'ready', cic: [{}, { circuit: 'open' }] } });
  });

  it('does not wait for a database that does not answer', async () => {
    const database = await open();
    const silent = { ...database, knex: { raw: () => new Promise(() => {}) } as never };
    const clock = testClock();
    const health = createOperations({ database, clock, phase: () => 'up', ...alone });
    await health.ready();
    Object.assign(database, { knex: silent.knex });
    clock.advance(5_000);
    const answer = health.ready();
    clock.advance(2_000);
    expect(await answer).toMatchObject({ status: 503, body: { problem: 'database' } });
  });
});
