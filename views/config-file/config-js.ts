import { firstAnswers, type InteractionType, type SiteAnswers } from './answers.ts';
import { type Change, edit } from './edit.ts';
import { findObjects, type ObjectLiteral, readValue } from './objects.ts';
import { type Span, scan } from './tokens.ts';

/** Key of `config.js` for each answer (technical reference, *Edit config.js*). */
export const keys = {
  chatTarget: 'ChatTarget',
  callbackTarget: 'CallbackTarget',
  chatTargetType: 'ChatTargetType',
  callbackTargetType: 'CallbackTargetType',
  types: 'InteractionTypes',
  secure: 'UseEncryption',
  servers: 'ICServerCount',
  language: 'DefaultLanguageCode',
} as const satisfies Readonly<Record<keyof SiteAnswers, string>>;

type Name = keyof SiteAnswers;
const names = Object.keys(keys) as Name[];
const known: ReadonlySet<string> = new Set(['ConfigVersion', ...Object.values(keys)]);

/** No such file comes near it. */
export const MOST_CHARACTERS = 256 * 1024;

/**
 * Why a file cannot be changed safely. `syntax`: it is not JavaScript; `nothing`: none of the keys is in it; `twice`: they
 * stand in two places, and which one counts only a browser can tell; `long`: it is none of these files.
 */
export interface ConfigProblem {
  readonly code: 'syntax' | 'nothing' | 'twice' | 'long';
  /** Line of the file, from 1. */
  readonly line: number;
}

/** A `config.js` that has been understood. */
export interface ConfigFile {
  readonly text: string;
  /** Its keys, also those that nothing is asked about, as far as their values are literals. */
  readonly values: Readonly<Record<string, unknown>>;
  /** What it says, with what holds where a key is missing. */
  readonly answers: SiteAnswers;
  /** Answers whose value the file computes: their source. They are no literals, so `answers` has what would hold without them. */
  readonly computed: Partial<Readonly<Record<Name, string>>>;
  readonly object: ObjectLiteral;
  readonly comments: readonly Span[];
}

export type ConfigRead =
  | { readonly ok: true; readonly file: ConfigFile }
  | { readonly ok: false; readonly problem: ConfigProblem };

/** What holds where a key is missing (visitor-protocol section 14). */
const whenMissing: SiteAnswers = { ...firstAnswers, secure: true };

/**
 * Reads a `config.js` in any of its forms: the namespaces of the original, a RequireJS module, edited by hand with comments,
 * single quotes, plain keys or commas at the end. Nothing of it is run.
 */
export function readConfigJs(text: string): ConfigRead {
  const problem = (code: ConfigProblem['code'], at: number): ConfigRead => ({
    ok: false,
    problem: { code, line: text.slice(0, at).split(/\r\n|[\n\r]/).length },
  });
  if (text.length > MOST_CHARACTERS) return problem('long', 0);
  const scanned = scan(text);
  if (!scanned.ok) return problem('syntax', scanned.at);
  const found = findObjects(text, scanned);
  if (!found.ok) return problem('syntax', found.at);
  const candidates = found.objects.filter(({ properties }) => properties.some(({ name }) => known.has(name)));
  const [object, second] = candidates.length > 0 ? candidates : found.objects.filter((one) => isEmptyConfig(text, one));
  if (!object) return problem('nothing', 0);
  if (second) return problem('twice', second.span.start);
  const set = scanned.tokens.find((token, index) => {
    const before = scanned.tokens[index - 1];
    return before !== undefined && isAssigned(text, before, token);
  });
  if (set) return problem('twice', set.start);
  const { comments } = scanned;
  return { ok: true, file: { text, ...interpret(text, object), object, comments } };
}

/** `ININ.Web.Chat.Config = {}` */
function isEmptyConfig(text: string, { span, lastEnd }: ObjectLiteral): boolean {
  return lastEnd === undefined && /\bConfig\s*=\s*$/.test(text.slice(Math.max(0, span.start - 40), span.start));
}

/** `….ChatTarget = …` or `…["ChatTarget"] = …` */
function isAssigned(text: string, before: Span, { start, end }: Span): boolean {
  const sign = text[before.start];
  if (sign !== '.' && sign !== '[') return false;
  const name = text.slice(start, end).replace(/^["']|["']$/g, '');
  if (!known.has(name)) return false;
  return /^\s*\]?\s*(\+|\|\||&&|\?\?)?=(?!=)/.test(text.slice(end, end + 40));
}

function interpret(text: string, { properties }: ObjectLiteral): Pick<ConfigFile, 'answers' | 'computed' | 'values'> {
  // Whatever the keys are called: also `__proto__`.
  const values: Record<string, unknown> = Object.create(null);
  const computed: Partial<Record<Name, string>> = {};
  for (const { name, value } of properties) {
    const source = text.slice(value.start, value.end);
    const literal = readValue(source);
    const asked = names.find((one) => keys[one] === name);
    if (literal !== undefined) values[name] = literal;
    else delete values[name];
    if (asked && literal === undefined) computed[asked] = source;
    else if (asked) delete computed[asked];
  }
  const value = (name: Name): unknown => values[keys[name]];
  const answers: SiteAnswers = {
    servers: ['2', 2].includes(value('servers') as string | number) ? 2 : 1,
    secure: value('secure') === undefined ? whenMissing.secure : /^true$/i.test(printed(value('secure'))),
    language: textOf(value('language')).toLowerCase() || whenMissing.language,
    types: readTypes(value('types')),
    chatTarget: textOf(value('chatTarget')),
    chatTargetType: readTargetType(value('chatTargetType')),
    callbackTarget: textOf(value('callbackTarget')),
    callbackTargetType: readTargetType(value('callbackTargetType')),
  };
  return { answers, computed, values };
}

function sourceOf(text: string, { properties }: ObjectLiteral, key: string): string | undefined {
  const property = properties.findLast(({ name }) => name === key);
  return property && text.slice(property.value.start, property.value.end);
}

/** Objects may have anything for a `toString`. */
function printed(value: unknown): string {
  return typeof value === 'object' ? '' : String(value);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}

function readTargetType(value: unknown): SiteAnswers['chatTargetType'] {
  return textOf(value).toLowerCase() === 'user' ? 'User' : 'Workgroup';
}

/** One word, a list of words or words with commas between, in any letter case; nothing usable means both (section 14.1). */
function readTypes(value: unknown): readonly InteractionType[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const words = list.flatMap((item) => (typeof item === 'string' ? item.toLowerCase().split(/[\s,]+/) : []));
  const types = firstAnswers.types.filter((type) => words.includes(type.toLowerCase()));
  return types.length > 0 ? types : firstAnswers.types;
}

/** One key whose value is replaced or added: sources before (undefined: it was not there) and after. */
export interface Replacement {
  readonly key: string;
  readonly before: string | undefined;
  readonly after: string;
}

/** What the wanted answers change in the file; the rest stays as it is. Answers that are not given stay, too. */
export function replacements(file: ConfigFile, wanted: Partial<SiteAnswers>): readonly Replacement[] {
  return names.flatMap((name) => {
    const value = wanted[name];
    if (value === undefined) return [];
    const before = sourceOf(file.text, file.object, keys[name]);
    if (before === undefined ? same(value, whenMissing[name]) && value !== '' : holds(file, name, before, value))
      return [];
    return [{ key: keys[name], before, after: sourceFor(value, quoteOf(file, before)) }];
  });
}

/** Whether the file says this already, in a way that pages understand. */
function holds(file: ConfigFile, name: Name, source: string, wanted: unknown): boolean {
  if (name in file.computed) return false;
  const raw = readValue(source);
  // The two that pages compare as they are: `"true"` is not true, and `en-US` is not found.
  if (name === 'secure' || name === 'language') return raw === wanted;
  return same(file.answers[name], wanted);
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** @throws Error when the result would not say what it should: then nothing may be written */
export function changeConfigJs(file: ConfigFile, wanted: Partial<SiteAnswers>): string {
  const changes: Change[] = replacements(file, wanted).map(({ key, after }) => ({ name: key, source: after }));
  const text = edit(file.text, file.object, file.comments, changes);
  const read = readConfigJs(text);
  if (!read.ok || replacements(read.file, wanted).length > 0)
    throw new Error('The changed file would not be understood.');
  return text;
}

/** A new file, key for key as the manual shows it. It makes its namespace itself, so that it can be loaded before anything else. */
export function newConfigJs(answers: SiteAnswers, more: Readonly<Record<string, unknown>> = {}): string {
  const lines = [
    ['ConfigVersion', '0'],
    ...names.map((name) => [keys[name], sourceFor(answers[name], '"')]),
    ...Object.entries(more).map(([key, value]) => [key, sourceFor(value, '"')]),
  ].map(([key, source]) => `  "${key}": ${source}`);
  return [
    '/*global ININ: true */',
    '',
    '// Register namespaces',
    'var ININ = window.ININ || {};',
    'ININ.Web = ININ.Web || {};',
    'ININ.Web.Chat = ININ.Web.Chat || {};',
    '',
    '// Config class',
    'ININ.Web.Chat.Config =',
    '{',
    lines.join(',\n'),
    '};',
    '',
  ].join('\n');
}

/** As the value was written, otherwise as the file has its first string. */
function quoteOf({ text, object }: ConfigFile, source: string | undefined): '"' | "'" {
  const [quote] = /["']/.exec(source ?? '') ?? /["']/.exec(text.slice(object.span.start, object.span.end)) ?? [];
  return quote === "'" ? "'" : '"';
}

function sourceFor(value: unknown, quote: '"' | "'"): string {
  if (Array.isArray(value)) return `[ ${value.map((item) => sourceFor(item, quote)).join(', ')} ]`;
  if (typeof value !== 'string') return JSON.stringify(value);
  const inner = JSON.stringify(value)
    .slice(1, -1)
    // Line separators would end the line, and "<" might end a script that somebody puts the file into.
    .replace(/[<\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return quote === '"' ? `"${inner}"` : `'${inner.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
