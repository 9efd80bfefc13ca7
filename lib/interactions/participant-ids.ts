import { createHmac } from 'node:crypto';
import { formatGuid } from '../runtime/ids.ts';

/**
 * The visitor's participantID, derived from the chatID: whoever reconnects with the chatID gets the same one again, and
 * neither needs to be stored. Knowing the participantID does not tell the chatID.
 */
export function participantIdOf(chatId: string): string {
  return formatGuid(createHmac('sha256', chatId).update('participant').digest());
}
