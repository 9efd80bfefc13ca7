import type { JSX } from 'preact';
import { useNow } from '../hooks.ts';
import { warmth } from '../state/list-view.ts';
import { elapsed, exactTimeOf, spokenElapsed } from '../time.ts';

export interface ElapsedProps {
  /** ISO */
  readonly since: string;
  /** Turns warm the longer it lasts. */
  readonly warm?: boolean;
  /** Said before the duration to those who listen. */
  readonly label?: string;
}

/** A running duration; the exact time it counts from shows on hover. */
export function Elapsed({ since, warm = false, label }: ElapsedProps): JSX.Element {
  const ms = useNow() - Date.parse(since);
  return (
    <time class={warm ? `elapsed elapsed-${warmth(ms)}` : 'elapsed'} dateTime={since} title={exactTimeOf(since)}>
      <span aria-hidden="true">{elapsed(ms)}</span>
      <span class="visually-hidden">{label ? `${label} ${spokenElapsed(ms)}` : spokenElapsed(ms)}</span>
    </time>
  );
}
