import type { Declarations } from '../declaration.ts';

/** "Web Processor Bridge Parameters", queue query. */
export const queueQuery = {
  QueueQueryIdleAbortTime: {
    ...seconds(60, 1, 86_400),
    help: 'After this time without a question the answer about a queue is no longer kept in memory.',
  },
  QueueQueryTime: {
    ...seconds(5, 0, 3600),
    help: 'How old an answer about a queue may be; younger ones are given again without looking.',
  },
} as const satisfies Declarations;

function seconds(preset: number, least: number, most: number) {
  return {
    kind: 'integer',
    default: preset,
    least,
    most,
    unit: 's',
    usedBy: 'Web Processor Bridge',
    group: 'Queue query',
    since: '4.0 SU 3',
  } as const;
}
