import type { Segment, SnoozeDetails } from './segments.ts';

/** Seconds that a server's local time is ahead of UTC at a moment (UTC milliseconds). */
export type OffsetAt = (at: number) => number;

/** Of this process' time zone. */
export const localOffset: OffsetAt = (at) => -60 * new Date(at).getTimezoneOffset();

/** Ten digits of the interaction and the UTC date of its start: 18 characters. */
export function interactionIdKey(interaction: string, startedAt: number): string {
  return interaction + new Date(startedAt).toISOString().slice(0, 10).replaceAll('-', '');
}

/** Local time as basic ISO 8601 with its offset: `20130619T165114.661-04`, or `…+0530`. */
export function clientUtc(at: number, offset: number): string {
  const local = new Date(at + offset * 1000).toISOString().replace(/[-:Z]/g, '');
  const minutes = Math.round(Math.abs(offset) / 60);
  const rest = minutes % 60;
  return `${local}${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${rest === 0 ? '' : two(rest)}`;
}

/** `<Details SnoozeStartTime="…" SnoozeDurationInSeconds="…" />`. */
export function detailsXml({ SnoozeStartTime, SnoozeDurationInSeconds }: SnoozeDetails): string {
  return `<Details SnoozeStartTime="${SnoozeStartTime}" SnoozeDurationInSeconds="${SnoozeDurationInSeconds}" />`;
}

/** What `detailsXml` wrote; null: something else. */
export function readDetails(xml: string | null): SnoozeDetails | null {
  const found = xml && /^<Details SnoozeStartTime="([^"]*)" SnoozeDurationInSeconds="([^"]*)" \/>$/.exec(xml);
  return found ? { SnoozeStartTime: found[1] as string, SnoozeDurationInSeconds: found[2] as string } : null;
}

/**
 * All segments as one text: segments parted by `;`, each a list of `name=value` parted by `&` and encoded as in the query
 * of a URL. `LocalParty` stands once for each; what is empty stands nowhere.
 */
export function segmentLog(segments: readonly Segment[], offsetAt: OffsetAt): string {
  return segments.map((segment) => new URLSearchParams(fields(segment, offsetAt)).toString()).join(';');
}

function fields(segment: Segment, offsetAt: OffsetAt): [string, string][] {
  const all: [string, string][] = [
    ['SegmentType', segment.type],
    ['SegmentSequence', String(segment.sequence)],
    ['ClientUtc', clientUtc(segment.start, offsetAt(segment.start))],
    ['Duration', String(segment.durationMs)],
    ...segment.localParties.map((name): [string, string] => ['LocalParty', name]),
    ['Queue', segment.queue],
    ['EndCode', segment.endCode],
    ['Details', segment.details ? detailsXml(segment.details) : ''],
    ['WrapupCode', segment.wrapUpCode ?? ''],
    ['RemoteName', segment.remoteName],
    ['RemoteAddress', segment.remoteAddress],
  ];
  return all.filter(([, value]) => value !== '');
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
