import { createHmac } from 'node:crypto';
import { formatGuid, type Ids } from '../runtime/ids.ts';

const first = 100_000_000;
const count = 900_000_000;

/** Nine random digits, the first of them not 0, so that nobody leaves it out. */
export function randomNumber(ids: Ids): string {
  // 48 bits: no number is noticeably more frequent than another.
  return String(first + (ids.bytes(6).readUIntBE(0, 6) % count));
}

/**
 * The chatID of the callback with this number: whoever knows the installation's secret can derive it, so it is stored
 * nowhere, and the number brings back the same participantID (docs/decisions/0009-callback-numbers.md).
 */
export function chatIdOf(secret: string, number: string): string {
  return formatGuid(createHmac('sha256', secret).update(number).digest());
}
