import type { Declarations } from '../declaration.ts';

const common = { usedBy: 'Web Processor', group: 'Idle and timeout', since: '4.0 GA' } as const;
const stands = '%1 is the visitor, %2 the idle time, %3 the grace time, %4 both together.';

/** "Idle/Timeout Parameters". */
export const idle = {
  EnableIdleTimeout: {
    ...common,
    kind: 'choice',
    default: 0,
    values: { 0: 'off', 1: 'on' },
    help: 'Whether a chat is ended whose visitor has stopped typing, or whose browser has stopped polling.',
  },
  IdleDisconnectMessage: {
    ...common,
    kind: 'text',
    default: '%1 has been disconnected from chat since being idle for %4.',
    longest: 2000,
    empty: true,
    help: `Said to everybody when an idle chat ends; ${stands}`,
  },
  IdleWarningMessage: {
    ...common,
    kind: 'text',
    default: '%1 has been idle for %2. The party has to type something within next %3 to remain active in chat.',
    longest: 2000,
    empty: true,
    help: `Said to everybody after *PartyIdleTime*; ${stands}`,
  },
  PartyIdleGraceTime: {
    ...common,
    kind: 'integer',
    default: 120,
    least: 0,
    most: 86_400,
    unit: 's',
    help: 'How long a visitor may stay idle after the warning.',
  },
  PartyIdleTime: {
    ...common,
    kind: 'integer',
    default: 300,
    least: 1,
    most: 86_400,
    unit: 's',
    help: 'How long a visitor may be idle before the warning; a workgroup may say otherwise.',
  },
} as const satisfies Declarations;
