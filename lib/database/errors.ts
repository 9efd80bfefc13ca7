import { IwtSetupError } from '../errors.ts';
import type { Database } from './connect.ts';

/** Whether a unique key refused the row: somebody else was faster, or the name is taken. */
export function isDuplicate(error: unknown): boolean {
  return ['SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY', 'ER_DUP_ENTRY'].includes(codeOf(error));
}

/** Whether the same transaction may well succeed when tried again: a deadlock, or a lock that took too long. */
export function isTransient(error: unknown): boolean {
  return ['ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT', 'ER_CHECKREAD', 'SQLITE_BUSY', 'SQLITE_BUSY_SNAPSHOT'].includes(
    codeOf(error),
  );
}

const connectionCodes = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ECONNRESET',
  'EAI_AGAIN',
  'PROTOCOL_CONNECTION_LOST',
  'HANDSHAKE_SSL_ERROR',
];
const refusedCodes = [
  'ER_ACCESS_DENIED_ERROR',
  'ER_DBACCESS_DENIED_ERROR',
  'ER_BAD_DB_ERROR',
  'ER_ACCESS_DENIED_NO_PASSWORD_ERROR',
];
const fileCodes = [
  'SQLITE_CANTOPEN',
  'SQLITE_NOTADB',
  'SQLITE_READONLY',
  'SQLITE_CORRUPT',
  'SQLITE_FULL',
  'SQLITE_IOERR',
];

/** The error itself, or, where the database could not be used at all, one sentence about that. */
export function unreachable(database: Database, error: unknown): unknown {
  const code = codeOf(error);
  if (connectionCodes.includes(code)) {
    return new IwtSetupError('IWT_DATABASE_UNREACHABLE', `The database ${database.label} does not answer (${code}).`);
  }
  if (refusedCodes.includes(code)) {
    return new IwtSetupError(
      'IWT_DATABASE_REFUSED',
      `The database ${database.label} refuses the user or has not been created (${code}).`,
    );
  }
  if (fileCodes.some((known) => code.startsWith(known))) {
    return new IwtSetupError('IWT_DATABASE_FILE', `The database file ${database.label} cannot be used (${code}).`);
  }
  return error;
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}
