import type { Knex } from 'knex';
import type { Database } from '../database/connect.ts';
import type { Row, Write } from '../journal/change.ts';

/** What a link is for. */
export type LinkPurpose = 'reset-password' | 'confirm-address';

/** A link that was mailed to somebody with an account. It works once. */
export interface AccountLink {
  readonly tokenDigest: string;
  readonly purpose: LinkPurpose;
  readonly individual: string;
  /** Where it was mailed to. */
  readonly mailbox: string;
  /** The `Accept-Language` header of who asked for it. */
  readonly language: string;
  /** UTC milliseconds. */
  readonly expiresAt: number;
}

export interface LinkStore {
  /** Of those that have not been used and are still good at `now`. */
  find(tokenDigest: string, purpose: LinkPurpose, now: number): Promise<AccountLink | undefined>;
  /** Uses it up, in the transaction; undefined: it is not good any more. */
  use(tokenDigest: string, purpose: LinkPurpose, now: number, trx: Knex.Transaction): Promise<AccountLink | undefined>;
  transaction<T>(work: (trx: Knex.Transaction) => Promise<T>): Promise<T>;
  /** Forgets the individual's links of this purpose. */
  drop(individual: string, purpose: LinkPurpose, trx: Knex.Transaction): Promise<void>;
  /** Forgets links that were good until before `before`. */
  purge(before: number): Promise<void>;
}

interface LinkRow {
  readonly token_digest: string;
  readonly purpose: LinkPurpose;
  readonly subject: string;
  readonly mailbox: string;
  readonly language: string | null;
  readonly expires_at: number | string;
  readonly used_at: number | string | null;
}

const table = 'iwt_one_time_link';
const purposes: readonly LinkPurpose[] = ['reset-password', 'confirm-address'];

export function linkStore({ knex }: Database): LinkStore {
  const good = async (query: Knex.QueryBuilder, now: number): Promise<AccountLink | undefined> => {
    const row: LinkRow | undefined = await query.first();
    return row && row.used_at === null && now < Number(row.expires_at) ? linkOf(row) : undefined;
  };
  const byToken = (token_digest: string, purpose: LinkPurpose, on: Knex = knex) =>
    on(table).where({ token_digest, purpose });

  return {
    find: (digest, purpose, now) => good(byToken(digest, purpose), now),
    async use(digest, purpose, now, trx) {
      const link = await good(byToken(digest, purpose, trx).forUpdate(), now);
      if (link) await byToken(digest, purpose, trx).update({ used_at: now });
      return link;
    },
    transaction: (work) => knex.transaction(work),
    async drop(subject, purpose, trx) {
      await trx(table).where({ subject, purpose }).delete();
    },
    async purge(before) {
      await knex(table).whereIn('purpose', purposes).where('expires_at', '<', before).delete();
    },
  };
}

/** The write that makes a link good. */
export function linkWrite({ tokenDigest, individual, expiresAt, ...link }: AccountLink): Write {
  const row: Row = {
    token_digest: tokenDigest,
    purpose: link.purpose,
    subject: individual,
    mailbox: link.mailbox,
    language: link.language,
    expires_at: expiresAt,
    used_at: null,
  };
  return { kind: 'insert', table, row };
}

function linkOf(row: LinkRow): AccountLink {
  return {
    tokenDigest: row.token_digest,
    purpose: row.purpose,
    individual: row.subject,
    mailbox: row.mailbox,
    language: row.language ?? '',
    expiresAt: Number(row.expires_at),
  };
}
