import type { Knex } from 'knex';
import type { Database } from '../database/connect.ts';
import type { ContactRows, StoredContact } from './contact-rows.ts';

/** An individual with an account, as it is on disk. */
export interface StoredProfile extends StoredContact {
  readonly username: string;
  readonly version: number;
  readonly createdAt: number;
  readonly lastLoginAt: number | null;
}

export interface ProfileStore {
  read(id: string): Promise<StoredProfile | undefined>;
  /** Decides with the individual's row locked; with `rows` the contact becomes them. */
  change<T>(
    id: string,
    decide: (current: StoredProfile | undefined) => { readonly result: T; readonly rows?: ContactRows },
  ): Promise<T>;
}

interface AccountRow {
  readonly web_login: string;
  readonly last_login_at: number | string | null;
  readonly version: number;
  readonly created_utc: number | string;
}

export function profileStore({ knex }: Database): ProfileStore {
  async function read(id: string, on: Knex = knex): Promise<StoredProfile | undefined> {
    const row: (AccountRow & StoredContact['individual']) | undefined = await on('iwt_individual as i')
      .join('iwt_indiv_credential as c', 'c.indiv_id', 'i.indiv_id')
      .where({ 'i.indiv_id': id, 'i.active': 1 })
      .first('i.*', 'c.web_login', 'c.last_login_at');
    if (!row) return undefined;
    const [addresses, connections] = [
      await on('iwt_indiv_address').where('indiv_id', id).orderBy('addr_inst_id').select(),
      await on('iwt_indiv_connection').where('indiv_id', id).orderBy('conn_inst_id').select(),
    ];
    return {
      individual: row,
      addresses,
      connections,
      username: row.web_login,
      version: row.version,
      createdAt: Number(row.created_utc),
      lastLoginAt: row.last_login_at === null ? null : Number(row.last_login_at),
    };
  }

  return {
    read: (id) => read(id),
    change: (id, decide) =>
      knex.transaction(async (trx) => {
        await trx('iwt_individual').where('indiv_id', id).forUpdate().first('indiv_id');
        const current = await read(id, trx);
        const { result, rows } = decide(current);
        if (rows && current) await replace(trx, id, rows, current);
        return result;
      }),
  };
}

async function replace(trx: Knex.Transaction, id: string, rows: ContactRows, before: StoredProfile): Promise<void> {
  const { indiv_id: _, created_utc: __, ...columns } = rows.individual;
  await trx('iwt_individual')
    .where('indiv_id', id)
    .update({ ...columns, version: before.version + 1 });
  await trx('iwt_indiv_address').where('indiv_id', id).delete();
  await trx('iwt_indiv_connection').where('indiv_id', id).delete();
  if (rows.addresses.length > 0) await trx('iwt_indiv_address').insert([...rows.addresses]);
  // An address that stays the same needs no new proof.
  const proofs = new Map(before.connections.map((one) => [`${one.conn_type_id} ${one.value}`, one.verified_at]));
  const connections = rows.connections.map((row) => ({
    ...row,
    verified_at: proofs.get(`${row.conn_type_id} ${row.value}`) ?? null,
  }));
  if (connections.length > 0) await trx('iwt_indiv_connection').insert(connections);
}
