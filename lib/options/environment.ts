import { z } from 'zod';
import { IwtSetupError } from '../errors.ts';
import { reasonOf } from './reason.ts';
import { optionsSchema } from './schema.ts';

/** One line of the options table; `variable` is undefined where the environment cannot carry the value. */
export interface OptionRow {
  /** Such as `root`, or `cic.servers` for what stands within an option. */
  readonly name: string;
  readonly variable: string | undefined;
  readonly type: string;
  readonly default: string;
  readonly help: string;
}

interface Entry extends OptionRow {
  readonly schema: z.ZodType;
}

/** The options as rows for the table in docs/options.md. */
export function optionRows(): readonly OptionRow[] {
  return entries().map(({ schema: _, ...row }) => row);
}

/** `chatTarget` → `IWT_CHAT_TARGET`, `cic.servers` → `IWT_CIC_SERVERS`. */
export function variableOf(name: string): string {
  return `IWT_${name
    .replace('.', '_')
    .replace(/[A-Z]/g, (letter) => `_${letter}`)
    .toUpperCase()}`;
}

/**
 * The options that the environment names, but those in `given`.
 * @throws IwtSetupError `IWT_BAD_ENVIRONMENT`
 */
export function readEnvironment(environment: NodeJS.ProcessEnv, given: ReadonlySet<string>): Record<string, unknown> {
  const values: Record<string, Record<string, unknown> | unknown> = {};
  for (const { name, variable, type, schema } of entries()) {
    const [option = '', within] = name.split('.');
    const text = variable === undefined ? undefined : environment[variable];
    if (text === undefined || text === '' || given.has(option)) continue;
    const value = parseVariable(type, text);
    const result = schema.safeParse(value);
    if (!result.success) {
      throw new IwtSetupError('IWT_BAD_ENVIRONMENT', `The environment variable ${variable} ${reasonOf(result.error)}.`);
    }
    if (within === undefined) values[option] = value;
    else values[option] = { ...(values[option] as object), [within]: value };
  }
  return values;
}

function entries(): readonly Entry[] {
  return Object.entries(optionsSchema.shape).flatMap(([name, schema]) => {
    const inner = unwrapped(schema);
    const within = inner instanceof z.ZodObject ? Object.entries(inner.shape as Record<string, z.ZodType>) : [];
    return [entryOf(name, schema), ...within.map(([part, of]) => entryOf(`${name}.${part}`, of))];
  });
}

function entryOf(name: string, schema: z.ZodType): Entry {
  const meta = schema.meta() as { help: string; shown?: string; environment?: boolean };
  const type = typeOf(schema);
  const written = type !== 'object' && meta.environment !== false;
  return {
    name,
    schema,
    type,
    variable: written ? variableOf(name) : undefined,
    default: meta.shown ?? defaultOf(schema),
    help: meta.help,
  };
}

function defaultOf(schema: z.ZodType): string {
  const result = schema.safeParse(undefined);
  if (!result.success) return 'needed';
  return Array.isArray(result.data) && result.data.length === 0 ? 'none' : `\`${JSON.stringify(result.data)}\``;
}

function parseVariable(type: string, text: string): unknown {
  if (type === 'list')
    return text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean);
  if (type === 'number') return Number(text);
  if (type === 'boolean') return { true: true, '1': true, false: false, '0': false }[text.toLowerCase()] ?? text;
  return text;
}

function typeOf(schema: z.ZodType): string {
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodEnum) return inner.options.map((option) => `"${option}"`).join(' | ');
  if (inner instanceof z.ZodArray || inner instanceof z.ZodUnion) return 'list';
  if (inner instanceof z.ZodNumber) return 'number';
  if (inner instanceof z.ZodBoolean) return 'boolean';
  return inner instanceof z.ZodString ? 'string' : 'object';
}

function unwrapped(schema: z.ZodType): z.ZodType {
  let inner = schema;
  while (inner instanceof z.ZodDefault || inner instanceof z.ZodOptional) inner = inner.unwrap() as z.ZodType;
  return inner;
}
