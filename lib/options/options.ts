import path from 'node:path';
import type { z } from 'zod';
import { IwtSetupError } from '../errors.ts';
import { nearest } from '../params/nearest.ts';
import { readCic } from '../proxy/option.ts';
import type { CicSettings } from '../proxy/settings.ts';
import { readEnvironment, variableOf } from './environment.ts';
import { placeOf, reasonOf } from './reason.ts';
import { type IwtOptions, optionsSchema } from './schema.ts';

/** Options with every default filled in. */
export type Settings = Omit<z.output<typeof optionsSchema>, 'cic'> & {
  readonly database: string;
  readonly migrate: boolean;
  /** Undefined: this service answers by itself. */
  readonly cic: CicSettings | undefined;
};

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
  return {
    ...settings,
    database,
    migrate: settings.migrate ?? database.startsWith('sqlite:'),
    cic: settings.cic && readCic(settings.cic, settings.root, settings.servers),
  };
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
  if (settings.callbackTarget === undefined && given.callbackTargetType !== undefined) {
    throw new IwtSetupError(
      'IWT_IMPOSSIBLE_OPTIONS',
      'callbackTargetType needs callbackTarget; without it callbacks go where chats go.',
    );
  }
  if (settings.smtp !== undefined && (settings.mailFrom === undefined || settings.siteUrl === undefined)) {
    throw new IwtSetupError(
      'IWT_IMPOSSIBLE_OPTIONS',
      'The option smtp needs mailFrom, the sender, and siteUrl, which links in mails begin with.',
    );
  }
  if (settings.cic !== undefined && settings.handlers.length > 0) {
    throw new IwtSetupError(
      'IWT_IMPOSSIBLE_OPTIONS',
      'The option handlers cannot be used with cic: the paths of handler pages lead to the CIC servers.',
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
  const place = placeOf(error);
  const [option = ''] = place.split('.');
  const where = option in given ? `The option ${place}` : `The environment variable ${variableOf(place)}`;
  return new IwtSetupError('IWT_BAD_OPTION', `${where} ${reasonOf(error)}.`);
}
