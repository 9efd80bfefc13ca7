import { IwtSetupError } from '../errors.ts';
import type { FieldList, Handler, Requires } from './handler.ts';

/** Characters of a name: of an event, a handler and a field. */
const MAX_NAME = 100;
const known: ReadonlySet<string> = new Set(['name', 'event', 'fields', 'requires', 'run']);

/**
 * Types a handler by its field list, and checks it.
 * @throws IwtSetupError `IWT_HANDLER`
 */
export function defineHandler<
  const Fields extends FieldList = Record<never, never>,
  Needs extends Requires = undefined,
>(handler: Handler<Fields, Needs>): Handler<Fields, Needs> {
  const wrong = wrongHandler(handler);
  if (wrong !== undefined) throw new IwtSetupError('IWT_HANDLER', `defineHandler(): ${wrong}.`);
  return handler;
}

/** Whether somebody meant this to be a handler. */
export function isHandler(value: unknown): value is Handler {
  return typeof value === 'object' && value !== null && 'event' in value && 'run' in value;
}

/** What is wrong with a handler, as a sentence without its full stop; undefined: nothing. */
export function wrongHandler(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return 'a handler is an object with event and run';
  const { name, event, fields, requires, run } = value as Record<string, unknown>;
  if (!isName(event)) return `event must be a name of 1 to ${MAX_NAME} printable characters`;
  if (name !== undefined && !isName(name)) return `name must have 1 to ${MAX_NAME} printable characters`;
  if (typeof run !== 'function') return 'run must be a function';
  if (requires !== undefined && requires !== 'visitor') return 'requires can only be "visitor"';
  const unknown = Object.keys(value).find((key) => !known.has(key));
  if (unknown !== undefined) return `a handler has no "${unknown.slice(0, MAX_NAME)}"`;
  return wrongFields(fields);
}

function wrongFields(fields: unknown): string | undefined {
  if (fields === undefined) return undefined;
  if (typeof fields !== 'object' || fields === null) return 'fields must be an object such as { FirstName: "string" }';
  const folded = new Set<string>();
  for (const [name, kind] of Object.entries(fields)) {
    if (!isName(name)) return `a field's name must have 1 to ${MAX_NAME} printable characters`;
    if (kind !== 'string' && kind !== 'list') return `the field ${name} must be "string" or "list"`;
    folded.add(name.toLowerCase());
  }
  return folded.size < Object.keys(fields).length ? 'two fields differ in letter case only' : undefined;
}

function isName(value: unknown): boolean {
  return (
    typeof value === 'string' &&
    value.length <= MAX_NAME &&
    /^[^\p{Cc}\p{Cs}]*[^\p{Cc}\p{Cs}\s][^\p{Cc}\p{Cs}]*$/u.test(value)
  );
}
