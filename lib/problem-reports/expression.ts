import { RE2JS, RE2JSSyntaxException } from 're2js';

/** An expression of an administrator. It runs in linear time, whatever it is and whatever it meets. */
export interface Expression {
  /** Whether it finds something anywhere in the text. */
  finds(text: string): boolean;
}

/** @throws when it does not compile; `wrongExpression` says why */
export function compileExpression(source: string): Expression {
  const compiled = RE2JS.compile(source);
  return { finds: (text) => compiled.matcher(text).find() };
}

/**
 * What is wrong with the expression, as the end of "NAME …"; undefined: nothing. Browsers of visitors run it too, so it
 * must also be one in JavaScript.
 */
export function wrongExpression(source: string): string | undefined {
  const here = refusal(source);
  if (here) return `must be a regular expression: ${here.why} at position ${here.at}`;
  const there = browserRefusal(source);
  if (there === undefined) return undefined;
  // A browser does not say where, but it stumbles over the same thing as soon as it comes to it.
  const at = [...Array(source.length).keys()].find((end) => browserRefusal(source.slice(0, end + 1)) === there) ?? 0;
  return `must be a regular expression in browsers as well: ${there} at position ${at + 1}`;
}

/** `at` counts from 1. */
function refusal(source: string): { readonly why: string; readonly at: number } | undefined {
  try {
    RE2JS.compile(source);
    return undefined;
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) return { why: 'it cannot be read', at: 1 };
    const part = error.getPattern() ?? '';
    return { why: error.getDescription(), at: placeOf(source, part, error.getDescription()) + 1 };
  }
}

/** The library names the part at fault, and the whole where brackets do not pair. */
function placeOf(source: string, part: string, why: string): number {
  if (why.startsWith('trailing')) return source.length - 1;
  if (why.endsWith(')')) return unpaired(source, why.startsWith('unexpected'));
  if (why.startsWith('missing closing ]')) return source.length - part.length;
  for (let at = source.indexOf(part); at !== -1; at = source.indexOf(part, at + 1)) {
    // It is read from left to right, so the same mistake shows in what stands before its end.
    if (at + part.length === source.length || saysSo(source.slice(0, at + part.length), why)) return at;
  }
  return 0;
}

function saysSo(source: string, why: string): boolean {
  try {
    RE2JS.compile(source);
    return false;
  } catch (error) {
    return error instanceof RE2JSSyntaxException && error.getDescription() === why;
  }
}

/** Where the first closing parenthesis too many stands, or the last that stays open. */
function unpaired(source: string, closing: boolean): number {
  const open: number[] = [];
  let inClass = false;
  for (let at = 0; at < source.length; at++) {
    const char = source[at];
    if (char === '\\') at++;
    else if (inClass) inClass = char !== ']';
    else if (char === '[') inClass = true;
    else if (char === '(') open.push(at);
    else if (char === ')' && open.pop() === undefined && closing) return at;
  }
  return open.at(-1) ?? 0;
}

function browserRefusal(source: string): string | undefined {
  try {
    new RegExp(source);
    return undefined;
  } catch (error) {
    return (error as Error).message.replace(/^.*: /s, '').toLowerCase();
  }
}
