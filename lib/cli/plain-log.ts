import type { Log } from '../runtime/log.ts';

/** Warnings and errors for somebody who reads a terminal: one line each on standard error. */
export const plainLog: Log = {
  debug() {},
  info() {},
  warn: (fields, message) => write('warning', fields, message),
  error: (fields, message) => write('error', fields, message),
};

function write(level: string, fields: object, message: string): void {
  const details = Object.entries(fields).map(
    ([name, value]) => `${name}=${value instanceof Error ? value.stack : show(value)}`,
  );
  process.stderr.write(`${level}: ${[message, ...details].join(' ')}\n`);
}

function show(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
}
