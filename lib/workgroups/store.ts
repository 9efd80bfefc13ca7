import type { Knex } from 'knex';
import type { Database } from '../database/connect.ts';
import type { WorkgroupColumns } from './change.ts';

export interface WorkgroupRow {
  id: string;
  name: string;
  active: number;
  chat_max_assign: number;
  chat_utilization: number;
  alert_timeout_s: number;
  callbacks_enabled: number | null;
  callback_retries: number | null;
  callback_retry_min: number | null;
  callback_max_assign: number | null;
  callback_utilization: number | null;
  skill_relax_s: number | null;
  idle_time_s: number | null;
  idle_grace_s: number | null;
  idle_warning: string | null;
  idle_disconnect: string | null;
  members: number;
}

export type IdleRow = Pick<WorkgroupRow, 'id' | 'idle_time_s' | 'idle_grace_s' | 'idle_warning' | 'idle_disconnect'>;

export type SettingsRow = Pick<WorkgroupRow, 'callbacks_enabled' | 'callback_retries' | 'callback_retry_min'> & {
  opening_hours: string | null;
};

export function workgroupStore({ knex }: Database) {
  const select = () =>
    knex('iwt_workgroup as w')
      .select('w.id', 'w.name', 'w.active', 'w.chat_max_assign', 'w.chat_utilization', 'w.alert_timeout_s')
      .select('w.callbacks_enabled', 'w.callback_retries', 'w.callback_retry_min')
      .select('w.callback_max_assign', 'w.callback_utilization', 'w.skill_relax_s')
      .select('w.idle_time_s', 'w.idle_grace_s', 'w.idle_warning', 'w.idle_disconnect')
      .select({ members: knex('iwt_workgroup_member as m').count('*').whereRaw('m.workgroup_id = w.id') as never });

  return {
    all: (): Promise<WorkgroupRow[]> => select().orderBy('w.name') as never,
    get: (id: string): Promise<WorkgroupRow> => select().where('w.id', id).first() as never,
    byName: (name: string): Promise<WorkgroupRow | undefined> => select().where('w.name', name).first() as never,
    /** Of workgroups that say anything of idle visitors. */
    idle: (): Promise<IdleRow[]> =>
      knex('iwt_workgroup')
        .whereNotNull('idle_time_s')
        .orWhereNotNull('idle_grace_s')
        .orWhereNotNull('idle_warning')
        .orWhereNotNull('idle_disconnect')
        .select('id', 'idle_time_s', 'idle_grace_s', 'idle_warning', 'idle_disconnect') as never,
    settings: (id: string): Promise<SettingsRow | undefined> =>
      knex('iwt_workgroup')
        .where({ id })
        .first('callbacks_enabled', 'callback_retries', 'callback_retry_min', 'opening_hours'),

    /** False when the name is taken. */
    async insert(row: { id: string; name: string; createdAt: number }): Promise<boolean> {
      const written = { id: row.id, name: row.name, active: 1, created_at: row.createdAt };
      try {
        await knex('iwt_workgroup').insert(written);
        return true;
      } catch (error) {
        if (await knex('iwt_workgroup').where({ name: row.name }).orWhere({ id: row.id }).first('id')) return false;
        throw error;
      }
    },

    /** Waits for assignments from the queue that are being made. `record` stands or falls with the change. */
    update: (id: string, columns: WorkgroupColumns, record: (trx: Knex.Transaction) => Promise<void>): Promise<void> =>
      knex.transaction(async (trx) => {
        await trx('iwt_workgroup').where({ id }).update(columns);
        await record(trx);
      }),
  };
}
