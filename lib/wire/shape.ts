import { z } from 'zod';
import { IwtError } from '../errors.ts';
import { MAX_DEPTH } from './limits.ts';

/**
 * Brings what a client sent into the shape a schema expects: any key case becomes the schema's, null becomes absent,
 * unknown keys go. `textual` values come from XML or a form, where every scalar is text.
 */
type Plan =
  | { readonly kind: 'object'; readonly fields: ReadonlyMap<string, Field> }
  | { readonly kind: 'array'; readonly item: Plan }
  | { readonly kind: 'record' }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'text' };

interface Field {
  readonly name: string;
  readonly plan: Plan;
}

/** A schema with its plan; made once per message. */
export interface Message<T> {
  readonly schema: z.ZodType<T>;
  readonly plan: Plan;
}

export function message<T>(schema: z.ZodType<T>): Message<T> {
  return { schema, plan: planOf(schema) };
}

/**
 * Reads one message.
 * @throws IwtError `request.missing-data` when a required field is absent or empty, `request.invalid` when one does not fit
 */
export function readMessage<T>(expected: Message<T>, value: unknown, textual: boolean): T {
  if (value === undefined) throw new IwtError('request.missing-data', 'The request has no body.');
  checkDepth(value, MAX_DEPTH);
  const shaped = shape(expected.plan, value, textual);
  const result = expected.schema.safeParse(shaped);
  if (!result.success) throw refusal(result.error, shaped);
  return result.data;
}

/** What a field's name in a body stands for; undefined when the message has no such field. */
export function fieldKind(expected: Message<unknown>, name: string): Plan['kind'] | undefined {
  const plan = expected.plan;
  return plan.kind === 'object' ? plan.fields.get(name.toLowerCase())?.plan.kind : undefined;
}

function planOf(schema: z.ZodType): Plan {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodCatch) return planOf(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodPipe) return planOf(schema.in as z.ZodType);
  if (schema instanceof z.ZodArray) return { kind: 'array', item: planOf(schema.element as z.ZodType) };
  if (schema instanceof z.ZodRecord) return { kind: 'record' };
  if (schema instanceof z.ZodBoolean) return { kind: 'boolean' };
  if (!(schema instanceof z.ZodObject)) return { kind: 'text' };
  const fields = new Map<string, Field>();
  for (const [name, field] of Object.entries(schema.shape)) {
    fields.set(name.toLowerCase(), { name, plan: planOf(field as z.ZodType) });
  }
  return { kind: 'object', fields };
}

function shape(plan: Plan, value: unknown, textual: boolean): unknown {
  if (value === null) return undefined;
  if (plan.kind === 'boolean' && textual) return booleanOf(value);
  // An empty element or form field is an empty text; where a structure is expected it is absent.
  if (textual && value === '' && plan.kind !== 'text') return undefined;
  if (plan.kind === 'array') return arrayOf(plan.item, value, textual);
  if (typeof value !== 'object' || Array.isArray(value)) return value;
  if (plan.kind === 'object') return objectOf(plan.fields, value, textual);
  if (plan.kind === 'record') return recordOf(value);
  return value;
}

function objectOf(fields: ReadonlyMap<string, Field>, value: object, textual: boolean): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [key, child] of Object.entries(value)) {
    const field = fields.get(key.toLowerCase());
    if (field === undefined) continue;
    const shaped = shape(field.plan, child, textual);
    if (shaped !== undefined) result[field.name] = shaped;
  }
  return result;
}

/** Keys are the page's own here and stay as they are. */
function recordOf(value: object): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [key, child] of Object.entries(value)) {
    // Assigned, this name would set the object's prototype instead of a key.
    if (child !== null && key !== '__proto__') result[key] = child;
  }
  return result;
}

function arrayOf(item: Plan, value: unknown, textual: boolean): unknown {
  if (Array.isArray(value)) return value.map((child) => shape(item, child, textual));
  // XML's wrapper element: `<routingContexts><routingContext>…</routingContext></routingContexts>`.
  if (!textual || typeof value !== 'object' || value === null) return value;
  return Object.values(value)
    .flat()
    .map((child) => shape(item, child, textual));
}

function booleanOf(value: unknown): unknown {
  const text = typeof value === 'string' ? value.trim().toLowerCase() : value;
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  return text === '' ? undefined : value;
}

function refusal(error: z.ZodError, shaped: unknown): IwtError {
  const issue = error.issues[0];
  const path = issue?.path ?? [];
  const field = path.join('.');
  const value = valueAt(shaped, path);
  if (value === undefined || (typeof value === 'string' && value.trim() === '')) {
    return new IwtError('request.missing-data', `The field ${field} is missing.`, { field });
  }
  return new IwtError('request.invalid', `The field ${field || 'body'} is not valid.`, { field });
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let found: unknown = value;
  for (const key of path) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = (found as Record<PropertyKey, unknown>)[key];
  }
  return found;
}

function checkDepth(value: unknown, left: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (left === 0) throw new IwtError('request.invalid', 'The body is nested too deeply.');
  for (const child of Object.values(value)) checkDepth(child, left - 1);
}
