import type { Database } from '../database/connect.ts';
import type { InteractionEvent } from '../interactions/events.ts';
import { readDetails } from './formats.ts';
import type { Disposition, InteractionSummary } from './record.ts';
import type { Segment, SegmentEnd, SegmentType } from './segments.ts';

export interface TrackerStore {
  /** The events of interactions that their records depend on, in order: all but texts and notes. */
  events(interactions: readonly string[]): Promise<Map<string, InteractionEvent[]>>;
  summary(interaction: string): Promise<InteractionSummary | null>;
  /** Empty where nothing is recorded yet. */
  segments(interaction: string): Promise<Segment[]>;
}

interface EventRow {
  readonly interaction_id: string;
  readonly seq: number;
  readonly at: number;
  readonly type: string;
  readonly body: string;
}

type Value = string | number | null;
type TextRow = Record<string, Value>;

const eventTypes = ['started', 'party', 'state', 'attempt', 'codes'];

export function createTrackerStore({ knex }: Database): TrackerStore {
  /** The rows of an interaction whose date nobody knows: its keys begin with its number. */
  function rowsOf(table: string, interaction: string) {
    return knex<TextRow>(table)
      .where('interaction_id_key', '>=', interaction)
      .where('interaction_id_key', '<', String(Number(interaction) + 1));
  }

  return {
    async events(interactions) {
      const rows: EventRow[] = await knex('iwt_interaction_event')
        .select('interaction_id', 'seq', 'at', 'type', 'body')
        .whereIn('interaction_id', interactions)
        .whereIn('type', eventTypes)
        .orderBy(['interaction_id', 'seq']);
      const events = new Map<string, InteractionEvent[]>();
      for (const row of rows) {
        const own = events.get(row.interaction_id);
        if (own) own.push(toEvent(row));
        else events.set(row.interaction_id, [toEvent(row)]);
      }
      return events;
    },
    async summary(interaction) {
      const row = (await rowsOf('iwt_interaction_summary', interaction).first()) as TextRow | undefined;
      return row ? toSummary(row) : null;
    },
    async segments(interaction) {
      const rows = (await rowsOf('iwt_interaction_segment', interaction).orderBy('ordinal')) as TextRow[];
      const wrapUps = rows.length === 0 ? [] : await rowsOf('iwt_interaction_wrapup', interaction);
      const setAt = new Map(wrapUps.map((row) => [Number(row.wrapup_segment_no), Number(row.set_utc)]));
      return rows.map((row) => toSegment(row, setAt.get(Number(row.ordinal))));
    },
  };
}

function toEvent({ seq, at, type, body }: EventRow): InteractionEvent {
  return { seq: Number(seq), at: Number(at), type, body: JSON.parse(body) } as InteractionEvent;
}

function toSegment(row: TextRow, wrapUpAt: number | undefined): Segment {
  const segment: Segment = {
    type: row.segment_type as SegmentType,
    start: Number(row.start_utc),
    durationMs: Number(row.duration_ms),
    sequence: Number(row.segment_sequence),
    localParties: JSON.parse(String(row.local_parties)),
    user: textOf(row.user_id),
    queue: String(row.queue),
    endCode: row.end_code as SegmentEnd,
    details: readDetails(textOf(row.details_xml)),
    remoteName: String(row.remote_name),
    remoteAddress: String(row.remote_address),
  };
  return wrapUpAt === undefined ? segment : { ...segment, wrapUpCode: String(row.wrapup_code), wrapUpAt };
}

function toSummary(row: TextRow): InteractionSummary {
  const number = (column: string) => Number(row[column]);
  return {
    interactionIdKey: String(row.interaction_id_key),
    interactionId: String(row.interaction_id),
    startUtc: number('start_utc'),
    startOffsetS: number('start_offset_s'),
    endUtc: number('end_utc'),
    direction: number('direction'),
    connectionType: number('connection_type'),
    mediaType: number('media_type'),
    remoteId: String(row.remote_id),
    remoteName: String(row.remote_name),
    lastQueue: String(row.last_queue),
    lastUser: textOf(row.last_user),
    lastUserId: textOf(row.last_user_id),
    disposition: number('disposition') as Disposition,
    callbackDisposition: textOf(row.callback_disposition) as InteractionSummary['callbackDisposition'],
    nHeld: number('n_held'),
    tHeldMs: number('t_held_ms'),
    tQueueMs: number('t_queue_ms'),
    tAlertMs: number('t_alert_ms'),
    tConnectMs: number('t_connect_ms'),
    tSystemMs: number('t_system_ms'),
    nSnoozed: number('n_snoozed'),
    tSnoozedMs: number('t_snoozed_ms'),
    nTransfer: number('n_transfer'),
    indivId: String(row.indiv_id),
    wrapUpCode: textOf(row.wrapup_code),
    accountCode: textOf(row.account_code),
  };
}

function textOf(value: Value | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}
