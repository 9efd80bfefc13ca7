import type { Placed } from './position.ts';
import { asLiteral, inString, inStringProblem } from './script.ts';
import type { Span } from './tokenizer.ts';

/** The positions of the fields in a `<script>` whose content is JSON: whole values, or inside strings. */
export function placeInJson(source: string, { start, end, fields }: Span): readonly Placed[] {
  const byStart = new Map(fields.map((field) => [field.start, field]));
  const placed: Placed[] = [];
  let inside = false;
  let previous = ':';
  for (let at = start; at < end; at++) {
    const field = byStart.get(at);
    const character = source[at] as string;
    if (field) {
      const outside = /[:[,]/.test(previous)
        ? asLiteral
        : 'In JSON a field stands where a value can, or inside quotation marks.';
      placed.push({ field, position: !inside ? outside : (inStringProblem(source, at) ?? inString) });
      at = field.end - 1;
      previous = '"';
    } else if (inside && character === '\\' && !byStart.has(at + 1)) {
      // What follows it is part of the string.
      at++;
    } else if (character === '"') inside = !inside;
    if (!field && !inside && !/\s/.test(character)) previous = character;
  }
  return placed;
}
