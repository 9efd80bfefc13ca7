import type { ParameterName } from '../params/declarations.ts';

/** What somebody from outside wants to start. */
export interface Wanted {
  readonly type: 'chat' | 'callback';
  /** Key of the queue. */
  readonly queue: string;
  /** Key of a registered visitor; null: anonymous. */
  readonly individual: string | null;
  /** The address as limits count it; null: it counts for no address. */
  readonly caller: string | null;
}

/** How many interactions of visitors there are, by what they count for. */
export interface Counts {
  /** Of the wanted type, on the whole. */
  readonly type: number;
  readonly anonymous: number;
  readonly queue: number;
  readonly individual: number;
  readonly caller: number;
  /** Starts of the type, and of both, within the time that the burst limits count over. */
  readonly typeBurst: number;
  readonly burst: number;
}

/** The parameters, by their names. */
export type Limits = (name: LimitName) => number;

export type LimitName = Extract<
  ParameterName,
  `Max${string}Allowed${string}` | `${'Chats' | 'Callbacks' | 'Interactions'}AllowedUnitTime`
>;

/** The parameter that does not allow one more; undefined: all allow it. Those that pass by themselves come last. */
export function refusedBy(wanted: Wanted, counts: Counts, limits: Limits): LimitName | undefined {
  const chat = wanted.type === 'chat';
  const own = limits(chat ? 'MaxActiveChatsAllowed' : 'MaxActiveCallbacksAllowed');
  if (own >= 0 && counts.type >= own) return chat ? 'MaxActiveChatsAllowed' : 'MaxActiveCallbacksAllowed';
  const reached = (name: LimitName, count: number) => (count >= limits(name) ? name : undefined);
  return (
    reached('MaxActiveInteractionsAllowed', counts.type) ??
    (wanted.individual === null
      ? reached('MaxAnonymousInteractionsAllowed', counts.anonymous)
      : reached('MaxInteractionsAllowedPerUser', counts.individual)) ??
    reached('MaxAnyInteractionsAllowedPerQueue', counts.queue) ??
    (wanted.caller === null ? undefined : reached('MaxInteractionsAllowedPerIP', counts.caller)) ??
    reached(chat ? 'MaxChatsAllowedPerUnitTime' : 'MaxCallbacksAllowedPerUnitTime', counts.typeBurst) ??
    reached('MaxInteractionsAllowedPerUnitTime', counts.burst)
  );
}

/** Milliseconds that the burst limits count over: for the type, and for both together. */
export function unitTimes(type: Wanted['type'], limits: Limits): { readonly type: number; readonly both: number } {
  const own = type === 'chat' ? 'ChatsAllowedUnitTime' : 'CallbacksAllowedUnitTime';
  return { type: limits(own) * 1000, both: limits('InteractionsAllowedUnitTime') * 1000 };
}

/** Whole seconds after which it is worth trying again: a burst passes with its time, anything else when somebody leaves. */
export function retryAfter(limit: LimitName, type: Wanted['type'], limits: Limits): number {
  const times = unitTimes(type, limits);
  if (limit === 'MaxInteractionsAllowedPerUnitTime') return times.both / 1000;
  return limit.endsWith('PerUnitTime') ? times.type / 1000 : 60;
}
