import { type CountKey, t, tn } from './texts.ts';
import type { Parameter } from './wire.ts';

/** A value in plain words, and as the manual writes it where that says something else. */
export interface Shown {
  readonly words: string;
  readonly raw?: string;
}

const milliseconds: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 };
const counts: Readonly<Record<string, CountKey>> = { interactions: 'unit.interactions', bytes: 'unit.bytes' };
const steps = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

export function shown({ kind, allowed }: Parameter, value: string | number): Shown {
  if (kind === 'choice') return { words: allowed.values?.[value] ?? String(value), raw: String(value) };
  if (kind === 'integer') return quantity(Number(value), allowed.unit ?? '');
  return value === '' ? { words: t('empty') } : { words: String(value) };
}

/** `3000`, `ms` → `3 seconds`, and `3000 ms` beside it. */
export function quantity(value: number, unit: string): Shown {
  const factor = milliseconds[unit];
  if (factor !== undefined) {
    const raw = `${value} ${unit}`;
    const words = duration(value * factor);
    return words.startsWith(`${plainNumber(value)} `) ? { words } : { words, raw };
  }
  // The manual's way to say that a limit is off.
  if (value === -1) return { words: t('noLimit'), raw: '-1' };
  return { words: counted(value, unit) };
}

/** Hours, minutes and seconds as people say them: `1 minute, 30 seconds`. */
export function duration(ms: number): string {
  if (ms < 1000) return inUnit(ms, ms === 0 ? 'second' : 'millisecond');
  const parts: string[] = [];
  let left = ms;
  for (const [unit, length] of steps) {
    const count = Math.floor(left / length);
    if (count > 0) parts.push(inUnit(count, unit));
    left -= count * length;
  }
  if (left > 0) parts.push(inUnit(left / 1000, 'second'));
  return new Intl.ListFormat(language(), { type: 'unit', style: 'narrow' }).format(parts);
}

export function plainNumber(value: number): string {
  return new Intl.NumberFormat(language()).format(value);
}

function counted(value: number, unit: string): string {
  const key = counts[unit];
  return key === undefined ? `${plainNumber(value)} ${unit}` : tn(key, value);
}

function inUnit(value: number, unit: string): string {
  return new Intl.NumberFormat(language(), { style: 'unit', unit, unitDisplay: 'long' }).format(value);
}

function language(): string {
  return document.documentElement.lang;
}
