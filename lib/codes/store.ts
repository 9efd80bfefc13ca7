import type { Audit } from '../audit/audit.ts';
import type { Database } from '../database/connect.ts';
import type { Code, CodeKind } from './code.ts';

type Row = Code & { readonly kind: CodeKind };

export function codeStore({ knex }: Database, audit: Pick<Audit, 'record'>) {
  return {
    async active(): Promise<readonly Row[]> {
      return knex('iwt_code').where({ active: 1 }).orderBy(['name', 'code']).select('kind', 'code', 'name');
    },

    async isActive(kind: CodeKind, code: string): Promise<boolean> {
      return (await knex('iwt_code').where({ kind, code, active: 1 }).first('id')) !== undefined;
    },

    /** False: it is there already. */
    async add({ id, kind, code, name }: Row & { readonly id: string }, actor: string): Promise<boolean> {
      return knex.transaction(async (trx) => {
        const back = await trx('iwt_code').where({ kind, code, active: 0 }).update({ name, active: 1 });
        if (back === 0) {
          const row = { id, kind, code, name, active: 1 };
          await trx('iwt_code').insert(row).onConflict(['kind', 'code']).ignore();
          if (!(await trx('iwt_code').where({ id }).first('id'))) return false;
        }
        await audit.record({ actor, action: 'code.add', target: code, detail: { kind, name } }, trx);
        return true;
      });
    },

    /** False: there is none. */
    async remove(kind: CodeKind, code: string, actor: string): Promise<boolean> {
      return knex.transaction(async (trx) => {
        const removed = await trx('iwt_code').where({ kind, code, active: 1 }).update({ active: 0 });
        if (removed === 1) await audit.record({ actor, action: 'code.remove', target: code, detail: { kind } }, trx);
        return removed === 1;
      });
    },
  };
}
