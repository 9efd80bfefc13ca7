import type { Declarations } from '../declaration.ts';

/** "Web Processor Bridge Parameters", access control. */
export const access = {
  CallbackAccessControl: control('Who may ask for a callback. A page shows the forms that fit; others are refused.'),
  ChatAccessControl: control('Who may start a chat. A page shows the forms that fit; others are refused.'),
  QueryQueueAccessControl: control('Who may ask how many agents of a queue are available and how long one waits.'),
} as const satisfies Declarations;

function control(help: string) {
  return {
    kind: 'choice',
    default: 1,
    values: { 0: 'block all', 1: 'allow all', 2: 'authenticated only', 3: 'anonymous only' },
    usedBy: 'Web Processor Bridge',
    group: 'Access control',
    since: '4.0 SU 3',
    help,
  } as const;
}
