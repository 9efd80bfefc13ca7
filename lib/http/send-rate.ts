import { IwtError } from '../errors.ts';
import type { Clock } from '../runtime/clock.ts';

/** Messages of one visitor: so many at once, then one for each interval. Nobody types like that, and the disk is finite. */
export const sendRate = { burst: 1_000, intervalMs: 20 } as const;

/** Visitors remembered; beyond, those who began first start anew. */
const mostVisitors = 50_000;

/** Counts what one visitor sends. @throws IwtError `request.limited` */
export function createSendRate(clock: Clock): (participantId: string) => void {
  /** When the visitor's bucket is empty again, by his participantID. */
  const emptyAt = new Map<string, number>();

  function forget(now: number): void {
    for (const [id, at] of emptyAt) {
      if (at > now && emptyAt.size < mostVisitors) return;
      emptyAt.delete(id);
    }
  }

  return (participantId) => {
    const id = participantId.toLowerCase();
    const now = clock.now();
    const at = Math.max(now, emptyAt.get(id) ?? 0) + sendRate.intervalMs;
    const over = at - now - sendRate.burst * sendRate.intervalMs;
    if (over > 0) {
      const retryAfter = Math.ceil(over / 1000);
      throw new IwtError('request.limited', 'There were too many messages. Please wait a moment.', { retryAfter });
    }
    emptyAt.delete(id);
    if (emptyAt.size > 0) forget(now);
    emptyAt.set(id, at);
  };
}
