import type { Database } from '../database/connect.ts';
import type { Write } from '../journal/change.ts';

/** States of a chat that has not ended. */
const OPEN = ['Initializing', 'Offering', 'Alerting', 'Connected', 'Held'];

/** A place in the walk over all open chats. */
export interface Place {
  readonly state: number;
  readonly queue: string;
  readonly startedAt: number;
  readonly id: string;
}

export interface ChatStore {
  /** How many visible events the participant has got; 0 when none were delivered yet. */
  delivered(participantDigest: string): Promise<number>;
  deliveredWrite(participantDigest: string, delivered: number): Write;
  /** The visitor of this chat counts as being there until then (UTC milliseconds). */
  leaseWrite(interaction: string, until: number): Write;
  leaseDelete(interaction: string): Write;
  /** The leases of these chats' visitors, as far as there are any. */
  leases(interactions: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** The payloads of these timers, as far as there are any. */
  timerPayloads(timers: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** The next open chats on a walk that starts with undefined; `next` is undefined where it ended. */
  openChats(
    place: Place | undefined,
    limit: number,
  ): Promise<{ readonly ids: string[]; readonly next: Place | undefined }>;
}

export function chatStore({ knex }: Database): ChatStore {
  return {
    async delivered(participantDigest) {
      const row = await knex('iwt_cursor').where({ participant_digest: participantDigest }).first('delivered');
      return Number(row?.delivered ?? 0);
    },

    deliveredWrite(participantDigest, delivered) {
      const row = { participant_digest: participantDigest, delivered };
      return { kind: 'upsert', table: 'iwt_cursor', key: ['participant_digest'], row };
    },

    leaseWrite(interaction, until) {
      const row = { interaction_id: interaction, until };
      return { kind: 'upsert', table: 'iwt_visitor_lease', key: ['interaction_id'], row };
    },

    leaseDelete: (interaction) => ({
      kind: 'delete',
      table: 'iwt_visitor_lease',
      key: { interaction_id: interaction },
    }),

    async leases(interactions) {
      const rows: { interaction_id: string; until: number }[] = await knex('iwt_visitor_lease')
        .whereIn('interaction_id', interactions as string[])
        .select('interaction_id', 'until');
      return new Map(rows.map((row) => [row.interaction_id, Number(row.until)]));
    },

    async timerPayloads(timers) {
      const rows: { id: string; payload: string }[] = await knex('iwt_timer')
        .whereIn('id', timers as string[])
        .select('id', 'payload');
      return new Map(rows.map(({ id, payload }) => [id, payload]));
    },

    async openChats(place, limit) {
      const at = place ?? { state: 0, queue: '', startedAt: 0, id: '' };
      // Walks along the index of state, queue and start, so ended chats cost nothing, however many there are.
      const rows = await knex('iwt_interaction')
        .where({ state: OPEN[at.state] ?? '', type: 'chat' })
        .where((after) =>
          after
            .where('queue_id', '>', at.queue)
            .orWhere((same) =>
              same
                .where('queue_id', at.queue)
                .where((later) =>
                  later
                    .where('started_at', '>', at.startedAt)
                    .orWhere((tie) => tie.where('started_at', at.startedAt).where('id', '>', at.id)),
                ),
            ),
        )
        .orderBy([{ column: 'queue_id' }, { column: 'started_at' }, { column: 'id' }])
        .limit(limit)
        .select('id', 'queue_id', 'started_at');
      const ids = rows.map(({ id }) => id as string);
      const last = rows[rows.length - 1];
      if (last && rows.length === limit) {
        const next = { state: at.state, queue: last.queue_id, startedAt: Number(last.started_at), id: last.id };
        return { ids, next };
      }
      const more = at.state + 1 < OPEN.length;
      return { ids, next: more ? { state: at.state + 1, queue: '', startedAt: 0, id: '' } : undefined };
    },
  };
}
