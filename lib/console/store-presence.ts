import type { Database } from '../database/connect.ts';
import type { Write } from '../journal/change.ts';

/**
 * Leases in `iwt_lease`. `until` > 0: the agent is there until then, and assignment counts on it. `until` < 0: the agent
 * is not there, and what is his returns to the queues at -`until`, unless he comes back first.
 */
export interface PresenceStore {
  write(user: string, until: number, node: string): Write;
  /** Leases that ran out, and absences whose time has come. */
  due(now: number): Promise<Lease[]>;
  /** Takes a lease that is due: true for exactly one of all nodes that try. */
  claim(lease: Lease, absentUntil: number, node: string): Promise<boolean>;
  /** Removes a claimed lease; an agent who came back meanwhile keeps the new one. */
  settle(user: string, absentUntil: number): Promise<void>;
  /**
   * After a restart nobody has been heard for a while: leases that still run get until `until`, those that ran out
   * become absences until then, and so does every agent with an interaction and no lease.
   */
  grace(now: number, until: number, node: string): Promise<void>;
}

export interface Lease {
  readonly user: string;
  readonly until: number;
}

export function presenceStore({ knex }: Database): PresenceStore {
  async function stranded(): Promise<string[]> {
    const rows: { user_id: string }[] = await knex('iwt_interaction')
      .whereIn('state', ['Alerting', 'Connected', 'Held'])
      .whereNotNull('user_id')
      .whereNotIn('user_id', knex('iwt_lease').select('user_id'))
      .distinct('user_id');
    return rows.map((row) => row.user_id);
  }

  return {
    write: (user, until, node) => ({
      kind: 'upsert',
      table: 'iwt_lease',
      key: ['user_id'],
      row: { user_id: user, until, node },
    }),

    async due(now) {
      const rows: { user_id: string; until: number }[] = await knex('iwt_lease')
        .where((ranOut) => ranOut.where('until', '>', 0).where('until', '<=', now))
        .orWhere((absent) => absent.where('until', '<', 0).where('until', '>=', -now))
        .select('user_id', 'until');
      return rows.map((row) => ({ user: row.user_id, until: Number(row.until) }));
    },

    async claim({ user, until }, absentUntil, node) {
      const claimed = await knex('iwt_lease').where({ user_id: user, until }).update({ until: -absentUntil, node });
      return claimed === 1;
    },

    async settle(user, absentUntil) {
      await knex('iwt_lease').where({ user_id: user, until: -absentUntil }).delete();
    },

    async grace(now, until, node) {
      const running = knex('iwt_lease').where('until', '>', now).where('until', '<', until);
      await running.update({ until });
      await knex('iwt_lease').where('until', '>', 0).where('until', '<=', now).update({ until: -until });
      for (const user of await stranded()) {
        const absence = { user_id: user, until: -until, node };
        await knex('iwt_lease').insert(absence).onConflict('user_id').ignore();
      }
    },
  };
}
