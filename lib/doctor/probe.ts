import type { Clock } from '../runtime/clock.ts';

/** What every look at the network is given. Times in milliseconds. */
export interface Limits {
  readonly clock: Clock;
  /** For a name to be resolved, and for a connection. */
  readonly connectTimeout: number;
  /** For a TLS handshake, and for a whole answer. */
  readonly timeout: number;
}

/** `work`, or `late` when that took longer. */
export function within<T, L>(clock: Clock, ms: number, work: Promise<T>, late: L): Promise<T | L> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, () => resolve(late));
    work.finally(cancel).then(resolve, reject);
  });
}

export function codeOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : 'unknown';
}
