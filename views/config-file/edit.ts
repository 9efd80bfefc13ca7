import type { ObjectLiteral, Property } from './objects.ts';
import type { Span } from './tokens.ts';

/** The source text that a property shall have as its value. */
export interface Change {
  readonly name: string;
  readonly source: string;
}

interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text with these values in the object. What is there is replaced in its place, what is not is added at the end; nothing else is touched. */
export function edit(
  text: string,
  object: ObjectLiteral,
  comments: readonly Span[],
  changes: readonly Change[],
): string {
  const splices: Splice[] = [];
  const added: Change[] = [];
  for (const change of changes) {
    // Of a key that stands there twice, JavaScript takes the last.
    const known = object.properties.findLast(({ name }) => name === change.name);
    if (known) splices.push({ ...known.value, text: change.source });
    else added.push(change);
  }
  if (added.length > 0) splices.push(...additions(text, object, comments, added));
  return splices
    .sort((a, b) => b.start - a.start || b.end - a.end)
    .reduce((before, { start, end, text: piece }) => before.slice(0, start) + piece + before.slice(end), text);
}

function additions(
  text: string,
  object: ObjectLiteral,
  comments: readonly Span[],
  added: readonly Change[],
): readonly Splice[] {
  const { span, lastEnd, trailingComma } = object;
  const inside = text.slice(span.start, span.end);
  const lines = added.map(({ name, source }) => `${keyLike(text, object.properties[0], name)}: ${source}`);
  const from = lastEnd ?? span.start + 1;
  const comma = lastEnd === undefined || trailingComma ? '' : ',';
  if (!/[\r\n]/.test(inside)) {
    const end = trailingComma ? ',' : '';
    const closing = lastEnd === undefined ? ' ' : '';
    return [{ start: from, end: from, text: `${comma} ${lines.join(', ')}${end}${closing}` }];
  }
  // A comment behind the last value belongs to that, so what is new comes after it.
  const tail = comments.filter(({ start, end }) => start >= from && end <= span.end - 1).at(-1)?.end ?? from;
  const newline = /\r\n|[\n\r]/.exec(text)?.[0] ?? '\n';
  const lead = newline + indentOf(text, object);
  const block = lines.map((line) => lead + line).join(',') + (trailingComma ? ',' : '');
  const closing = /[\r\n]/.test(text.slice(tail, span.end)) ? '' : newline;
  if (tail === from) return [{ start: from, end: from, text: comma + block + closing }];
  return [
    { start: from, end: from, text: comma },
    { start: tail, end: tail, text: block + closing },
  ];
}

/** So many properties are looked at for one that begins its line. */
const NEAR = 10;

function indentOf(text: string, { properties, span }: ObjectLiteral): string {
  for (const { key } of properties.slice(0, NEAR)) {
    const line = lineUpTo(text, key.start);
    if (/^[ \t]*$/.test(line)) return line;
  }
  return `${/^[ \t]*/.exec(lineUpTo(text, span.start))?.[0] ?? ''}  `;
}

function lineUpTo(text: string, at: number): string {
  const start = Math.max(text.lastIndexOf('\n', at - 1), text.lastIndexOf('\r', at - 1)) + 1;
  return text.slice(start, at);
}

/** The key in the quotes that the file has. */
function keyLike(text: string, known: Property | undefined, name: string): string {
  const quote = known ? text[known.key.start] : '"';
  return quote === '"' || quote === "'" ? quote + name + quote : name;
}
