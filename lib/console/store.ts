import type { Knex } from 'knex';
import type { Database } from '../database/connect.ts';
import type { Write } from '../journal/change.ts';
import { digest } from '../runtime/ids.ts';

/** What a user's list holds. */
export interface ListScope {
  readonly user: string;
  /** Everything that goes on, whosever it is. */
  readonly everything: boolean;
  /** Workgroups and the user, as keys of queues. */
  readonly queues: readonly string[];
  /** True: all states of those queues; false: what waits in or before them. */
  readonly allStates: boolean;
  /** Own interactions that ended after this moment (UTC milliseconds) still stand in the list. */
  readonly endedAfter: number;
  readonly limit: number;
}

/** Keys bound in one statement at most. */
const maximumKeys = 500;
/** Each is a part of a condition, and conditions may not be too deep. */
const maximumSpans = 100;
const offered = ['Offering'];
const active = ['Initializing', 'Offering', 'Alerting', 'Connected', 'Held'];
/** Outside the queue until a time. */
const aside = ['Scheduled', 'Snoozed'];

export interface ConsoleStore {
  /**
   * Keys of the interactions in a list, oldest first. The limit cuts off what waits outside the queues before what is in
   * them, and one's own last.
   */
  list(scope: ListScope): Promise<string[]>;
  /** How far each pair was read; 0 where no mark is kept. In the order of the pairs. */
  marks(pairs: readonly ReadPair[]): Promise<number[]>;
  markWrite(pair: ReadPair, seq: number): Write;
  /** Counts the visitor's texts in each span, in the order of the spans. */
  visitorTexts(spans: readonly Span[]): Promise<number[]>;
  /** How many interactions a user has connected or held. */
  openCount(user: string): Promise<number>;
}

export interface ReadPair {
  readonly interaction: string;
  readonly user: string;
}

/** Events of an interaction with `after` < seq <= `upTo`. */
export interface Span {
  readonly interaction: string;
  readonly after: number;
  readonly upTo: number;
}

export function consoleStore({ knex }: Database): ConsoleStore {
  const ids = (query: Knex.QueryBuilder): Promise<string[]> =>
    query.then((rows: { id: string }[]) => rows.map(({ id }) => id));

  async function own({ user, endedAfter, limit }: ListScope): Promise<string[]> {
    const mine = () => knex('iwt_interaction').where('user_id', user).limit(limit).select('id');
    const open = await ids(mine().whereIn('state', active));
    // The state has stood still since the end, and the index ends with that column.
    const ended = await ids(mine().where('state', 'Disconnected').where('state_since', '>', endedAfter));
    return [...open, ...ended];
  }

  function queued({ everything, queues, limit }: ListScope, states: readonly string[]): Promise<string[]> {
    const query = knex('iwt_interaction').whereIn('state', states);
    if (!everything) query.whereIn('queue_id', queues.slice(0, maximumKeys));
    // Ordered by a sum, so that no database walks through all history in the order of its index on that column.
    return ids(query.orderByRaw('started_at + 0').limit(limit).select('id'));
  }

  return {
    async list(scope) {
      const mine = await own(scope);
      const others = await queued(scope, scope.allStates || scope.everything ? active : offered);
      const later = await queued(scope, aside);
      return [...new Set([...mine, ...others, ...later])].slice(0, scope.limit).sort();
    },

    async marks(pairs) {
      const keys = pairs.map(markKey);
      const found = new Map<string, number>();
      for (let start = 0; start < keys.length; start += maximumKeys) {
        const rows: { participant_digest: string; delivered: number }[] = await knex('iwt_cursor')
          .whereIn('participant_digest', keys.slice(start, start + maximumKeys))
          .select('participant_digest', 'delivered');
        for (const row of rows) found.set(row.participant_digest, Number(row.delivered));
      }
      return keys.map((key) => found.get(key) ?? 0);
    },

    markWrite(pair, seq) {
      const row = { participant_digest: markKey(pair), delivered: seq };
      return { kind: 'upsert', table: 'iwt_cursor', key: ['participant_digest'], row };
    },

    async visitorTexts(spans) {
      const found = new Map<string, number>();
      for (let start = 0; start < spans.length; start += maximumSpans) {
        const some = spans.slice(start, start + maximumSpans);
        const rows: { interaction_id: string; texts: number }[] = await knex('iwt_interaction_event')
          .where('type', 'text')
          .whereRaw("json_extract(body, '$.party') = 0")
          .andWhere((any) => {
            for (const { interaction, after, upTo } of some) {
              any.orWhere((span) => span.where('interaction_id', interaction).whereBetween('seq', [after + 1, upTo]));
            }
          })
          .groupBy('interaction_id')
          .select('interaction_id')
          .count({ texts: '*' });
        for (const row of rows) found.set(row.interaction_id, Number(row.texts));
      }
      return spans.map(({ interaction }) => found.get(interaction) ?? 0);
    },

    async openCount(user) {
      const open = knex('iwt_interaction').where('user_id', user).whereIn('state', ['Connected', 'Held']);
      const row = await open.count({ open: '*' }).first();
      return Number(row?.open ?? 0);
    },
  };
}

function markKey({ interaction, user }: ReadPair): string {
  return digest(`${interaction}:${user}`);
}
