import type { ProtocolRow } from './reply.ts';

export interface Match {
  readonly row: ProtocolRow;
  /** The participantID; empty when the row has none or the path lacks it. */
  readonly id: string;
}

/**
 * Finds the row for a path below `/websvcs/`. Segments match in any letter case, and a slash at the end does no harm
 * (section 2.3). A path that lacks its participantID still belongs to its operation: clients do send it.
 */
export function createMatcher(rows: readonly ProtocolRow[]): (path: string) => Match | undefined {
  const plain = new Map<string, ProtocolRow>();
  const withId = new Map<string, ProtocolRow>();
  for (const row of rows) {
    const path = row.path.slice('/websvcs/'.length).toLowerCase();
    if (path.endsWith('/:id')) withId.set(path.slice(0, -'/:id'.length), row);
    else plain.set(path, row);
  }

  return (sent) => {
    const path = sent.endsWith('/') ? sent.slice(0, -1) : sent;
    const whole = path.toLowerCase();
    const row = plain.get(whole) ?? withId.get(whole);
    if (row) return { row, id: '' };
    const slash = path.lastIndexOf('/');
    const found = slash === -1 ? undefined : withId.get(whole.slice(0, slash));
    return found && { row: found, id: path.slice(slash + 1) };
  };
}
