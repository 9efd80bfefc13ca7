import type { Http } from './ports.ts';
import { isObject, parseJson, readTime } from './protocol.ts';

/** When a workgroup answers. Times are UTC milliseconds. */
export interface Opening {
  readonly open: boolean;
  /** When it opens next; undefined while it is open, or when no time is set. */
  readonly opensAt: number | undefined;
  /** Whether it takes callbacks. */
  readonly callbacks: boolean;
  /** Times a visitor may choose for a callback, the first one first. */
  readonly slots: readonly number[];
}

/** The page waits for the answer before it shows a form, but no longer than this, in milliseconds. */
const TIMEOUT = 3000;

/**
 * Asks the site when a workgroup is open. `root`: path of the folder that holds the servers. Undefined: not known, as
 * behind a server that has no opening hours; then the page offers what the protocol alone has.
 */
export async function askOpening(
  http: Http,
  root: string,
  target: string,
  targetType: string,
  timeZone: string,
): Promise<Opening | undefined> {
  const query = new URLSearchParams({ target, targetType, timeZone });
  const answer = await http({ method: 'GET', url: `${root}opening?${query}`, timeout: TIMEOUT });
  return answer.status === 200 ? readOpening(parseJson(answer.body)) : undefined;
}

export function readOpening(value: unknown): Opening | undefined {
  if (!isObject(value) || typeof value.open !== 'boolean') return undefined;
  const given: readonly unknown[] = Array.isArray(value.slots) ? value.slots : [];
  const slots = given.map(readTime).filter((slot) => slot !== undefined);
  return {
    open: value.open,
    opensAt: value.open ? undefined : readTime(value.opensAt),
    callbacks: value.callbacks !== false,
    slots: [...new Set(slots)].sort((a, b) => a - b),
  };
}
