import type { Log } from '../runtime/log.ts';
import { type OpeningHours, parseHours } from './document.ts';

/** Documents remembered; there are about as many as workgroups. */
const mostKnown = 1_000;

/** Reads hours as they are stored, the same text once. Null: always open. */
export type ReadHours = (text: string | null) => OpeningHours | null;

/** Whatever a hand wrote into the table past the checks, the workgroup can be reached: it counts as always open. */
export function createHoursReader(log: Pick<Log, 'error'>): ReadHours {
  const known = new Map<string, OpeningHours | null>();

  function understand(text: string): OpeningHours | null {
    try {
      return parseHours(text);
    } catch (error) {
      log.error({ err: error }, 'opening hours cannot be read; the workgroup counts as always open');
      return null;
    }
  }

  return (text) => {
    if (text === null) return null;
    const found = known.get(text);
    if (found !== undefined) return found;
    if (known.size >= mostKnown) known.clear();
    const hours = understand(text);
    known.set(text, hours);
    return hours;
  };
}
