import type { Journal } from '../journal/journal.ts';
import type { Timers } from '../timers/timers.ts';

/** What its timer carries. */
interface RelaxTimer {
  readonly queue: string;
}

const KIND = 'relax';

/**
 * Looks at a queue again at the moment when something in it has waited so long that its minima no longer count. One timer
 * for each queue, whatever waits in it; who sets it last has the last word, and the next pass sets it anew.
 */
export function createRelaxation(
  { journal, timers }: { journal: Pick<Journal, 'commit'>; timers: Pick<Timers, 'on' | 'write'> },
  wake: (queueId: string) => void,
): (queueId: string, at: number | undefined) => Promise<void> {
  const set = new Map<string, number>();

  timers.on(KIND, async ({ payload, dueAt }) => {
    const { queue } = payload as RelaxTimer;
    if (set.get(queue) === dueAt) set.delete(queue);
    wake(queue);
  });

  return async (queue, at) => {
    if (at === undefined || set.get(queue) === at) return;
    const payload: RelaxTimer = { queue };
    const timer = timers.write({ id: `relax:${queue}`, kind: KIND, dueAt: at, payload });
    await journal.commit({ interaction: '', expects: 0, events: [], writes: [timer] });
    set.set(queue, at);
  };
}
