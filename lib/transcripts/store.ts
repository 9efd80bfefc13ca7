import type { Knex } from 'knex';
import type { Database } from '../database/connect.ts';
import type { Row, Write } from '../journal/change.ts';
import type { Policy, PolicyAction, PolicyEvent } from './policies.ts';

export type RequestState = 'asked' | 'confirmed' | 'limited' | 'done';

/** A visitor who wants the transcript by e-mail. */
export interface TranscriptRequest {
  readonly interaction: string;
  readonly recipient: string;
  readonly language: string | null;
  /** `asked`: the address is not confirmed yet; `limited`: too many mails; `done`: the transcript is on its way, or never will be. */
  readonly state: RequestState;
  /** Of the link that confirms; null: none is out. */
  readonly tokenDigest: string | null;
  readonly createdAt: number;
  /** When the link ends to be good. */
  readonly expiresAt: number;
}

type Within = (trx: Knex.Transaction) => Promise<void>;

export interface TranscriptStore {
  request(interaction: string): Promise<TranscriptRequest | undefined>;
  /** The same under a lock, inside `journal.exclusive`. */
  lockRequest(interaction: string, trx: Knex.Transaction): Promise<TranscriptRequest | undefined>;
  byToken(digest: string): Promise<TranscriptRequest | undefined>;
  lockByToken(digest: string, trx: Knex.Transaction): Promise<TranscriptRequest | undefined>;
  /** Forgets requests from before `before`. */
  purge(before: number): Promise<void>;
  policies(): Promise<Policy[]>;
  addPolicy(policy: Policy, now: number, within: Within): Promise<void>;
  /** False: it was not there. */
  removePolicy(id: string, within: Within): Promise<boolean>;
}

const table = 'iwt_transcript_request';
const policyTable = 'iwt_transcript_policy';

interface RequestRow {
  readonly interaction_id: string;
  readonly recipient: string;
  readonly language: string | null;
  readonly state: RequestState;
  readonly token_digest: string | null;
  readonly created_at: number | string;
  readonly expires_at: number | string;
}

interface PolicyRow {
  readonly id: string;
  readonly entity_type: 'all' | 'workgroup' | 'user';
  readonly entity_id: string;
  readonly event: PolicyEvent;
  readonly action: PolicyAction;
  readonly workgroup: string | null;
  readonly username: string | null;
}

export function createTranscriptStore({ knex }: Database): TranscriptStore {
  const first = async (key: Partial<RequestRow>, trx?: Knex.Transaction) => {
    const query = (trx ?? knex)<RequestRow>(table).where(key).first();
    const row = (await (trx ? query.forUpdate() : query)) as RequestRow | undefined;
    return row && toRequest(row);
  };

  return {
    request: (interaction) => first({ interaction_id: interaction }),
    lockRequest: (interaction, trx) => first({ interaction_id: interaction }, trx),
    byToken: (digest) => first({ token_digest: digest }),
    lockByToken: (digest, trx) => first({ token_digest: digest }, trx),
    async purge(before) {
      await knex(table).where('created_at', '<', before).del();
    },
    async policies() {
      const rows: PolicyRow[] = await knex(`${policyTable} as p`)
        .leftJoin('iwt_workgroup as w', 'w.id', 'p.entity_id')
        .leftJoin('iwt_user as u', 'u.id', 'p.entity_id')
        .orderBy(['p.created_at', 'p.id'])
        .select('p.id', 'p.entity_type', 'p.entity_id', 'p.event', 'p.action', 'w.name as workgroup', 'u.username');
      return rows.map(toPolicy);
    },
    addPolicy: ({ id, entity, event, action }, now, within) =>
      knex.transaction(async (trx) => {
        const entity_id = entity.type === 'all' ? '' : entity.id;
        await trx(policyTable).insert({ id, entity_type: entity.type, entity_id, event, action, created_at: now });
        await within(trx);
      }),
    removePolicy: (id, within) =>
      knex.transaction(async (trx) => {
        const removed = await trx(policyTable).where({ id }).del();
        if (removed > 0) await within(trx);
        return removed > 0;
      }),
  };
}

/** The write that makes the row what it says. */
export function requestWrite(request: TranscriptRequest): Write {
  const row: Row = {
    interaction_id: request.interaction,
    recipient: request.recipient,
    language: request.language,
    state: request.state,
    token_digest: request.tokenDigest,
    created_at: request.createdAt,
    expires_at: request.expiresAt,
  };
  return { kind: 'upsert', table, key: ['interaction_id'], row };
}

function toRequest(row: RequestRow): TranscriptRequest {
  return {
    interaction: row.interaction_id,
    recipient: row.recipient,
    language: row.language,
    state: row.state,
    tokenDigest: row.token_digest,
    createdAt: Number(row.created_at),
    expiresAt: Number(row.expires_at),
  };
}

function toPolicy({ id, entity_type, entity_id, event, action, workgroup, username }: PolicyRow): Policy {
  if (entity_type === 'all') return { id, entity: { type: 'all' }, event, action };
  const name = (entity_type === 'workgroup' ? workgroup : username) ?? '(removed)';
  return { id, entity: { type: entity_type, id: entity_id, name }, event, action };
}
