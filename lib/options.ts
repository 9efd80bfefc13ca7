import path from 'node:path';
import { z } from 'zod';
import { IwtSetupError } from './errors.ts';
import { nearest } from './params/nearest.ts';
import type { Clock } from './runtime/clock.ts';
import type { Ids } from './runtime/ids.ts';
import type { Log } from './runtime/log.ts';

const pathSegment = /^[A-Za-z0-9._~-]+$/;

/** Every option of `iwt()`. The checks, the environment variables and the table in docs/options.md come from here. */
export const optionsSchema = z.strictObject({
  root: z
    .string()
    .regex(/^(\/[A-Za-z0-9._~-]+)*$/, 'must be "" or a path such as "/I3Root", without a slash at its end')
    .default('/I3Root')
    .meta({ help: 'Path below the mount point where everything is served; matched without case.' }),
  database: z
    .string()
    .regex(
      /^(sqlite:.+|(mysql|mariadb):\/\/.+)$/,
      'must be "sqlite:PATH", "sqlite::memory:" or "mysql://user:password@host:port/name"',
    )
    .optional()
    .meta({
      help: 'Where the data lives: `sqlite:PATH`, `sqlite::memory:` or `mysql://user:password@host:port/name` (MySQL 8 or MariaDB 10.6 and later).',
      shown: '`sqlite:<data>/iwt.sqlite`',
    }),
  data: z
    .string()
    .min(1, 'must name a folder')
    .default('iwt-data')
    .meta({ help: 'Folder of the SQLite file, relative to the working directory. Made when missing.' }),
  durability: z.enum(['full', 'normal']).default('full').meta({
    help: 'SQLite only. `full`: what was answered survives a power cut. `normal`: it survives a killed process, but a power cut may cost the last moments.',
  }),
  migrate: z.boolean().optional().meta({
    help: 'Bring the schema up to date at start. `false` refuses to start on a schema that is old or newer, and says which command to run.',
    shown: '`true` on SQLite, `false` on MySQL',
  }),
  servers: z
    .array(z.string().regex(pathSegment, 'may hold letters, digits, ".", "_", "~" and "-" only'))
    .min(1, 'must name at least one server')
    .max(8, 'must name at most 8 servers')
    .default(['Server1', 'Server2'])
    .meta({
      help: 'Path segments under which the visitor protocol also answers, one for each server a page may know.',
    }),
  chatTarget: z
    .string()
    .min(1, 'must not be empty')
    .max(100, 'must have at most 100 characters')
    .optional()
    .meta({ help: 'Workgroup or user that the visitor page chats with.', shown: 'the first active workgroup' }),
  chatTargetType: z.enum(['Workgroup', 'User']).default('Workgroup').meta({ help: 'What `chatTarget` names.' }),
  language: z
    .enum(['en-us'])
    .default('en-us')
    .meta({ help: 'Language of pages whose reader asks for none that is shipped.' }),
  allowedOrigins: z
    .array(z.string().regex(/^https?:\/\/[^/\s*]+$/, 'must be an origin such as "https://shop.example"'))
    .default([])
    .meta({
      help: 'Origins whose pages may call the visitor protocol from another site, such as `https://shop.example`.',
    }),
  visitorGoneAfter: z
    .number()
    .int('must be a whole number of seconds')
    .min(90, 'must be at least 90: browsers slow background pages down to one request a minute')
    .max(86_400, 'must be at most 86400 (a day)')
    .default(300)
    .meta({ help: 'Seconds without a poll or an open stream after which a visitor counts as gone and the chat ends.' }),
  secret: z
    .array(z.string().min(32, 'must have at least 32 characters'))
    .min(1, 'must hold at least one secret')
    .optional()
    .meta({
      help: 'Signs the session cookies: the first one signs, all are accepted (for rotation).',
      shown: 'made at first start, kept in the database',
    }),
  logger: z
    .custom<Log>((value) => isLogger(value), 'must have the methods debug, info, warn and error')
    .optional()
    .meta({
      help: "A logger of pino's form; the host's own fits.",
      shown: 'pino, warnings and errors',
      environment: false,
    }),
  runtime: z
    .custom<{ clock?: Clock; ids?: Ids }>((value) => typeof value === 'object' && value !== null, 'must be an object')
    .optional()
    .meta({ help: 'Clock and randomness, for tests.', shown: "the system's", environment: false }),
});

/** What `iwt()` takes, all of it optional; docs/options.md has it as a table, with the environment variables. */
export interface IwtOptions {
  /** Path below the mount path where everything is served, in any letter case; `''` for none. Default `/I3Root`. */
  root?: string | undefined;
  /** `sqlite:PATH`, `sqlite::memory:` or `mysql://user:password@host:port/name`. Default: the file `iwt.sqlite` in `data`. */
  database?: string | undefined;
  /** Folder of the SQLite file, relative to the working directory; made when missing. Default `iwt-data`. */
  data?: string | undefined;
  /** What a power cut may cost on SQLite: `full` nothing, `normal` the last moments. A killed process costs nothing. Default `full`. */
  durability?: 'full' | 'normal' | undefined;
  /** Bring the tables up to date at start; `false` refuses to start on others. Default `true` on SQLite, `false` on MySQL. */
  migrate?: boolean | undefined;
  /** Folders under which the visitor protocol also answers, for pages that know several servers. Default `Server1`, `Server2`. */
  servers?: string[] | undefined;
  /** Workgroup or user that the visitor's page chats with. Default: the first active workgroup by name. */
  chatTarget?: string | undefined;
  /** What `chatTarget` names. Default `Workgroup`. */
  chatTargetType?: 'Workgroup' | 'User' | undefined;
  /** Language for readers who ask for none that is shipped. Default `en-us`. */
  language?: 'en-us' | undefined;
  /** Origins such as `https://shop.example` whose pages may call the visitor protocol. Default: none. */
  allowedOrigins?: string[] | undefined;
  /** Seconds without a poll or an open stream after which a visitor is gone and the chat ends. Default 300. */
  visitorGoneAfter?: number | undefined;
  /** Sign the session cookies: the first one signs, all are accepted. Default: one made at first start, kept in the database. */
  secret?: string[] | undefined;
  /** Gets what is worth logging: any logger of pino's form. Default: warnings and errors to standard error. */
  logger?: Log | undefined;
  /** Clock and randomness, for tests. Default: the system's. */
  runtime?: { clock?: Clock; ids?: Ids } | undefined;
}

/** Options with every default filled in. */
export type Settings = z.output<typeof optionsSchema> & { readonly database: string; readonly migrate: boolean };

/**
 * Checks the options, fills in the environment (`IWT_…`) and the defaults.
 * @throws IwtSetupError `IWT_UNKNOWN_OPTION`, `IWT_BAD_OPTION`, `IWT_BAD_ENVIRONMENT` or `IWT_IMPOSSIBLE_OPTIONS`
 */
export function readOptions(options: IwtOptions = {}, environment: NodeJS.ProcessEnv = {}): Settings {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new IwtSetupError('IWT_BAD_OPTION', 'iwt() takes one object with options, or nothing.');
  }
  refuseUnknown(Object.keys(options));
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const fromEnvironment = readEnvironment(environment, new Set(Object.keys(given)));
  const result = optionsSchema.safeParse({ ...fromEnvironment, ...given });
  if (!result.success) throw badOption(result.error, given);
  const settings = result.data;
  const database = settings.database ?? `sqlite:${path.resolve(settings.data, 'iwt.sqlite')}`;
  refuseImpossible(settings, database, { ...fromEnvironment, ...given });
  return { ...settings, database, migrate: settings.migrate ?? database.startsWith('sqlite:') };
}

/** One line of the options table; `variable` is undefined where the environment cannot carry the value. */
export interface OptionRow {
  readonly name: string;
  readonly variable: string | undefined;
  readonly type: string;
  readonly default: string;
  readonly help: string;
}

/** The options as rows for the table in docs/options.md. */
export function optionRows(): readonly OptionRow[] {
  return Object.entries(optionsSchema.shape).map(([name, schema]) => {
    const meta = schema.meta() as { help: string; shown?: string; environment?: boolean };
    const value = defaultOf(schema);
    return {
      name,
      variable: meta.environment === false ? undefined : variableOf(name),
      type: typeOf(schema),
      default: meta.shown ?? (Array.isArray(value) && value.length === 0 ? 'none' : `\`${JSON.stringify(value)}\``),
      help: meta.help,
    };
  });
}

/** `chatTarget` → `IWT_CHAT_TARGET`. */
export function variableOf(name: string): string {
  return `IWT_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

function refuseUnknown(names: string[]): void {
  const known = Object.keys(optionsSchema.shape);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const hint = nearest(unknown, known);
  throw new IwtSetupError(
    'IWT_UNKNOWN_OPTION',
    `iwt() has no option "${unknown}"${hint ? `; did you mean "${hint}"?` : '; docs/options.md lists them all.'}`,
  );
}

function readEnvironment(environment: NodeJS.ProcessEnv, given: ReadonlySet<string>): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const row of optionRows()) {
    const text = row.variable === undefined ? undefined : environment[row.variable];
    if (text === undefined || text === '' || given.has(row.name)) continue;
    const value = parseVariable(row, text);
    const result = optionsSchema.shape[row.name as keyof typeof optionsSchema.shape].safeParse(value);
    if (!result.success) {
      throw new IwtSetupError(
        'IWT_BAD_ENVIRONMENT',
        `The environment variable ${row.variable} ${reasonOf(result.error)}.`,
      );
    }
    values[row.name] = value;
  }
  return values;
}

function parseVariable(row: OptionRow, text: string): unknown {
  if (row.type === 'list')
    return text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean);
  if (row.type === 'number') return Number(text);
  if (row.type === 'boolean') return { true: true, '1': true, false: false, '0': false }[text.toLowerCase()] ?? text;
  return text;
}

function refuseImpossible(
  settings: z.output<typeof optionsSchema>,
  database: string,
  given: Record<string, unknown>,
): void {
  if (!database.startsWith('sqlite:') && given.durability !== undefined) {
    throw new IwtSetupError(
      'IWT_IMPOSSIBLE_OPTIONS',
      'The option durability is for SQLite; on MySQL set innodb_flush_log_at_trx_commit on the server instead.',
    );
  }
  if (database === 'sqlite::memory:' && settings.migrate === false) {
    throw new IwtSetupError(
      'IWT_IMPOSSIBLE_OPTIONS',
      'A database in memory starts empty, so it cannot be used with migrate: false.',
    );
  }
  if (settings.chatTarget === undefined && given.chatTargetType === 'User') {
    throw new IwtSetupError(
      'IWT_IMPOSSIBLE_OPTIONS',
      'chatTargetType: "User" needs chatTarget, the name of that user.',
    );
  }
  const folded = settings.servers.map((server) => server.toLowerCase());
  if (new Set(folded).size < folded.length) {
    throw new IwtSetupError(
      'IWT_IMPOSSIBLE_OPTIONS',
      'The option servers names one server twice (letter case does not count).',
    );
  }
}

function badOption(error: z.ZodError, given: Record<string, unknown>): IwtSetupError {
  const name = String(error.issues[0]?.path[0] ?? '');
  const where = name in given ? `The option ${name}` : `The environment variable ${variableOf(name)}`;
  return new IwtSetupError('IWT_BAD_OPTION', `${where} ${reasonOf(error)}.`);
}

function reasonOf(error: z.ZodError): string {
  const message = error.issues[0]?.message ?? 'is not valid';
  return /^(must|may)\b/.test(message) ? message : `is not valid: ${message}`;
}

function isLogger(value: unknown): boolean {
  const methods = value as Record<string, unknown> | null;
  return ['debug', 'info', 'warn', 'error'].every((name) => typeof methods?.[name] === 'function');
}

function defaultOf(schema: z.ZodType): unknown {
  const result = schema.safeParse(undefined);
  return result.success ? result.data : undefined;
}

function typeOf(schema: z.ZodType): string {
  let inner: z.ZodType = schema;
  while (inner instanceof z.ZodDefault || inner instanceof z.ZodOptional) inner = inner.unwrap() as z.ZodType;
  if (inner instanceof z.ZodEnum) return inner.options.map((option) => `"${option}"`).join(' | ');
  if (inner instanceof z.ZodArray) return 'list';
  if (inner instanceof z.ZodNumber) return 'number';
  if (inner instanceof z.ZodBoolean) return 'boolean';
  return inner instanceof z.ZodString ? 'string' : 'object';
}
