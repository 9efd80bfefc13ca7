import type { Texts } from './texts.ts';
import type { Times } from './times.ts';

/** `tomorrow at 9:00 AM`, for the middle of a sentence. */
export function comingTime(texts: Texts, times: Times, at: number, now: number): string {
  return texts('dayAndTime', { day: times.coming(at, now), time: times.clock(at) });
}
