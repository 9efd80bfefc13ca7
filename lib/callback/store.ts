import type { Knex } from 'knex';
import type { Database } from '../database/connect.ts';

/** How a callback's visitor is reached: what tells whether the same was asked for before. */
export type Contact = { readonly telephone: string } | { readonly email: string };

/** A callback that goes on. */
export interface OpenCallback {
  readonly interaction: string;
  readonly number: string;
  readonly createdAt: number;
  readonly queue: string;
  readonly name: string;
  readonly language: string | null;
  readonly individual: string | null;
  readonly address: string | null;
}

export interface CallbackStore {
  /** Callbacks to this number, or messages from this address, that go on; the newest first, at most `limit`. */
  open(contact: Contact, limit: number, trx?: Knex.Transaction): Promise<OpenCallback[]>;
  /** Whether a visitor of this digest is there already, and so the number that it comes from. */
  taken(participantDigest: string, trx?: Knex.Transaction): Promise<boolean>;
}

export function callbackStore({ knex }: Database): CallbackStore {
  return {
    async open(contact, limit, trx) {
      const query = (trx ?? knex)('iwt_callback as c')
        .join('iwt_interaction as i', 'i.id', 'c.interaction_id')
        .whereNot('i.state', 'Disconnected');
      if ('telephone' in contact) query.where('c.telephone', contact.telephone);
      else query.where('c.email', contact.email).whereNull('c.telephone');
      const rows = await query
        .orderBy('c.created_at', 'desc')
        .limit(limit)
        .select(
          'c.interaction_id',
          'c.number',
          'c.created_at',
          'i.queue_id',
          'i.name',
          'i.language',
          'i.individual_id',
          'i.address',
        );
      return rows.map((row) => ({
        interaction: row.interaction_id,
        number: row.number,
        createdAt: Number(row.created_at),
        queue: row.queue_id,
        name: row.name,
        language: row.language,
        individual: row.individual_id,
        address: row.address,
      }));
    },

    async taken(participantDigest, trx) {
      const key = { participant_digest: participantDigest };
      return (await (trx ?? knex)('iwt_interaction').where(key).first('id')) !== undefined;
    },
  };
}
