/** A length of time as people who speak the language write it: `5 minutes`, `1 Minute und 30 Sekunden`. */
export function durationText(seconds: number, language: string): string {
  const units = [
    ['hour', Math.floor(seconds / 3600)],
    ['minute', Math.floor(seconds / 60) % 60],
    ['second', seconds % 60],
  ] as const;
  const told = units.filter(([, count]) => count > 0);
  const shown = told.length > 0 ? told : ([['second', 0]] as const);
  const locale = localeOf(language);
  const parts = shown.map(([unit, count]) =>
    new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(count),
  );
  return new Intl.ListFormat(locale, { type: 'conjunction' }).format(parts);
}

/** The text of an idle message: %1 visitor, %2 idle time, %3 grace time, %4 both. What a name contains stays as it is. */
export function idleText(template: string, visitor: string, times: { idle: number; grace: number }, language: string) {
  const values: Record<string, string> = {
    '1': visitor,
    '2': durationText(times.idle, language),
    '3': durationText(times.grace, language),
    '4': durationText(times.idle + times.grace, language),
  };
  return template.replace(/%([1-4])/g, (_, number: string) => values[number] ?? '');
}

/** A visitor may say any language, and what is none must not end the work. */
function localeOf(language: string): string[] {
  try {
    return Intl.getCanonicalLocales(language);
  } catch {
    return ['en-us'];
  }
}
