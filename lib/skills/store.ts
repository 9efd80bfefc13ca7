import type { Knex } from 'knex';
import type { Audit } from '../audit/audit.ts';
import type { AuditEntry } from '../audit/entry.ts';
import type { Database } from '../database/connect.ts';
import { accountKey } from '../sessions/account-name.ts';
import type { Name } from './names.ts';
import type { Held } from './score.ts';
import { isAcd } from './store-held.ts';

export type Holder = 'user' | 'workgroup';

export interface SkillRow {
  readonly id: string;
  readonly name: string;
}

export interface HolderRow {
  readonly id: string;
  readonly name: string;
  /** Whether it may carry skills: a user, or a workgroup whose queue is ACD. */
  readonly acd: boolean;
}

const tables = {
  user: { table: 'iwt_user_skill', column: 'user_id' },
  workgroup: { table: 'iwt_workgroup_skill', column: 'workgroup_id' },
} as const;

/** Skills, and who has them. Every change and its row of the audit stand or fall together. */
export function skillStore({ knex }: Database, audit: Pick<Audit, 'record'>) {
  /** False: `change` found nothing to do. */
  function recorded(entry: AuditEntry, change: (trx: Knex.Transaction) => Promise<boolean>): Promise<boolean> {
    return knex.transaction(async (trx) => {
      if (!(await change(trx))) return false;
      await audit.record(entry, trx);
      return true;
    });
  }

  return {
    all: (): Promise<SkillRow[]> => knex('iwt_skill').orderBy('name').select('id', 'name'),
    byKey: (key: string): Promise<SkillRow | undefined> =>
      knex('iwt_skill').where({ name_key: key }).first('id', 'name'),

    /** False: there is one of that name. */
    add: (id: string, { text, key }: Name, now: number, entry: AuditEntry): Promise<boolean> =>
      recorded(entry, async (trx) => {
        const row = { id, name: text, name_key: key, created_at: now };
        await trx('iwt_skill').insert(row).onConflict('name_key').ignore();
        return (await trx('iwt_skill').where({ id }).first('id')) !== undefined;
      }),

    /** With everything that names it. */
    remove: (id: string, entry: AuditEntry): Promise<boolean> =>
      recorded(entry, async (trx) => {
        for (const table of ['iwt_user_skill', 'iwt_workgroup_skill', 'iwt_table_row']) {
          await trx(table).where({ skill_id: id }).del();
        }
        return (await trx('iwt_skill').where({ id }).del()) > 0;
      }),

    async holder(kind: Holder, name: string): Promise<HolderRow | undefined> {
      if (kind === 'user') {
        const row = await knex('iwt_user')
          .where({ username_key: accountKey(name) })
          .first('id', 'username');
        return row && { id: row.id, name: row.username, acd: true };
      }
      const row = await knex('iwt_workgroup').where({ name }).first('id', 'name');
      if (!row) return undefined;
      const acd = await knex('iwt_workgroup as w').where('w.id', row.id).where(isAcd).first('w.id');
      return { id: row.id, name: row.name, acd: acd !== undefined };
    },

    assign: (kind: Holder, holder: string, skill: string, { proficiency, desire }: Held, entry: AuditEntry) =>
      recorded(entry, async (trx) => {
        const { table, column } = tables[kind];
        // Locked, so that a skill which is being removed is not given to anybody at the same time.
        const stands = await trx('iwt_skill').where({ id: skill }).forUpdate().first('id');
        if (!stands) return false;
        const row = { [column]: holder, skill_id: skill, proficiency, desire };
        await trx(table).insert(row).onConflict([column, 'skill_id']).merge(['proficiency', 'desire']);
        return true;
      }),

    unassign: (kind: Holder, holder: string, skill: string, entry: AuditEntry): Promise<boolean> =>
      recorded(entry, async (trx) => {
        const { table, column } = tables[kind];
        return (
          (await trx(table)
            .where({ [column]: holder, skill_id: skill })
            .del()) > 0
        );
      }),

    /** Who was given what, by name of the skill and of the holder. */
    async assignments(kind: Holder): Promise<readonly { skill: string; holder: string; values: Held }[]> {
      const { table, column } = tables[kind];
      const named = kind === 'user' ? 'h.username' : 'h.name';
      const rows = await knex(`${table} as s`)
        .join('iwt_skill as k', 'k.id', 's.skill_id')
        .join(`iwt_${kind} as h`, 'h.id', `s.${column}`)
        .orderBy(['k.name', named])
        .select('k.name as skill', `${named} as holder`, 's.proficiency', 's.desire');
      return rows.map(({ skill, holder, proficiency, desire }) => ({
        skill,
        holder,
        values: { proficiency: Number(proficiency), desire: Number(desire) },
      }));
    },
  };
}

export type SkillStore = ReturnType<typeof skillStore>;
