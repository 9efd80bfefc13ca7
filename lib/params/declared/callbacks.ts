import type { Declarations } from '../declaration.ts';

/** Callbacks ("Denial of Service Parameters" and "Callback retry configuration"). */
export const callbacks = {
  CallbackStatusQueryDuration: {
    kind: 'integer',
    default: 5,
    least: 0,
    most: 3600,
    unit: 's',
    usedBy: 'Web Processor',
    group: 'Callbacks',
    since: '4.0 SU 3',
    help: 'How old the status of a callback may be that its visitor is told; what happens to the callback itself is told at once.',
  },
  CallbackStatusQueryIdleAbortDuration: {
    kind: 'integer',
    default: 60,
    least: 1,
    most: 86_400,
    unit: 's',
    usedBy: 'Web Processor',
    group: 'Callbacks',
    since: '4.0 SU 3',
    help: 'After this time without a question the status of a callback is no longer kept in memory.',
  },
  'Default Snooze Duration': {
    kind: 'integer',
    default: 5,
    least: 0,
    most: 10_080,
    unit: 'min',
    usedBy: 'server',
    group: 'Callbacks',
    help: 'How long a callback sleeps after *Retry Later* where its workgroup does not say; 0 counts as 5.',
  },
} as const satisfies Declarations;
