import type { Declaration } from './declaration.ts';
import { declarations, parameterNames } from './declarations.ts';
import { choices } from './value.ts';

/** The table in docs/parameters.md. */
export function parameterTable(): string {
  const rows = parameterNames.map((name) => {
    const row: Declaration = declarations[name];
    const help = row.restart ? `${row.help} Acts with the next start.` : row.help;
    return `| \`${name}\` | ${row.group} | ${shown(row)} | ${allowed(row)} | ${row.usedBy} | ${help} |`;
  });
  const head = [
    '| Parameter | Group | Default | Allowed | Read by | Meaning |',
    '| --- | --- | --- | --- | --- | --- |',
  ];
  return [...head, ...rows].join('\n');
}

function shown(row: Declaration): string {
  if (row.kind === 'integer') return `${row.default} ${row.unit}`;
  return row.default === '' ? 'empty' : `\`${row.default}\``;
}

function allowed(row: Declaration): string {
  if (row.kind === 'integer') return `${row.least} to ${row.most} ${row.unit}`;
  if (row.kind === 'choice') return choices(row.values);
  return `${row.empty ? 'up to' : '1 to'} ${row.longest} characters`;
}
