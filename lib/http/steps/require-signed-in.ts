import { IwtError } from '../../errors.ts';
import type { Exchange } from '../exchange.ts';

/** Refuses whoever is not signed in. The room still decides what the person may do. */
export function requireSignedIn({ caller }: Exchange): void {
  if (caller?.subject === undefined) throw new IwtError('login.required', 'Sign in first.');
}
