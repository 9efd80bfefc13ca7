import { wrongTrustedHosts } from '../../limits/trusted-hosts.ts';
import type { Declarations } from '../declaration.ts';

/** "Denial of Service Parameters": how many chats and callbacks visitors may start. */
export const limits = {
  CallbacksAllowedUnitTime: unitTime('MaxCallbacksAllowedPerUnitTime', 'Callbacks'),
  ChatsAllowedUnitTime: unitTime('MaxChatsAllowedPerUnitTime', 'Web chats'),
  InteractionsAllowedUnitTime: {
    ...unitTime('MaxInteractionsAllowedPerUnitTime', 'Web chats and callbacks'),
    since: '4.0 GA',
  },
  MaxCallbacksAllowedPerUnitTime: {
    ...count(5, 'Callbacks', 'Callback requests that may be made within *CallbacksAllowedUnitTime*.'),
    since: '4.0 SU 3',
  },
  MaxChatsAllowedPerUnitTime: {
    ...count(5, 'Web chats', 'Chats that may be started within *ChatsAllowedUnitTime*.'),
    since: '4.0 SU 3',
  },
  MaxInteractionsAllowedPerUnitTime: count(
    5,
    'Web chats and callbacks',
    'Chats and callback requests together that may be started within *InteractionsAllowedUnitTime*.',
  ),
  MaxActiveCallbacksAllowed: {
    ...count(-1, 'Callbacks', 'Callbacks at any time; -1: *MaxActiveInteractionsAllowed* alone counts.'),
    least: -1,
    since: '4.0 SU 3',
  },
  MaxActiveChatsAllowed: {
    ...count(-1, 'Web chats', 'Chats at any time; -1: *MaxActiveInteractionsAllowed* alone counts.'),
    least: -1,
    since: '4.0 SU 3',
  },
  MaxActiveInteractionsAllowed: count(
    1500,
    'Web chats and callbacks',
    'Chats at any time, and as many callbacks beside them.',
  ),
  MaxAnonymousInteractionsAllowed: count(
    1500,
    'Web chats and callbacks',
    'Chats and callbacks together, at any time, of visitors who have not signed in; with 0 they cannot start any.',
  ),
  MaxAnyInteractionsAllowedPerQueue: {
    ...count(1500, 'Web chats and callbacks', 'Chats and callbacks together on one queue at any time.'),
    usedBy: 'Web Processor',
  },
  MaxInteractionsAllowedPerUser: count(
    5,
    'Web chats and callbacks',
    'Chats and callbacks together of one registered visitor at any time.',
  ),
  MaxInteractionsAllowedPerIP: count(
    15,
    'Web chats and callbacks',
    'Chats and callbacks together from one address at any time; of IPv6 from one /64. *TrustedHosts* are exempt.',
  ),
  TrustedHosts: {
    kind: 'text',
    default: '',
    longest: 4000,
    empty: true,
    check: wrongTrustedHosts,
    usedBy: 'Web Processor Bridge',
    group: 'Web chats and callbacks',
    since: '4.0 SU 3',
    help: 'Addresses, ranges such as 10.0.0.0/8 and host names, with commas between them, that *MaxInteractionsAllowedPerIP* does not count. All other limits do.',
  },
} as const satisfies Declarations;

function count(by: number, group: 'Callbacks' | 'Web chats' | 'Web chats and callbacks', help: string) {
  return {
    kind: 'integer',
    default: by,
    least: 0,
    most: 1_000_000,
    unit: 'interactions',
    usedBy: 'Web Processor Bridge',
    group,
    since: '4.0 GA',
    help,
  } as const;
}

function unitTime(limited: string, group: 'Callbacks' | 'Web chats' | 'Web chats and callbacks') {
  return {
    kind: 'integer',
    default: 1,
    least: 1,
    most: 3600,
    unit: 's',
    usedBy: 'Web Processor Bridge',
    group,
    since: '4.0 SU 3',
    help: `The time that *${limited}* counts over.`,
  } as const;
}
