/** Times as this reader reads them: in the page's language, the reader's zone, and hours as the reader's country counts them. */
export interface Times {
  /** `10:42` */
  clock(at: number): string;
  /** Day and time in full, to hover. */
  exact(at: number): string;
  /** `Today`, `Yesterday`, otherwise the date. */
  day(at: number, now: number, today: string, yesterday: string): string;
  /** `5 minutes ago` */
  ago(at: number, now: number): string;
  /** Two times lie on the same day exactly if this is the same. */
  dayKey(at: number): string;
  list(names: readonly string[]): string;
  /** `today`, `tomorrow`, otherwise the weekday and the date; for the middle of a sentence. */
  coming(at: number, now: number): string;
  /** The reader's time zone: its IANA name. */
  readonly zone: string;
  /** The zone in words; `at` says which half of the year, for browsers that only know those. */
  zoneName(at: number, style: 'long' | 'short'): string;
}

/** `wanted`: the browser's languages. One of the page's language, such as en-GB for en-us, knows better how times look. */
export function createTimes(language: string, wanted: readonly string[]): Times {
  const base = language.split('-')[0];
  const locale = wanted.find((tag) => tag.toLowerCase().split('-')[0] === base) ?? language;
  const clock = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' });
  const exact = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'medium' });
  const date = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long' });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const key = new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit' });
  const { timeZone: zone } = clock.resolvedOptions();
  const dayKey = (at: number): string => key.format(at);
  return {
    clock: (at) => clock.format(at),
    exact: (at) => exact.format(at),
    day(at, now, today, yesterday) {
      if (dayKey(at) === dayKey(now)) return today;
      const before = new Date(now);
      before.setDate(before.getDate() - 1);
      return dayKey(at) === dayKey(before.getTime()) ? yesterday : date.format(at);
    },
    ago(at, now) {
      const minutes = Math.round((at - now) / 60_000);
      if (minutes >= 0) return relative.format(0, 'second');
      if (minutes > -60) return relative.format(minutes, 'minute');
      return minutes > -1440
        ? relative.format(Math.round(minutes / 60), 'hour')
        : relative.format(Math.round(minutes / 1440), 'day');
    },
    dayKey,
    zone,
    coming(at, now) {
      if (dayKey(at) === dayKey(now)) return relative.format(0, 'day');
      const next = new Date(now);
      next.setDate(next.getDate() + 1);
      return dayKey(at) === dayKey(next.getTime()) ? relative.format(1, 'day') : date.format(at);
    },
    zoneName(at, style) {
      // All year the same name where the browser knows it: "Central European Time".
      const names = [style === 'long' ? 'longGeneric' : 'short', style] as const;
      for (const timeZoneName of names) {
        try {
          const parts = new Intl.DateTimeFormat(locale, { timeZoneName }).formatToParts(at);
          return parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone;
        } catch {
          // An older browser.
        }
      }
      return zone;
    },
    list: (names) => new Intl.ListFormat(language, { type: 'conjunction' }).format(names),
  };
}
