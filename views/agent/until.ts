/**
 * The moment that a date (`YYYY-MM-DD`) and a time of day (`HH:MM`) mean in the reader's zone, in ISO. A time alone is the
 * next one, a date alone begins with the day; undefined when both are empty.
 */
export function untilOf(date: string, time: string, now: number): string | 'past' | undefined {
  if (date === '' && time === '') return undefined;
  const at = new Date(now);
  const [year, month, day] = date.split('-').map(Number);
  if (year && month && day) at.setFullYear(year, month - 1, day);
  const [hours = 0, minutes = 0] = time === '' ? [0, 0] : time.split(':').map(Number);
  at.setHours(hours, minutes, 0, 0);
  if (date === '' && at.getTime() <= now) at.setDate(at.getDate() + 1);
  return at.getTime() > now ? at.toISOString() : 'past';
}
