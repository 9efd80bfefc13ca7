import type { Database } from '../database/connect.ts';
import type { Row, Write } from '../journal/change.ts';

export type MailState = 'queued' | 'sent' | 'failed' | 'dropped';

/** A mail in the queue. What it says is made when it is sent. */
export interface QueuedMail {
  /** At most 50 characters; the same mail never has two. */
  readonly id: string;
  readonly kind: string;
  readonly interaction: string;
  readonly recipient: string;
  readonly state: MailState;
  /** How often it was tried. */
  readonly attempts: number;
  /** UTC milliseconds until which a node may be sending it; 0: none is. */
  readonly claimedUntil: number;
  readonly lastError: string | null;
  readonly createdAt: number;
  readonly changedAt: number;
}

/** Whose mails. */
export interface MailsOf {
  readonly interactions?: readonly string[];
  /** Beginnings of ids, such as `reset-password:…:`. */
  readonly prefixes?: readonly string[];
}

export interface MailStore {
  find(id: string): Promise<QueuedMail | undefined>;
  /** Takes the mail for an attempt, which counts from here on: the mail as it is now; undefined: another node has it, or it is done. */
  claim(id: string, now: number, until: number): Promise<QueuedMail | undefined>;
  /** Those that could not be sent, the newest first. */
  failed(limit: number): Promise<QueuedMail[]>;
  of(wanted: MailsOf): Promise<QueuedMail[]>;
  forget(wanted: MailsOf): Promise<void>;
  /** Forgets mails that are done since before `before`. */
  purge(before: number): Promise<void>;
}

const table = 'iwt_mail';

interface MailRow {
  readonly id: string;
  readonly kind: string;
  readonly interaction_id: string;
  readonly recipient: string;
  readonly state: MailState;
  readonly attempts: number;
  readonly claimed_until: number | string;
  readonly last_error: string | null;
  readonly created_at: number | string;
  readonly changed_at: number | string;
}

export function createMailStore({ knex }: Database): MailStore {
  async function find(id: string): Promise<QueuedMail | undefined> {
    const row = await knex<MailRow>(table).where({ id }).first();
    return row && toMail(row);
  }

  function matching({ interactions = [], prefixes = [] }: MailsOf) {
    return knex(table).where((either) => {
      either.whereIn('interaction_id', interactions.slice());
      for (const prefix of prefixes) either.orWhereBetween('id', [prefix, `${prefix}~`]);
    });
  }

  return {
    find,
    async claim(id, now, until) {
      const taken = await knex(table)
        .where({ id, state: 'queued' })
        .where('claimed_until', '<=', now)
        .update({ claimed_until: until, attempts: knex.raw('attempts + 1') });
      return taken === 1 ? find(id) : undefined;
    },
    async failed(limit) {
      const rows = await knex<MailRow>(table).where({ state: 'failed' }).orderBy('changed_at', 'desc').limit(limit);
      return rows.map(toMail);
    },
    async of(wanted) {
      const rows: MailRow[] = await matching(wanted).orderBy('created_at', 'desc').select();
      return rows.map(toMail);
    },
    async forget(wanted) {
      await matching(wanted).delete();
    },
    async purge(before) {
      for (const state of ['sent', 'failed', 'dropped']) {
        await knex(table).where({ state }).where('changed_at', '<', before).del();
      }
    },
  };
}

/** The write that makes the row what it says. */
export function mailWrite(mail: QueuedMail): Write {
  return { kind: 'upsert', table, key: ['id'], row: toRow(mail) };
}

function toRow(mail: QueuedMail): Row {
  return {
    id: mail.id,
    kind: mail.kind,
    interaction_id: mail.interaction,
    recipient: mail.recipient,
    state: mail.state,
    attempts: mail.attempts,
    claimed_until: mail.claimedUntil,
    last_error: mail.lastError,
    created_at: mail.createdAt,
    changed_at: mail.changedAt,
  };
}

function toMail(row: MailRow): QueuedMail {
  return {
    id: row.id,
    kind: row.kind,
    interaction: row.interaction_id,
    recipient: row.recipient,
    state: row.state,
    attempts: Number(row.attempts),
    claimedUntil: Number(row.claimed_until),
    lastError: row.last_error,
    createdAt: Number(row.created_at),
    changedAt: Number(row.changed_at),
  };
}
