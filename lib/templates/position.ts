import type { Field } from './fields.ts';

/** Where in a page a field stands; it decides how values are written there. docs/templates.md explains each. */
export type PositionKind =
  | 'text'
  | 'title'
  | 'attribute'
  | 'address'
  | 'address-part'
  | 'style'
  | 'script'
  | 'script-string';

/** How the values of a field are written at its place. */
export interface Position {
  readonly kind: PositionKind;
  /** One value, so that it stays a value there. */
  write(value: string): string;
  /** A list where nothing repeats. */
  writeAll(values: readonly string[]): string;
  /** HTML that somebody vouches for is written as it is. */
  readonly html: boolean;
}

/** A field with its position, or with the sentence that says why it cannot stand there. */
export interface Placed {
  readonly field: Field;
  readonly position: Position | string;
}

export function position(kind: PositionKind, write: (value: string) => string): Position {
  return { kind, write, writeAll: (values) => write(values.join(', ')), html: false };
}

/** The texts around the fields of a value and the fields, in turn: there is one text more than there are fields. */
export interface Segments {
  readonly texts: readonly string[];
  readonly fields: readonly Field[];
}

export function segmentsOf(source: string, start: number, end: number, fields: readonly Field[]): Segments {
  const texts: string[] = [];
  let from = start;
  for (const field of fields) {
    texts.push(source.slice(from, field.start));
    from = field.end;
  }
  texts.push(source.slice(from, end));
  return { texts, fields };
}

const openReference = /^&#?[A-Za-z0-9]*$/;

/** Whether a text ends within a character reference such as `&am`, which a value behind it might complete. */
export function endsInReference(text: string): boolean {
  let at = text.length - 1;
  while (at >= 0 && /[A-Za-z0-9#]/.test(text[at] as string)) at--;
  return text[at] === '&' && openReference.test(text.slice(at));
}
