import type { Declarations } from '../declaration.ts';

/** "Web Services Parameters", of the Web HTML plug-in. */
export const handlers = {
  WebCGIRequestTimeout: {
    kind: 'integer',
    default: 300,
    least: 1,
    most: 86_400,
    unit: 's',
    usedBy: 'Web HTML plug-in',
    group: 'Other',
    help: 'How long a handler page may take. Then its visitor is told that it took too long, and what the handler answers later is discarded. A change holds for those who wait, too.',
  },
} as const satisfies Declarations;
