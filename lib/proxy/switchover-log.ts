import type { Log } from '../runtime/log.ts';
import type { ServerFacts } from './switchover.ts';

/** What has happened to the servers as a whole. */
export type SwitchoverEvent =
  | { readonly kind: 'lost'; readonly server: string; readonly reason: string | undefined }
  | { readonly kind: 'back'; readonly server: string; readonly away: number }
  | { readonly kind: 'active'; readonly server: string; readonly before: string | undefined }
  | { readonly kind: 'none' }
  | { readonly kind: 'some' }
  | { readonly kind: 'net'; readonly out: boolean };

/** Everything that operators look at from outside, at one moment. */
export interface Situation {
  readonly names: readonly string[];
  readonly servers: readonly ServerFacts[];
  /** Index of the active server; undefined until one has first said that it is. */
  readonly active: number | undefined;
  readonly netOut: boolean;
}

/** What has happened between two moments, causes before effects. Pure. */
export function eventsBetween(before: Situation, after: Situation, now: number): SwitchoverEvent[] {
  const events: SwitchoverEvent[] = [];
  for (const [index, facts] of after.servers.entries()) {
    const was = before.servers[index] ?? facts;
    const server = nameOf(after, index);
    if (isUp(was) && !isUp(facts)) events.push({ kind: 'lost', server, reason: facts.reason });
    if (!isUp(was) && isUp(facts)) events.push({ kind: 'back', server, away: now - was.since });
  }
  if (after.active !== undefined && after.active !== before.active) {
    const previous = before.active === undefined ? undefined : nameOf(before, before.active);
    events.push({ kind: 'active', server: nameOf(after, after.active), before: previous });
  }
  const [some, someNow] = [before.servers.some(isUp), after.servers.some(isUp)];
  if (some !== someNow) events.push({ kind: someNow ? 'some' : 'none' });
  if (before.netOut !== after.netOut) events.push({ kind: 'net', out: after.netOut });
  return events;
}

/**
 * Writes it to the log. The codes stay the same between releases (docs/gateway.md). That something is well again is a
 * warning, too: who was told that it is not must hear the end.
 */
export function logEvent(log: Log, event: SwitchoverEvent): void {
  const { level, code, says, ...fields } = tell(event);
  log[level]({ code, ...fields }, says);
}

function tell(event: SwitchoverEvent): Told {
  const level = 'warn';
  switch (event.kind) {
    case 'lost': {
      const { server, reason } = event;
      return { level, code: 'cic.server-lost', says: 'A CIC server is gone', server, reason };
    }
    case 'back': {
      const { server, away: awayMs } = event;
      return { level, code: 'cic.server-back', says: 'A CIC server answers again', server, awayMs };
    }
    case 'active': {
      const { server, before } = event;
      if (before === undefined)
        return { level: 'info', code: 'cic.active', says: 'The active CIC server is known', server };
      return { level, code: 'cic.switchover', says: 'Another CIC server is the active one now', server, before };
    }
    case 'none':
      return { level, code: 'cic.none', says: 'No CIC server answers' };
    case 'some':
      return { level, code: 'cic.some', says: 'There is a CIC server again' };
    case 'net':
      return event.out
        ? { level, code: 'cic.net-out', says: 'New chats and callbacks are taken here' }
        : { level, code: 'cic.net-in', says: 'New chats and callbacks go to the CIC servers again' };
  }
}

interface Told extends Readonly<Record<string, unknown>> {
  readonly level: 'info' | 'warn';
  readonly code: string;
  readonly says: string;
}

function nameOf({ names }: Situation, index: number): string {
  return names[index] ?? String(index);
}

function isUp({ circuit }: ServerFacts): boolean {
  return circuit === 'closed';
}
