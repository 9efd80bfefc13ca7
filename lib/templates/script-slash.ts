/** Words behind which a regular expression can stand, because they are no values. */
const operators: ReadonlySet<string> = new Set(
  'return typeof instanceof in new delete void throw case do else'.split(' '),
);
/** As those, or names of variables. */
const either: ReadonlySet<string> = new Set(['of', 'yield', 'await', ')', '}', '/', '.']);

interface Slash {
  readonly kind: 'division' | 'regular expression' | 'either' | 'unknown';
  /** Behind the slash, or behind what it may have begun. */
  readonly end: number;
}

/**
 * What a `/` in a script is, by the sign or word in front of it: after a value it divides, after an operator it begins a
 * regular expression. After `)` and `}` it may do both; then it is `either` when both readings go on alike behind its
 * match, and `unknown` when they do not.
 */
export function nextSlash(
  source: string,
  at: number,
  end: number,
  after: { readonly previous: string; readonly before: string },
): Slash {
  const reading = readingAfter(after);
  if (reading === 'division') return { kind: 'division', end: at + 1 };
  if (reading === 'regular expression') {
    const close = regexEnd(source, at, end);
    return close.found ? { kind: reading, end: close.at } : { kind: 'unknown', end: close.at };
  }
  const close = regexEnd(source, at, Math.min(end, at + longest));
  if (!close.found) return { kind: close.at === at + longest ? 'unknown' : 'division', end: at + 1 };
  const inside = source.slice(at + 1, close.at - 1);
  const alike = !/["'`/\\[\]#<-]/.test(inside) && !/[/*]/.test(source[close.at] ?? '');
  return alike ? { kind: 'either', end: close.at } : { kind: 'unknown', end: close.at };
}

function readingAfter({ previous, before }: { readonly previous: string; readonly before: string }) {
  const doubled = (previous === '+' || previous === '-') && before === previous;
  if (either.has(previous) || doubled) return 'either';
  if (operators.has(previous)) return 'regular expression';
  return previous === ']' || previous === '"' || /^[\w$\\\u0080-\uFFFF]/.test(previous)
    ? 'division'
    : 'regular expression';
}

/** How far to look for the end of what may be no regular expression. */
const longest = 200;

/** Behind the `/` that closes a regular expression on the same line; else where the line or the search ends. */
function regexEnd(source: string, from: number, end: number): { readonly found: boolean; readonly at: number } {
  let inClass = false;
  for (let at = from + 1; at < end; at++) {
    const character = source[at] as string;
    if (character === '\n' || character === '\r' || character === '\u2028' || character === '\u2029') {
      return { found: false, at };
    }
    if (character === '\\') at++;
    else if (character === '[') inClass = true;
    else if (character === ']') inClass = false;
    else if (character === '/' && !inClass) return { found: true, at: at + 1 };
  }
  return { found: false, at: end };
}
