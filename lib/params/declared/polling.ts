import type { Declarations } from '../declaration.ts';

/** "Web Processor Bridge Parameters", polling. */
export const polling = {
  MaxPollFrequency: {
    kind: 'integer',
    default: 2000,
    least: 250,
    most: 60_000,
    unit: 'ms',
    usedBy: 'Web Processor Bridge',
    group: 'Polling',
    since: '4.0 SU 2',
    help: 'How long a page waits between two polls of a chat. Lower feels quicker and costs more; 1000 to 5000 is usual.',
  },
} as const satisfies Declarations;
