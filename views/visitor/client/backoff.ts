/**
 * Milliseconds to wait after the n-th failure in a row (from 1): doubling from `first` up to `most`, give or take a fifth,
 * so that the visitors of a server that was away do not come back all at once.
 */
export function backoff(failures: number, first: number, most: number, random: () => number): number {
  const delay = Math.min(most, first * 2 ** Math.max(0, Math.min(failures, 20) - 1));
  return Math.round(delay * (0.8 + 0.4 * random()));
}
