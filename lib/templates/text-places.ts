import * as kinds from './elements.ts';
import type { Field } from './fields.ts';
import type { OpenElements } from './open-elements.ts';
import type { Problems } from './problems.ts';

/**
 * Finds the fields whose text would move other parts of the page, or not, depending on whether it is blank: text in front
 * of the head opens the body, text between table rows is put in front of the table.
 */
export class TextPlaces {
  readonly #elements: OpenElements;
  readonly #problems: Problems;
  #bodyOpen = false;
  #bodyEnded = false;
  /** Fields before the body, which are harmless unless something of the head follows. */
  #early: Field[] = [];

  constructor(elements: OpenElements, problems: Problems) {
    this.#elements = elements;
    this.#problems = problems;
  }

  startTag(name: string): void {
    if (this.#bodyOpen || this.#elements.has('template')) return;
    if (kinds.headParts.has(name)) this.beforeBodyOnly();
    else this.#openBody();
  }

  endTag(name: string): void {
    if (name === 'body' || name === 'html') this.#bodyEnded = true;
  }

  /** Something that stands at another place when the body is open already: a part of the head, a comment, a doctype. */
  beforeBodyOnly(): void {
    if (this.#bodyOpen) return;
    for (const { start } of this.#early) {
      this.#problems.add(
        start,
        'Text in front of the page: a field must stand behind <body>, or in an element of the page.',
      );
    }
    this.#early = [];
  }

  /** Text of the template itself that is not blank. */
  literal(): void {
    if (!this.#elements.has('template')) this.#openBody();
  }

  field(field: Field): void {
    const unclosed = this.#elements.unclosed;
    if (this.#bodyEnded) this.#problems.add(field.start, 'A field cannot stand behind </body>.');
    else if (kinds.tableParts.has(this.#elements.top ?? '') && !this.#elements.foreign) {
      this.#problems.add(
        field.start,
        `Text directly in <${this.#elements.top}> is moved out of the table: put the field into a cell.`,
      );
    } else if (unclosed) {
      const { line, column } = this.#problems.place(unclosed[1]);
      this.#problems.add(
        field.start,
        `Whether this text is in <${unclosed[0]}> is open: the one at line ${line}, column ${column} is never closed.`,
      );
    } else if (!this.#bodyOpen && !this.#elements.has('template')) this.#early.push(field);
  }

  #openBody(): void {
    this.#bodyOpen = true;
    this.#early = [];
  }
}
