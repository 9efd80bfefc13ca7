import type { Interaction } from '../interactions/interaction.ts';
import type { Write } from '../journal/change.ts';
import type { Journal } from '../journal/journal.ts';
import type { Params } from '../params/params.ts';
import type { Timers } from '../timers/timers.ts';

export interface HistoryParts {
  readonly journal: Pick<Journal, 'compress'>;
  readonly timers: Pick<Timers, 'on'>;
  readonly params: Pick<Params, 'get'>;
}

/** Until then its agent and its visitor may still look at it often. */
const compressedAfterMs = 3_600_000;
const kind = 'history';

/** The writes that belong to the end of a chat; `now` is the time of the change. Codes that are set later move nothing. */
export function compressLater(timers: Pick<Timers, 'write'>, { id, type, endedAt }: Interaction, now: number): Write[] {
  if (type !== 'chat' || endedAt === null || now > endedAt) return [];
  const dueAt = endedAt + compressedAfterMs;
  return [timers.write({ id: `${kind}:${id}`, kind, dueAt, payload: { interaction: id } })];
}

/** Compresses the texts of chats that have ended, as the parameters say. */
export function createHistory({ journal, timers, params }: HistoryParts): void {
  /** One at a time: thousands may have ended at once, and those who chat need the database too. */
  let last: Promise<void> = Promise.resolve();

  timers.on(kind, ({ payload }) => {
    const { interaction } = payload as { interaction: string };
    const done = last.then(async () => {
      if (params.get('EnableChatHistoryCompression') === 0) return;
      await journal.compress(interaction, params.get('ChatHistoryCompressionStartSize'));
    });
    last = done.catch(() => undefined);
    return done;
  });
}
