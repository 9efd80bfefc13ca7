import JSON5 from 'json5';
import type { Scan, Span, Token } from './tokens.ts';

export interface Property {
  /** As JavaScript reads it, without its quotes. */
  readonly name: string;
  readonly key: Span;
  readonly value: Span;
}

/** An object literal, or what looks like one. */
export interface ObjectLiteral {
  /** From its brace to behind the other. */
  readonly span: Span;
  /** Those with a plain key and a value; a method or a spread is none. */
  readonly properties: readonly Property[];
  /** End of the last token within; undefined: it is empty. */
  readonly lastEnd: number | undefined;
  /** Whether that token is a comma. */
  readonly trailingComma: boolean;
}

export type Found =
  | { readonly ok: true; readonly objects: readonly ObjectLiteral[] }
  /** The bracket at `at` has no partner. */
  | { readonly ok: false; readonly at: number };

interface Frame {
  readonly opener: string;
  readonly start: number;
  readonly properties: Property[];
  /** What comes next in an object: a key, its colon, the value's first token, more of the value, or nothing of interest. */
  expects: 'key' | 'colon' | 'value' | 'rest' | 'comma';
  key: Token | undefined;
  valueStart: number;
  last: Token | undefined;
  /** A statement ends in it, so it is a block. */
  block: boolean;
}

const partners: Readonly<Record<string, string>> = { '{': '}', '[': ']', '(': ')' };

/** Every object literal in the tokens, the inner ones first. One pass; nesting costs memory only. */
export function findObjects(text: string, { tokens }: Extract<Scan, { ok: true }>): Found {
  const objects: ObjectLiteral[] = [];
  const frames: Frame[] = [];
  const sign = (token: Token | undefined): string => (token?.kind === 'sign' ? (text[token.start] as string) : '');

  for (const token of tokens) {
    const top = frames.at(-1);
    const what = bracketOf(text, token);
    if (what.closes) {
      if (!top || !closes(top.opener, what.closes)) return { ok: false, at: token.start };
      frames.pop();
      if (top.opener === '{') {
        endValue(text, top);
        if (!top.block) objects.push(literal(top, token.end, sign(top.last) === ','));
      }
      const outer = frames.at(-1);
      if (outer) outer.last = token;
    }
    if (what.closes === '' && top) take(text, top, token, sign(token));
    if (what.opens) frames.push(frame(what.opens, token.start));
  }
  const open = frames.at(-1);
  return open ? { ok: false, at: open.start } : { ok: true, objects };
}

/** Brackets, also the `${` and `}` of template literals, which belong to the parts around them. */
function bracketOf(text: string, token: Token): { readonly opens: string; readonly closes: string } {
  const first = text[token.start] as string;
  if (token.kind === 'template') {
    const opens = text[token.end - 1] === '{' ? '${' : '';
    return { opens, closes: first === '}' ? '${' : '' };
  }
  if (token.kind !== 'sign') return { opens: '', closes: '' };
  return { opens: first in partners ? first : '', closes: Object.values(partners).includes(first) ? first : '' };
}

function closes(opener: string, closer: string): boolean {
  return opener === '${' ? closer === '${' : partners[opener] === closer;
}

function frame(opener: string, start: number): Frame {
  const expects = opener === '{' ? 'key' : 'comma';
  return { opener, start, properties: [], expects, key: undefined, valueStart: 0, last: undefined, block: false };
}

/** What a token of the frame itself (not of brackets within it) means to it. */
function take(text: string, top: Frame, token: Token, sign: string): void {
  if (top.opener === '{') {
    if (sign === ';') top.block = true;
    if (sign === ',') {
      endValue(text, top);
      top.expects = 'key';
    } else if (top.expects === 'key') {
      top.key = token.kind === 'string' || token.kind === 'word' ? token : undefined;
      top.expects = top.key ? 'colon' : 'comma';
    } else if (top.expects === 'colon') {
      top.expects = sign === ':' ? 'value' : 'comma';
    } else if (top.expects === 'value') {
      top.valueStart = token.start;
      top.expects = 'rest';
    }
  }
  top.last = token;
}

function endValue(text: string, top: Frame): void {
  if (top.expects !== 'rest' || !top.key || !top.last) return;
  const name = nameOf(text.slice(top.key.start, top.key.end));
  const value = { start: top.valueStart, end: top.last.end };
  if (name !== undefined) top.properties.push({ name, key: top.key, value });
  top.expects = 'comma';
}

function nameOf(key: string): string | undefined {
  if (!/^["']/.test(key)) return key;
  const value = readValue(key);
  return typeof value === 'string' ? value : undefined;
}

function literal(top: Frame, end: number, trailingComma: boolean): ObjectLiteral {
  const span = { start: top.start, end };
  return { span, properties: top.properties, lastEnd: top.last?.end, trailingComma };
}

/** The value of a literal; undefined: it is none, but something that has to be run. */
export function readValue(source: string): unknown {
  try {
    // Bare line separators, which a string may hold, it would complain about on the console.
    return JSON5.parse(source.replace(/[\u2028\u2029]/g, (mark) => (mark === '\u2028' ? '\\u2028' : '\\u2029')));
  } catch {
    return undefined;
  }
}
