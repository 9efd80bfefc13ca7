import { IwtError } from '../errors.ts';
import { describeInstant, isOpen, nextOpening, type OpeningHours, parseInstant, printInstant } from '../hours/hours.ts';
import { refuse } from '../wire/visitor-input.ts';

/** How far ahead a visitor may choose a time. */
const MOST_AHEAD_MS = 60 * 86_400_000;

/**
 * When a new callback comes into the queue (UTC milliseconds); null: at once. Without opening hours it is always open.
 * @throws IwtError `request.invalid`, `time.closed`
 */
export function queuedAt(preferred: number | undefined, hours: OpeningHours | null, now: number): number | null {
  if (preferred !== undefined) return chosen(preferred, hours, now);
  if (!hours || isOpen(hours, now)) return null;
  const opening = nextOpening(hours, now);
  if (opening === null) throw new IwtError('time.closed', 'Nobody calls back here any more.');
  return opening;
}

/** @throws IwtError `request.invalid` */
export function readPreferred(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  try {
    return parseInstant(text);
  } catch (error) {
    throw error instanceof IwtError ? refuse(error.code, error.message, 'preferredTime') : error;
  }
}

function chosen(at: number, hours: OpeningHours | null, now: number): number {
  if (at < now) throw refuse('request.invalid', 'That time has passed. Choose a later one.', 'preferredTime');
  if (at > now + MOST_AHEAD_MS) {
    throw refuse('request.invalid', 'That time is more than 60 days ahead. Choose an earlier one.', 'preferredTime');
  }
  if (!hours || isOpen(hours, at)) return at;
  const opening = nextOpening(hours, at);
  const next = opening === null ? '' : ` The next opening after it: ${describeInstant(opening, hours.zone, 'en')}.`;
  throw new IwtError('time.closed', `Nobody calls back at that time.${next}`, {
    field: 'preferredTime',
    ...(opening === null ? {} : { opening: printInstant(opening, hours.zone) }),
  });
}
