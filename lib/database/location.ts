import { IwtSetupError } from '../errors.ts';

/** What SQLite waits for at a commit (docs/decisions/0002-durability.md). */
export type Durability = 'full' | 'normal';

/** Where the data lives, taken apart from `sqlite:PATH`, `sqlite::memory:` or `mysql://user:password@host:port/name`. */
export type Location =
  | { readonly dialect: 'sqlite'; readonly filename: string; readonly memory: boolean }
  | {
      readonly dialect: 'mysql';
      readonly host: string;
      readonly port: number;
      readonly user: string;
      readonly password: string;
      readonly database: string;
      readonly tls: boolean;
    };

const forms = '`sqlite:PATH`, `sqlite::memory:` or `mysql://user:password@host:port/name`';

/** @throws IwtSetupError `IWT_DATABASE_URL`; its message never repeats the URL, which may hold a password. */
export function parseLocation(url: string): Location {
  if (url.startsWith('sqlite:')) return sqlite(url.slice('sqlite:'.length));
  if (/^(mysql|mariadb):\/\//.test(url)) return mysql(url);
  throw new IwtSetupError('IWT_DATABASE_URL', `The database URL is not one of ${forms}.`);
}

function sqlite(rest: string): Location {
  const filename = rest.startsWith('///') ? rest.slice(2) : rest;
  if (filename === '')
    throw new IwtSetupError('IWT_DATABASE_URL', 'The database URL `sqlite:` lacks the path of the file.');
  return { dialect: 'sqlite', filename, memory: filename === ':memory:' };
}

function mysql(text: string): Location {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const [host, user, password, database] = [url?.hostname, url?.username, url?.password, url?.pathname.slice(1)].map(
    decode,
  );
  if (
    url === undefined ||
    host === undefined ||
    user === undefined ||
    password === undefined ||
    database === undefined
  ) {
    throw new IwtSetupError('IWT_DATABASE_URL', `The database URL cannot be read; write it as ${forms}.`);
  }
  if (!/^[^/\\.\s]{1,64}$/.test(database)) {
    throw new IwtSetupError(
      'IWT_DATABASE_URL',
      'The database URL must end with the name of a database, as in `mysql://user@host/name`.',
    );
  }
  for (const [name, value] of url.searchParams) {
    if (name === 'tls' && (value === 'true' || value === 'false')) continue;
    throw new IwtSetupError('IWT_DATABASE_URL', 'The database URL has an unknown setting; only `?tls=true` is known.');
  }
  return {
    dialect: 'mysql',
    host: host.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? 3306 : Number(url.port),
    user,
    password,
    database,
    tls: url.searchParams.get('tls') === 'true',
  };
}

/** undefined: a percent sign that escapes nothing. */
function decode(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
