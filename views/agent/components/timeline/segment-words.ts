import { textOf } from '../../texts.ts';
import { elapsed } from '../../time.ts';

const known = ['Queue', 'Alert', 'Connect', 'Held', 'System'];

/** The part of a class name that gives a type its colour. */
export function kindOf(type: string): string {
  return known.includes(type) ? type.toLowerCase() : 'other';
}

export function nameOfType(type: string): string {
  return textOf(`segment.${type}`, {}, type);
}

/** One or two letters, where there is no room for the name. */
export function shortOfType(type: string): string {
  return textOf(`segment.${type}.short`, {}, [...type].slice(0, 2).join(''));
}

/** To the nearest second. */
export function durationOf(ms: number): string {
  return elapsed(Math.round(ms / 1000) * 1000);
}

/** A time as the Tracker writes it, `yyyy-mm-dd HH:MM:SS.mmm` in UTC; undefined when it is none. */
export function trackerTime(text: string | undefined): number | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2}(?:\.\d+)?)Z?$/.exec(text ?? '');
  const at = match ? Date.parse(`${match[1]}T${match[2]}Z`) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}
