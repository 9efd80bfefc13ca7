import type { Parameter } from './wire.ts';

/** Why the server would refuse a value, as far as the parameter's own row tells. */
export type Problem = 'number' | 'choice' | 'long' | 'missing';

/** The server's rules (lib/params/value.ts), so that people learn of a mistake as they type. */
export function problemOf({ kind, allowed }: Parameter, text: string): Problem | undefined {
  if (kind === 'text') {
    if (text.length > (allowed.longest ?? Number.POSITIVE_INFINITY)) return 'long';
    return text.trim() === '' && !allowed.empty ? 'missing' : undefined;
  }
  const number = /^-?\d{1,15}$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (kind === 'choice') return Object.hasOwn(allowed.values ?? {}, number) ? undefined : 'choice';
  const { least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY } = allowed;
  return number >= least && number <= most ? undefined : 'number';
}

/** The value that a text stands for, once it has no problem. */
export function readAs({ kind }: Pick<Parameter, 'kind'>, text: string): string | number {
  return kind === 'text' ? text : Number(text);
}
