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
  'Web Event Image Path': {
    kind: 'text',
    default: '../img/',
    longest: 200,
    empty: false,
    check: (path) =>
      /^(?:\/|(?:\.\.\/)+)?(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*\/)*(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*)?$/.test(path)
        ? undefined
        : 'must be a path on this site such as "../img/", relative to <root>/WebServices/',
    usedBy: 'Web HTML plug-in',
    group: 'Other',
    help: 'Folder of the pictures of the automatic web pages, relative to `<root>/WebServices/`.',
  },
} as const satisfies Declarations;
