import type { Knex } from 'knex';
import type { Database } from '../database/connect.ts';
import type { Active } from './ledger.ts';
import { type Counts, type Limits, unitTimes, type Wanted } from './rules.ts';

const active = ['Initializing', 'Scheduled', 'Offering', 'Alerting', 'Connected', 'Held', 'Snoozed'];

export interface AdmissionStore {
  /** Everything that visitors started and that goes on; ended ones too that started after `since`. */
  all(since: number): Promise<readonly (Active & { readonly ended: boolean })[]>;
  /** The same as numbers, inside a transaction that holds the lock of admission. */
  counts(wanted: Wanted, now: number, limits: Limits, trx: Knex.Transaction): Promise<Counts>;
}

/** Visitors' interactions are those with an address. */
export function admissionStore({ knex }: Database): AdmissionStore {
  const columns = ['id', 'type', 'state', 'queue_id', 'individual_id', 'caller', 'started_at'] as const;

  return {
    async all(since) {
      const open: Row[] = await knex('iwt_interaction')
        .whereIn('state', active)
        .whereNotNull('address')
        .select(columns);
      const late: Row[] = await knex('iwt_interaction')
        .where('started_at', '>', since)
        .where('state', 'Disconnected')
        .whereNotNull('address')
        .select(columns);
      return [...open, ...late].sort((a, b) => Number(a.started_at) - Number(b.started_at)).map(activeOf);
    },

    async counts({ type, queue, individual, caller }, now, limits, trx) {
      const counted = async (where: (query: Knex.QueryBuilder) => void): Promise<number> => {
        const query = trx('iwt_interaction').whereNotNull('address').count({ found: '*' });
        where(query);
        const [row] = await query;
        return Number(row?.found ?? 0);
      };
      const open = (where: (query: Knex.QueryBuilder) => void) =>
        counted((query) => where(query.whereIn('state', active)));
      const times = unitTimes(type, limits);
      const since = (ms: number) => (query: Knex.QueryBuilder) => query.where('started_at', '>', now - ms);
      return {
        type: await open((query) => query.where({ type })),
        anonymous: individual === null ? await open((query) => query.whereNull('individual_id')) : 0,
        queue: await open((query) => query.where('queue_id', queue)),
        individual: individual === null ? 0 : await open((query) => query.where('individual_id', individual)),
        caller: caller === null ? 0 : await open((query) => query.where({ caller })),
        typeBurst: await counted((query) => since(times.type)(query.where({ type }))),
        burst: await counted(since(times.both)),
      };
    },
  };
}

interface Row {
  readonly id: string;
  readonly type: 'chat' | 'callback';
  readonly state: string;
  readonly queue_id: string;
  readonly individual_id: string | null;
  readonly caller: string | null;
  readonly started_at: number;
}

function activeOf(row: Row): Active & { readonly ended: boolean } {
  return {
    interaction: row.id,
    type: row.type,
    queue: row.queue_id,
    individual: row.individual_id,
    caller: row.caller,
    startedAt: Number(row.started_at),
    ended: row.state === 'Disconnected',
  };
}
