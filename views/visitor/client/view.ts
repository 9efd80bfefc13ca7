import { sameId } from './protocol.ts';
import type { View } from './session.ts';
import { agentsOf } from './transcript.ts';

/** Whether the chat of this view waits for somebody to take it. */
export function isWaiting({ transcript, end }: View): boolean {
  return !end && agentsOf(transcript).length === 0;
}

/** The visitor's own name as the server has it. */
export function ownName({ transcript }: View): string {
  return transcript.participants.find(({ id }) => sameId(id, transcript.me))?.name ?? '';
}
