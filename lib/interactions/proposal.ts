import { IwtError } from '../errors.ts';
import type { JournalEvent, Write } from '../journal/change.ts';
import type { Decision, Proposal } from './decision.ts';
import type { InteractionEvent, NewEvent, Started } from './events.ts';
import { begin, evolve, type Interaction, isVisible } from './interaction.ts';
import { projection } from './projection.ts';

/** An interaction that is not in the journal yet: the state after its first event, and that event. */
export interface Start {
  readonly state: Interaction;
  readonly event: InteractionEvent;
}

/** @throws IwtError `request.invalid`: something is longer than its column. */
export function start(id: string, body: Started['body'], now: number): Start {
  limit('name', body.name, 128);
  limit('language', body.language, 20);
  limit('address', body.address, 45);
  for (const [name, value] of Object.entries(body.attributes ?? {})) {
    limit('attribute name', name, 100);
    limit(`attribute ${name}`, value, 4000);
  }
  const event = numberedEvent({ type: 'started', body }, 1, now, 0);
  return { state: begin(id, event), event };
}

/** Writes that belong to every change that ends an interaction, or sets codes or erases the visitor's data of one that has ended. */
export type EndWrites = (state: Interaction, now: number) => readonly Write[];

/** A decision as a change on exactly this state, and the state it leads to. */
export function propose(
  on: Interaction | Start,
  decision: Decision<unknown>,
  now: number,
  endWrites?: EndWrites,
): Proposal {
  const before = 'event' in on ? undefined : on;
  let next = 'event' in on ? on.state : on;
  const events: InteractionEvent[] = 'event' in on ? [on.event] : [];
  for (const event of decision.events) {
    const placed = numberedEvent(event, next.version + 1, now, next.visible);
    next = evolve(next, placed);
    events.push(placed);
  }
  const writes = projection(before, next);
  if (decision.writes) writes.push(...decision.writes);
  if (endWrites && isRecordedAnew(before, next, decision)) writes.push(...endWrites(next, now));
  return { change: { interaction: next.id, expects: before?.version ?? 0, events, writes }, next };
}

function isRecordedAnew(before: Interaction | undefined, next: Interaction, { events }: Decision<unknown>): boolean {
  if (next.endedAt === null) return false;
  return !before || before.endedAt === null || events.some(({ type }) => type === 'codes' || type === 'erased');
}

/** All events have the same fields in the same order, the position included that the journal fills in. */
function numberedEvent(event: NewEvent, seq: number, at: number, visible: number): InteractionEvent {
  const placed: JournalEvent & { visitorSeq: number | undefined } = {
    seq,
    at,
    type: event.type,
    body: event.body,
    position: undefined,
    visitorSeq: isVisible(event.type) ? visible : undefined,
  };
  return placed as InteractionEvent;
}

function limit(what: string, value: string | undefined, most: number): void {
  if (value === undefined || value.length <= most) return;
  throw new IwtError('request.invalid', `The ${what} is longer than ${most} characters.`);
}
