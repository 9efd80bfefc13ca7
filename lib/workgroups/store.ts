import type { Database } from '../database/connect.ts';

export interface WorkgroupRow {
  id: string;
  name: string;
  active: number;
  chat_max_assign: number;
  chat_utilization: number;
  alert_timeout_s: number;
  members: number;
}

export function workgroupStore({ knex }: Database) {
  const select = () =>
    knex('iwt_workgroup as w')
      .select('w.id', 'w.name', 'w.active', 'w.chat_max_assign', 'w.chat_utilization', 'w.alert_timeout_s')
      .select({ members: knex('iwt_workgroup_member as m').count('*').whereRaw('m.workgroup_id = w.id') as never });

  return {
    all: (): Promise<WorkgroupRow[]> => select().orderBy('w.name') as never,
    get: (id: string): Promise<WorkgroupRow> => select().where('w.id', id).first() as never,

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
  };
}
