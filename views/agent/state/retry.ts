/** Minutes that a snooze may last: one to a week. */
export const longestSnooze = 10_080;

/** What an agent chose for the next attempt: the workgroup's own time, one of the usual ones, or one typed. */
export interface RetryChoice {
  readonly kind: 'default' | 'minutes' | 'own';
  readonly minutes: number;
  readonly typed: string;
}

/** The usual times beside the workgroup's own, in minutes. */
export function usualMinutes(own: number): readonly number[] {
  return [15, 60, 240, 1440].filter((minutes) => minutes !== own);
}

/** Minutes until the next attempt; undefined: what was typed is no whole number in the limits. */
export function minutesOf(choice: RetryChoice, own: number): number | undefined {
  if (choice.kind === 'default') return own;
  if (choice.kind === 'minutes') return choice.minutes;
  const typed = choice.typed.trim();
  if (!/^\d{1,6}$/.test(typed)) return undefined;
  const minutes = Number(typed);
  return minutes >= 1 && minutes <= longestSnooze ? minutes : undefined;
}
