import type { Declaration } from '../params/declaration.ts';
import type { ParameterRow } from '../params/params.ts';

/**
 * A parameter as the administrator API shows it: `{name, group, value, default, kind, allowed, usedBy, since, restart,
 * help, changedAt, changedBy}`. `since`, `changedAt` (ISO 8601 in UTC) and `changedBy` may be null.
 */
export function parameterBody({ name, value, declaration, changedAt, changedBy }: ParameterRow) {
  return {
    name,
    group: declaration.group,
    value,
    default: declaration.default,
    kind: declaration.kind,
    allowed: allowed(declaration),
    usedBy: declaration.usedBy,
    since: declaration.since ?? null,
    restart: declaration.restart ?? false,
    help: declaration.help,
    changedAt: changedAt === null ? null : new Date(changedAt).toISOString(),
    changedBy,
  };
}

/** `checked`: only the server can tell whether a text is right. */
function allowed(row: Declaration) {
  if (row.kind === 'integer') return { least: row.least, most: row.most, unit: row.unit };
  if (row.kind === 'choice') return { values: row.values };
  return { longest: row.longest, empty: row.empty, checked: row.check !== undefined };
}
