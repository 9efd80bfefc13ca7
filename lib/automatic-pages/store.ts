import type { Database } from '../database/connect.ts';
import type { ListedAgent } from './agent.ts';

/** States in which an agent has an interaction. */
const ASSIGNED = ['Alerting', 'Connected', 'Held'];

export function listedStore({ knex }: Database) {
  const listed = () => knex('iwt_user as u').where({ 'u.listed': 1, 'u.active': 1 });

  return {
    /** Everybody whom visitors may find, in no order. `now` is UTC milliseconds. */
    async listed(now: number): Promise<readonly ListedAgent[]> {
      const rows: Row[] = await listed()
        .join('iwt_status as s', 's.id', 'u.status_id')
        .leftJoin('iwt_lease as l', 'l.user_id', 'u.id')
        .select('u.id', 'u.username', 'u.display_name', 'u.first_name', 'u.last_name', 'u.department', 'u.extension')
        .select('u.public_email', 'u.status_id', 'u.status_until', 's.available', 's.allow_date', 's.allow_time')
        .select({ there_until: 'l.until' });
      const busy: string[] = await listed()
        .join('iwt_interaction as i', 'i.user_id', 'u.id')
        .whereIn('i.state', ASSIGNED)
        .distinct('u.id')
        .pluck('u.id');
      const atWork = new Set(busy);
      return rows.filter(({ display_name }) => display_name.trim() !== '').map((row) => agentOf(row, now, atWork));
    },
  };
}

export type ListedStore = ReturnType<typeof listedStore>;

interface Row {
  readonly id: string;
  readonly username: string;
  readonly display_name: string;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly department: string | null;
  readonly extension: string | null;
  readonly public_email: string | null;
  readonly status_id: string;
  readonly status_until: number | null;
  readonly available: number;
  readonly allow_date: number;
  readonly allow_time: number;
  /** Of the lease; below 0: an absence. */
  readonly there_until: number | null;
}

function agentOf(row: Row, now: number, busy: ReadonlySet<string>): ListedAgent {
  return {
    username: row.username,
    displayName: row.display_name,
    firstName: row.first_name,
    lastName: row.last_name,
    department: row.department,
    extension: row.extension,
    email: row.public_email,
    status: {
      name: row.status_id,
      available: row.available === 1,
      until: row.status_until === null ? null : Number(row.status_until),
      allowDate: row.allow_date === 1,
      allowTime: row.allow_time === 1,
    },
    present: Number(row.there_until ?? 0) > now,
    busy: busy.has(row.id),
  };
}
