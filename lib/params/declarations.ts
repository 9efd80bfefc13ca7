import type { Declarations } from './declaration.ts';
import { access } from './declared/access.ts';
import { callbacks } from './declared/callbacks.ts';
import { handlers } from './declared/handlers.ts';
import { idle } from './declared/idle.ts';
import { limits } from './declared/limits.ts';
import { messages } from './declared/messages.ts';
import { polling } from './declared/polling.ts';
import { ports } from './declared/ports.ts';
import { problemReports } from './declared/problem-reports.ts';
import { processor } from './declared/processor.ts';
import { queueQuery } from './declared/queue-query.ts';
import { transcripts } from './declared/transcripts.ts';

/**
 * One row per parameter: its type, check, default, documentation and console field come from here. A row stands here
 * only when the product acts on it. A change takes effect at once, unless the row says `restart`.
 */
export const declarations = {
  ...messages,
  ...polling,
  ...callbacks,
  ...limits,
  ...access,
  ...queueQuery,
  ...problemReports,
  ...ports,
  ...idle,
  ...processor,
  ...transcripts,
  ...handlers,
} as const satisfies Declarations;

export type ParameterName = keyof typeof declarations;

export type ParameterValue<Name extends ParameterName> = (typeof declarations)[Name]['kind'] extends 'text'
  ? string
  : number;

export const parameterNames = (Object.keys(declarations) as ParameterName[]).sort((a, b) =>
  a.toLowerCase() < b.toLowerCase() ? -1 : 1,
) as readonly ParameterName[];
