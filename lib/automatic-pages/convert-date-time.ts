import type { Log } from '../runtime/log.ts';

/** `d`: the day, `t`: the time of day, `g`: both, in short. */
export type DateTimeFormat = 'd' | 't' | 'g';

/** *ConvertDateTimeToString* (technical reference, *Automatic Web Handlers*). `language` is a code such as `en-us`. */
export type ConvertDateTimeToString = (value: Date, format: DateTimeFormat, language: string) => string;

const time = { hour: 'numeric', minute: '2-digit', timeZoneName: 'short' } as const;
const day = { year: 'numeric', month: 'numeric', day: 'numeric' } as const;
const parts: Readonly<Record<DateTimeFormat, Intl.DateTimeFormatOptions>> = { d: day, t: time, g: { ...day, ...time } };

/** In the time zone of this process, which times of day name. */
export const convertDateTimeToString: ConvertDateTimeToString = (value, format, language) =>
  new Intl.DateTimeFormat(language, parts[format]).format(value);

/** The function of the site's owner; a moment that it fails for is written as ISO 8601, so that the page is still there. */
export function safely(convert: ConvertDateTimeToString, log: Pick<Log, 'warn'>): ConvertDateTimeToString {
  return (value, format, language) => {
    try {
      const text: unknown = convert(value, format, language);
      if (typeof text === 'string') return text;
      log.warn({ format, language }, 'convertDateTimeToString returned no text');
    } catch (error) {
      log.warn({ err: error, format, language }, 'convertDateTimeToString failed');
    }
    return value.toISOString();
  };
}
