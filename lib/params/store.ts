import type { Knex } from 'knex';
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

export interface StoredParameter {
  readonly name: string;
  readonly value: string;
  /** UTC milliseconds. */
  readonly at: number;
  readonly actor: string;
}

export interface Stored {
  /** How many changes there have been, ever; `parameters` may show a later one already, but misses none. */
  readonly revision: number;
  /** Every parameter that was set. They are few and short, so reading them all costs no more than asking what changed. */
  readonly parameters: readonly StoredParameter[];
}

export interface ParamsStore {
  read(): Promise<Stored>;
  /** The change, its number and its audit row, all or none. Gives what stands there then. */
  write(change: ParameterChange): Promise<Stored>;
}

interface Row {
  readonly name: string;
  readonly value: string;
  /** MySQL answers large integers as text, unless told otherwise. */
  readonly changed_at: number | string;
  readonly changed_by: string;
}

export function createParamsStore({ knex }: Database, audit: Pick<Audit, 'record'>): ParamsStore {
  return {
    read: () => readAll(knex),
    async write({ name, value, at, actor }) {
      return knex.transaction(async (trx) => {
        // First, so that whoever else changes a parameter waits until this change can be read.
        await trx('iwt_counter').where({ name: counter }).increment('value', 1);
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
        return readAll(trx);
      });
    },
  };
}

const counter = 'parameter';

/** The number first: a change in between shows with its number the next time, and is not missed. */
async function readAll(knex: Knex): Promise<Stored> {
  const [revision]: (number | string)[] = await knex('iwt_counter').where({ name: counter }).pluck('value');
  const rows: Row[] = await knex('iwt_parameter').select('name', 'value', 'changed_at', 'changed_by');
  const parameters = rows.map((row) => ({
    ...{ name: row.name, value: row.value },
    ...{ at: Number(row.changed_at), actor: row.changed_by },
  }));
  return { revision: Number(revision ?? 0), parameters };
}
