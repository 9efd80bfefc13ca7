import path from 'node:path';
import { createAudit } from '../../lib/audit/audit.ts';
import { openDatabase } from '../../lib/database/connect.ts';
import { latest } from '../../lib/database/migrate.ts';
import { createParams, type Params } from '../../lib/params/params.ts';
import { systemClock } from '../../lib/runtime/clock.ts';
import { silentLog } from './databases.ts';

/** Tests make more visitors at once, all from one address, than a site would let in. */
export async function raiseLimits(params: Pick<Params, 'set'>): Promise<void> {
  for (const name of [
    'MaxActiveInteractionsAllowed',
    'MaxAnonymousInteractionsAllowed',
    'MaxAnyInteractionsAllowedPerQueue',
    'MaxInteractionsAllowedPerIP',
    'MaxInteractionsAllowedPerUnitTime',
    'MaxChatsAllowedPerUnitTime',
    'MaxCallbacksAllowedPerUnitTime',
  ]) {
    await params.set(name, 1_000_000, 'test');
  }
}

/** The same for a site that is about to be started with its data in this folder. */
export async function raiseLimitsIn(data: string): Promise<void> {
  await withParams(data, raiseLimits);
}

/** Sets parameters of a site that is about to be started with its data in this folder. */
export async function setIn(data: string, values: Readonly<Record<string, string | number>>): Promise<void> {
  await withParams(data, async (params) => {
    for (const [name, value] of Object.entries(values)) await params.set(name, value, 'test');
  });
}

async function withParams(data: string, change: (params: Params) => Promise<void>): Promise<void> {
  const database = openDatabase(`sqlite:${path.join(data, 'iwt.sqlite')}`, { log: silentLog });
  await latest(database);
  const runtime = { clock: systemClock, log: silentLog };
  await change(createParams({ database, runtime, audit: createAudit({ database, runtime }) }));
  await database.close();
}
