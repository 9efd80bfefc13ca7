/** A wait as one may honestly put it: from and to, in whole units. `from` 0: less than `to`. */
export interface WaitRange {
  readonly unit: 'minute' | 'hour';
  readonly from: number;
  readonly to: number;
}

/** Calls end a quarter earlier or half again later than the average says, and nobody minds being called early. */
const early = 0.75;
const late = 1.5;

/** Minutes to which the ends of a range are rounded, by the later one. */
const steps = [
  { below: 10, step: 1 },
  { below: 60, step: 5 },
  { below: 120, step: 15 },
] as const;

/** The range around an expected wait in seconds; it always holds the expected wait itself. */
export function waitRange(seconds: number): WaitRange {
  const from = (seconds * early) / 60;
  const to = (seconds * late) / 60;
  const step = steps.find(({ below }) => to <= below)?.step;
  return step === undefined ? between(from / 60, to / 60, 1, 'hour') : between(from, to, step, 'minute');
}

function between(from: number, to: number, step: number, unit: WaitRange['unit']): WaitRange {
  const low = Math.floor(from / step) * step;
  return { unit, from: low, to: Math.max(Math.ceil(to / step) * step, low + step) };
}
