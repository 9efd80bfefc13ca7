import { IwtError } from '../errors.ts';
import { callerOf } from '../limits/address.ts';
import { accountKey } from '../sessions/account-name.ts';
import type { OpenCallback } from './store.ts';

/** Asking again within this time is a second press of the button, not a second wish. */
export const REPEAT_MS = 10 * 60_000;
/** Callbacks to one number that may go on at once. */
export const MOST_OPEN = 3;

/** Who asks, for what queue. */
export interface Requester {
  readonly queue: string;
  /** As typed; empty: none. */
  readonly name: string;
  readonly individual: string | undefined;
  readonly address: string | undefined;
  /** Where the answer goes. */
  readonly field: 'telephone' | 'email';
}

/**
 * The callback that this requester has asked for a moment ago, among those to the same number; undefined: a new one may
 * begin.
 * @throws IwtError `callback.limited`
 */
export function repeatOf(open: readonly OpenCallback[], asks: Requester, now: number): OpenCallback | undefined {
  const repeated = open.find(
    (one) => one.queue === asks.queue && now - one.createdAt < REPEAT_MS && isSamePerson(one, asks),
  );
  if (repeated) return repeated;
  if (open.length < MOST_OPEN) return undefined;
  const what = asks.field === 'telephone' ? 'telephone number' : 'e-mail address';
  const details = { field: asks.field, problem: 'limited' };
  throw new IwtError('callback.limited', `There are several requests for this ${what} already.`, details);
}

/** A stranger who knows the number must not be shown somebody's request. */
function isSamePerson(one: OpenCallback, { name, individual, address }: Requester): boolean {
  if (individual !== undefined && one.individual === individual) return true;
  // Anybody can type a name, so it says nothing about those who have signed in.
  const typed = individual === undefined && one.individual === null && name !== '';
  if (typed && accountKey(one.name) === accountKey(name)) return true;
  const caller = callerOf(address ?? '');
  return caller !== 'unknown' && callerOf(one.address ?? '') === caller;
}
