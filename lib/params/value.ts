import type { Declaration } from './declaration.ts';

export type Value = string | number;

/** A value, or what is wrong with the text as the end of "NAME …". */
export type Read = { readonly value: Value } | { readonly wrong: string };

/** Reads a value as people type it and as the database keeps it. */
export function readValue(declaration: Declaration, text: string): Read {
  if (declaration.kind === 'text') {
    const { longest, empty, check } = declaration;
    if (text.length > longest || (text.trim() === '' && !empty)) {
      return { wrong: `must have ${empty ? 'at most' : 'from 1 to'} ${longest} characters` };
    }
    const wrong = text === '' ? undefined : check?.(text);
    return wrong === undefined ? { value: text } : { wrong };
  }
  const number = /^-?\d{1,15}$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (declaration.kind === 'choice') {
    if (Object.hasOwn(declaration.values, number)) return { value: number };
    return { wrong: `must be one of ${choices(declaration.values)}` };
  }
  const { least, most, unit } = declaration;
  if (number >= least && number <= most) return { value: number };
  return { wrong: `must be a whole number from ${least} to ${most} (${unit})` };
}

/** `0 (off), 1 (on)` */
export function choices(values: Readonly<Record<number, string>>): string {
  return Object.entries(values)
    .map(([value, meaning]) => `${value} (${meaning})`)
    .join(', ');
}
