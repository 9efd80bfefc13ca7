import type { Audit } from '../audit/audit.ts';
import type { Database } from '../database/connect.ts';

export interface ParameterChange {
  readonly name: string;
  /** undefined: back to the default. */
  readonly value: string | undefined;
  /** UTC milliseconds. */
  readonly at: number;
  readonly actor: string;
}

export interface ParamsStore {
  /** Every parameter that was set. They are few and short, so reading them all costs no more than asking what changed. */
  read(): Promise<ReadonlyMap<string, string>>;
  /** The change and its audit row, both or neither. */
  write(change: ParameterChange): Promise<void>;
}

export function createParamsStore({ knex }: Database, audit: Pick<Audit, 'record'>): ParamsStore {
  return {
    async read() {
      const rows: { name: string; value: string }[] = await knex('iwt_parameter').select('name', 'value');
      return new Map(rows.map(({ name, value }) => [name, value]));
    },
    async write({ name, value, at, actor }) {
      await knex.transaction(async (trx) => {
        const before: { value: string } | undefined = await trx('iwt_parameter')
          .where({ name })
          .forUpdate()
          .first('value');
        if (value === undefined) await trx('iwt_parameter').where({ name }).del();
        else {
          const row = { name, value, changed_at: at, changed_by: actor.slice(0, 100) };
          await trx('iwt_parameter').insert(row).onConflict('name').merge();
        }
        const detail = { from: before?.value ?? null, to: value ?? null };
        await audit.record({ actor, action: 'parameter.set', target: name, detail }, trx);
      });
    },
  };
}
