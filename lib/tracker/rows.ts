import type { Row, Write } from '../journal/change.ts';
import { detailsXml } from './formats.ts';
import type { CustomAttributes, InteractionSummary, Participant, Recorded } from './record.ts';
import type { Segment } from './segments.ts';

/** One site, and no interaction is ever made anew from its record (handlers-and-site section 5.4). */
const place = { site_id: -1, seq_no: 0 };
const keys = ['interaction_id_key', 'site_id', 'seq_no'];

/** The writes that make the rows of a record true, however often. An ended interaction never has fewer segments than before. */
export function writesOf({ summary, segments, participants, custom, wrapUpTaken }: Recorded): Write[] {
  const key = { interaction_id_key: summary.interactionIdKey, ...place };
  return [
    upsert('iwt_interaction_summary', keys, { ...key, ...summaryRow(summary) }),
    ...segments.map((segment, ordinal) =>
      upsert('iwt_interaction_segment', [...keys, 'ordinal'], { ...key, ordinal, ...segmentRow(segment) }),
    ),
    ...segments.flatMap((segment, ordinal) =>
      wrapUpWrites({ ...key, wrapup_segment_no: ordinal }, segment, wrapUpTaken),
    ),
    ...(custom ? [upsert('iwt_interaction_custom_attributes', keys, { ...key, ...customRow(custom) })] : []),
    ...participants.map((participant, number) =>
      upsert('iwt_intx_participant', ['intx_part_id'], participantRow(summary.interactionIdKey, number, participant)),
    ),
  ];
}

function upsert(table: string, key: readonly string[], row: Row): Write {
  return { kind: 'upsert', table, key, row };
}

function summaryRow(summary: InteractionSummary): Row {
  return {
    interaction_id: Number(summary.interactionId),
    start_utc: summary.startUtc,
    start_offset_s: summary.startOffsetS,
    end_utc: summary.endUtc,
    direction: summary.direction,
    connection_type: summary.connectionType,
    media_type: summary.mediaType,
    remote_id: cut(summary.remoteId, 50),
    remote_name: cut(summary.remoteName, 128),
    last_queue: cut(summary.lastQueue, 150),
    last_user: summary.lastUser === null ? null : cut(summary.lastUser, 128),
    last_user_id: summary.lastUserId,
    disposition: summary.disposition,
    callback_disposition: summary.callbackDisposition,
    n_held: summary.nHeld,
    t_held_ms: summary.tHeldMs,
    t_queue_ms: summary.tQueueMs,
    t_alert_ms: summary.tAlertMs,
    t_connect_ms: summary.tConnectMs,
    t_system_ms: summary.tSystemMs,
    n_snoozed: summary.nSnoozed,
    t_snoozed_ms: summary.tSnoozedMs,
    n_transfer: summary.nTransfer,
    indiv_id: summary.indivId,
    wrapup_code: summary.wrapUpCode === null ? null : cut(summary.wrapUpCode, 50),
    account_code: summary.accountCode === null ? null : cut(summary.accountCode, 50),
  };
}

function segmentRow(segment: Segment): Row {
  return {
    segment_type: segment.type,
    segment_sequence: segment.sequence,
    start_utc: segment.start,
    duration_ms: segment.durationMs,
    local_parties: JSON.stringify(segment.localParties),
    user_id: segment.user,
    queue: cut(segment.queue, 150),
    end_code: segment.endCode,
    details_xml: segment.details && detailsXml(segment.details),
    wrapup_code: segment.wrapUpCode === undefined ? null : cut(segment.wrapUpCode, 50),
    remote_name: cut(segment.remoteName, 128),
    remote_address: cut(segment.remoteAddress, 255),
  };
}

/** A code that was taken back leaves no row. */
function wrapUpWrites(key: Row, segment: Segment, taken: boolean): Write[] {
  const { user, start, durationMs, wrapUpCode, wrapUpAt } = segment;
  const table = 'iwt_interaction_wrapup';
  if (wrapUpCode === undefined || wrapUpAt === undefined) return taken ? [{ kind: 'delete', table, key }] : [];
  const row = {
    ...key,
    user_id: user,
    wrapup_code: cut(wrapUpCode, 50),
    set_utc: wrapUpAt,
    duration_ms: Math.max(0, wrapUpAt - start - durationMs),
  };
  return [upsert(table, Object.keys(key), row)];
}

function customRow({ numbers, texts }: CustomAttributes): Row {
  const row: Row = {};
  numbers.forEach((value, index) => {
    row[`n${index + 1}`] = value;
  });
  texts.forEach((value, index) => {
    row[`s${index + 1}`] = value === null ? null : cut(value, 50);
  });
  return row;
}

function participantRow(key: string, number: number, { name, indivId, user, role, howEnded }: Participant): Row {
  return {
    intx_part_id: key + String(number).padStart(4, '0'),
    call_id_key: key,
    name: cut(name, 128),
    indiv_id: indivId,
    user_id: user,
    role,
    how_ended: howEnded,
  };
}

/** Columns count characters, not halves of them. */
function cut(text: string, most: number): string {
  return text.length <= most ? text : [...text].slice(0, most).join('');
}
