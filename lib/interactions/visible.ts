import type { Journal } from '../journal/journal.ts';
import type { InteractionEvent } from './events.ts';
import { type Interaction, isVisible } from './interaction.ts';

const none: readonly InteractionEvent[] = Object.freeze([]);

/** What the visitor may see from its own number `from` on, up to `state`. */
export function visibleFrom(
  journal: Journal,
  state: Interaction,
  from: number,
): readonly InteractionEvent[] | Promise<readonly InteractionEvent[]> {
  const wanted = state.visible - Math.max(0, from);
  if (wanted <= 0) return none;
  // At least as far back as if all of the last events were visible; for every one that is not, one more.
  let after = state.version - wanted;
  for (;;) {
    const recent = journal.recent(state.id, after) as readonly InteractionEvent[] | undefined;
    if (!recent || !reaches(recent, state)) break;
    const seen = visibleIn(recent, state);
    if (seen.length >= wanted) return seen;
    after -= wanted - seen.length;
  }
  // The first event is not visible, so number `from` stands at `from` + 2 at the earliest.
  const earliest = Math.max(0, from) + 1;
  return journal
    .read(state.id, earliest)
    .then((events) => visibleIn(events as readonly InteractionEvent[], state).slice(-wanted));
}

/**
 * The events up to `state`, with `visitorSeq` on those that the visitor sees. The last of them counts as the newest of
 * `state`, from which the numbers count back.
 */
export function numbered(state: Interaction, events: readonly InteractionEvent[]): readonly InteractionEvent[] {
  const known = upTo(state, events);
  let next = state.visible;
  for (let index = known.length - 1; index >= 0; index--) {
    const event = known[index] as InteractionEvent;
    if (!isVisible(event.type)) continue;
    next--;
    if (event.visitorSeq === undefined) (event as { visitorSeq?: number }).visitorSeq = next;
  }
  return known;
}

function visibleIn(events: readonly InteractionEvent[], state: Interaction): readonly InteractionEvent[] {
  return numbered(state, events).filter((event) => isVisible(event.type));
}

function upTo(state: Interaction, events: readonly InteractionEvent[]): readonly InteractionEvent[] {
  const last = events.at(-1);
  return last && last.seq > state.version ? events.filter((event) => event.seq <= state.version) : events;
}

/** Memory may be behind a state that was read from the database. */
function reaches(events: readonly InteractionEvent[], state: Interaction): boolean {
  const last = events.at(-1);
  return last !== undefined && last.seq >= state.version;
}
