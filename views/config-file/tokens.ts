/** A piece of JavaScript, as far as one must know it to skip it: `[start, end)` in the text. */
export interface Token {
  readonly kind: 'string' | 'template' | 'regex' | 'word' | 'sign';
  readonly start: number;
  readonly end: number;
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

export type Scan =
  | { readonly ok: true; readonly tokens: readonly Token[]; readonly comments: readonly Span[] }
  /** Something begins at `at` and never ends. */
  | { readonly ok: false; readonly at: number };

const space = /\s|\uFEFF/;
const wordPart = /[\w$\u0080-\uFFFF]/;
/** After these a slash begins a regular expression; after any other word or a closing bracket it divides. */
const beforeRegex = /^(?:return|typeof|case|in|of|do|else|delete|void|instanceof|new|throw|yield|await)$/;

/**
 * Splits JavaScript into tokens. It knows comments, strings, template literals and regular expressions, because a bracket
 * in one of these is none; of everything else it knows nothing. One pass, whatever the text is.
 */
export function scan(text: string): Scan {
  const tokens: Token[] = [];
  const comments: Span[] = [];
  /** Open braces; true: of `${` in a template literal. */
  const braces: boolean[] = [];
  let at = 0;

  const add = (kind: Token['kind'], end: number): void => {
    tokens.push({ kind, start: at, end });
    at = end;
  };

  while (at < text.length) {
    const character = text[at] as string;
    if (space.test(character)) {
      at += 1;
      continue;
    }
    const end = endOf(text, at, character, tokens.at(-1), braces);
    if (end === undefined) return { ok: false, at };
    if (end.kind === 'comment') {
      comments.push({ start: at, end: end.end });
      at = end.end;
      continue;
    }
    add(end.kind, end.end);
  }
  return { ok: true, tokens, comments };
}

interface Piece {
  readonly kind: Token['kind'] | 'comment';
  readonly end: number;
}

function endOf(
  text: string,
  at: number,
  first: string,
  before: Token | undefined,
  braces: boolean[],
): Piece | undefined {
  if (first === '/' && text[at + 1] === '/') return { kind: 'comment', end: lineEnd(text, at) };
  if (first === '/' && text[at + 1] === '*') return piece('comment', after(text, '*/', at + 2));
  if (first === '/' && regexMayFollow(text, before)) return piece('regex', regexEnd(text, at + 1));
  if (first === '"' || first === "'") return piece('string', stringEnd(text, at + 1, first));
  if (first === '`' || (first === '}' && braces.at(-1))) {
    if (first === '}') braces.pop();
    const end = templateEnd(text, at + 1);
    if (end !== undefined && text[end - 1] === '{') braces.push(true);
    return piece('template', end);
  }
  if (first === '{') braces.push(false);
  if (first === '}') braces.pop();
  if (!wordPart.test(first)) return { kind: 'sign', end: at + 1 };
  let end = at + 1;
  while (end < text.length && wordPart.test(text[end] as string) && !space.test(text[end] as string)) end += 1;
  return { kind: 'word', end };
}

function piece(kind: Piece['kind'], end: number | undefined): Piece | undefined {
  return end === undefined ? undefined : { kind, end };
}

function lineEnd(text: string, from: number): number {
  let end = from;
  while (end < text.length && !isLineBreak(text[end] as string)) end += 1;
  return end;
}

function isLineBreak(character: string): boolean {
  return character === '\n' || character === '\r' || character === '\u2028' || character === '\u2029';
}

function after(text: string, end: string, from: number): number | undefined {
  const found = text.indexOf(end, from);
  return found === -1 ? undefined : found + end.length;
}

function stringEnd(text: string, from: number, quote: string): number | undefined {
  for (let at = from; at < text.length; at += 1) {
    const character = text[at];
    if (character === quote) return at + 1;
    if (character === '\n' || character === '\r') return undefined;
    if (character === '\\') at += text[at + 1] === '\r' && text[at + 2] === '\n' ? 2 : 1;
  }
  return undefined;
}

/** The end of a template literal, or where an expression in it begins: after its `${`. */
function templateEnd(text: string, from: number): number | undefined {
  for (let at = from; at < text.length; at += 1) {
    const character = text[at];
    if (character === '`') return at + 1;
    if (character === '$' && text[at + 1] === '{') return at + 2;
    if (character === '\\') at += 1;
  }
  return undefined;
}

function regexMayFollow(text: string, before: Token | undefined): boolean {
  if (before === undefined) return true;
  const last = text.slice(before.start, before.end);
  if (before.kind === 'sign') return !/[)\]}]/.test(last);
  return before.kind === 'word' && beforeRegex.test(last);
}

function regexEnd(text: string, from: number): number | undefined {
  let inClass = false;
  for (let at = from; at < text.length; at += 1) {
    const character = text[at] as string;
    if (isLineBreak(character)) return undefined;
    if (character === '\\') at += 1;
    else if (character === '[') inClass = true;
    else if (character === ']') inClass = false;
    else if (character === '/' && !inClass) return at + 1;
  }
  return undefined;
}
