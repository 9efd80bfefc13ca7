import { type Declaration, declarations } from './declarations.ts';

/** The table in docs/parameters.md. */
export function parameterTable(): string {
  const rows = Object.entries<Declaration>(declarations).map(
    ([name, row]) => `| \`${name}\` | ${shown(row)} | ${allowed(row)} | ${row.usedBy} | ${row.help} |`,
  );
  return ['| Parameter | Default | Allowed | Read by | Meaning |', '| --- | --- | --- | --- | --- |', ...rows].join(
    '\n',
  );
}

function shown(row: Declaration): string {
  return row.kind === 'integer' ? `${row.default} ${row.unit}` : `\`${row.default}\``;
}

function allowed(row: Declaration): string {
  if (row.kind === 'integer') return `${row.least} to ${row.most} ${row.unit}`;
  return `${row.empty ? 'up to' : '1 to'} ${row.longest} characters`;
}
