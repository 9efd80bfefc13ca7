import type { Knex } from 'knex';
import type { Database } from '../database/connect.ts';
import { type ContactRows, connectionTypes, standIn } from './contact-rows.ts';
import type { Individual, Mailbox } from './individual.ts';

export interface CredentialRow {
  readonly indiv_id: string;
  readonly web_login: string;
  readonly web_login_key: string;
  readonly password_hash: string;
  readonly password_algo: string;
}

export type VisitorStore = ReturnType<typeof visitorStore>;

const individualTables = ['iwt_indiv_credential', 'iwt_indiv_address', 'iwt_indiv_connection', 'iwt_individual'];

interface FoundRow {
  readonly indiv_id: string;
  readonly web_login: string;
  readonly first_name: string | null;
  readonly last_name: string;
  readonly password_hash: string;
}

interface FoundCredential {
  readonly individual: Individual;
  readonly passwordHash: string;
}

interface MailboxRow {
  readonly value: string;
  readonly verified_at: number | string | null;
}

export function visitorStore({ knex }: Database) {
  const found = () =>
    knex('iwt_individual as i')
      .join('iwt_indiv_credential as c', 'c.indiv_id', 'i.indiv_id')
      .where('i.active', 1)
      .select('i.indiv_id', 'i.first_name', 'i.last_name', 'c.web_login', 'c.password_hash');

  return {
    /** Everything or nothing. @throws what `isDuplicate` knows when the name is taken */
    insert: (rows: ContactRows, credential: CredentialRow): Promise<void> =>
      knex.transaction(async (trx) => {
        // The credential comes first: of two who want one name, the slower one waits here and then learns it.
        await trx('iwt_indiv_credential').insert(credential);
        await trx('iwt_individual').insert(rows.individual);
        if (rows.addresses.length > 0) await trx('iwt_indiv_address').insert(rows.addresses);
        if (rows.connections.length > 0) await trx('iwt_indiv_connection').insert(rows.connections);
      }),

    async byId(id: string): Promise<Individual | undefined> {
      const row: FoundRow | undefined = await found().where('i.indiv_id', id).first();
      return row && individualOf(row);
    },

    async mailboxes(id: string): Promise<Mailbox[]> {
      const rows: MailboxRow[] = await knex('iwt_indiv_connection')
        .where({ indiv_id: id, conn_type_id: connectionTypes.Email })
        .orderBy([{ column: 'is_default', order: 'desc' }, 'conn_sub_type_id'])
        .limit(10)
        .select('value', 'verified_at');
      return rows.map(({ value, verified_at }) => ({ address: value, verified: verified_at !== null }));
    },

    /** False: the individual has no such address. */
    verified: async (id: string, addresses: readonly string[], now: number): Promise<boolean> =>
      (await knex('iwt_indiv_connection')
        .where({ indiv_id: id, conn_type_id: connectionTypes.Email })
        .whereIn('value', addresses)
        .update({ verified_at: now })) > 0,

    async credential(where: { readonly id: string } | { readonly key: string }): Promise<FoundCredential | undefined> {
      const [column, value] = 'id' in where ? ['i.indiv_id', where.id] : ['c.web_login_key', where.key];
      const row: FoundRow | undefined = await found().where(column, value).first();
      return row && { individual: individualOf(row), passwordHash: row.password_hash };
    },

    /** False: there is no such account, or `claim` said no. */
    setPassword: (
      id: string,
      hash: Pick<CredentialRow, 'password_hash' | 'password_algo'>,
      claim: (trx: Knex.Transaction) => Promise<boolean>,
    ): Promise<boolean> =>
      knex.transaction(async (trx) => {
        if (!(await claim(trx))) return false;
        return (await trx('iwt_indiv_credential').where('indiv_id', id).update(hash)) > 0;
      }),

    /** All that is there of the individual. `within` stands or falls with it. */
    erase: (id: string, within: (trx: Knex.Transaction) => Promise<void>): Promise<void> =>
      knex.transaction(async (trx) => {
        for (const table of individualTables) await trx(table).where('indiv_id', id).delete();
        await trx('iwt_one_time_link').where('subject', id).delete();
        await within(trx);
      }),

    taken: async (key: string): Promise<boolean> =>
      (await knex('iwt_indiv_credential').where('web_login_key', key).first('indiv_id')) !== undefined,

    async loggedIn(id: string, now: number): Promise<void> {
      await knex('iwt_indiv_credential').where('indiv_id', id).update({ last_login_at: now });
    },
  };
}

/** Where no last name was given, the user name stands in its place; with a first name there is no need to show it. */
function individualOf(row: FoundRow): Individual {
  const first = row.first_name ?? '';
  const last = row.last_name === standIn(row.web_login) ? '' : row.last_name;
  const displayName = `${first} ${last}`.trim() || row.web_login;
  return { id: row.indiv_id, username: row.web_login, displayName: [...displayName].slice(0, 128).join('') };
}
