import { IwtError } from '../errors.ts';
import type { Bound } from './bindings.ts';
import type { Program, Repeat, Value } from './program.ts';

/** Where an offset of the template is, for errors. */
type Place = (at: number) => { readonly name: string; readonly line: number; readonly column: number };

/** Fills in a template. Takes time proportional to the length of the page. */
export function renderProgram(program: Program, bound: Bound, place: Place): string {
  return write(program, bound, -1, place);
}

/** `row` is the index into the lists inside an element that repeats, -1 elsewhere. */
function write({ parts, tail }: Program, bound: Bound, row: number, place: Place): string {
  let page = '';
  for (const { text, put } of parts) {
    page += text + (put.repeat === undefined ? value(put, bound, row) : repeated(put, bound, row, place));
  }
  return page + tail;
}

function value({ name, position }: Value, { texts, lists, html }: Bound, row: number): string {
  const list = lists[name];
  if (list !== undefined) return row < 0 ? position.writeAll(list) : position.write(list[row] ?? '');
  const text = texts[name] as string;
  return html[name] && position.html ? text : position.write(text);
}

function repeated(repeat: Repeat, bound: Bound, row: number, place: Place): string {
  const rows = rowsOf(repeat, bound);
  if (rows === undefined) return write(repeat.repeat, bound, row, place);
  if (row >= 0) throw nested(repeat, place);
  let page = '';
  for (let each = 0; each < rows; each++) page += write(repeat.repeat, bound, each, place);
  return page;
}

/** How often an element is there: as often as its longest list has entries; undefined when none of its fields has a list. */
function rowsOf({ names }: Repeat, { lists }: Bound): number | undefined {
  let rows: number | undefined;
  for (const name of names) {
    const list = lists[name];
    if (list !== undefined && list.length >= (rows ?? 0)) rows = list.length;
  }
  return rows;
}

function nested({ element, start }: Repeat, place: Place): IwtError {
  const { name, line, column } = place(start);
  const message = `${name}:${line}:${column}: This <${element}> and an element around it both have lists: repeats do not nest.`;
  return new IwtError('template.invalid', message, { template: name, problems: [{ line, column, message }] });
}
