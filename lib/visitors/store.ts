import type { Database } from '../database/connect.ts';
import { type ContactRows, connectionTypes, standIn } from './contact-rows.ts';
import type { Individual } from './individual.ts';

export interface CredentialRow {
  readonly indiv_id: string;
  readonly web_login: string;
  readonly web_login_key: string;
  readonly password_hash: string;
  readonly password_algo: string;
}

interface FoundRow {
  readonly indiv_id: string;
  readonly web_login: string;
  readonly first_name: string | null;
  readonly last_name: string;
  readonly password_hash: string;
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

    mailboxes: (id: string): Promise<string[]> =>
      knex('iwt_indiv_connection')
        .where({ indiv_id: id, conn_type_id: connectionTypes.Email })
        .orderBy([{ column: 'is_default', order: 'desc' }, 'conn_sub_type_id'])
        .limit(10)
        .pluck('value'),

    async byName(key: string): Promise<{ individual: Individual; passwordHash: string } | undefined> {
      const row: FoundRow | undefined = await found().where('c.web_login_key', key).first();
      return row && { individual: individualOf(row), passwordHash: row.password_hash };
    },

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
