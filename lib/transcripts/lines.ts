import type { InteractionEvent } from '../interactions/events.ts';
import type { Party } from '../interactions/interaction.ts';

/** One thing that was said, as the visitor saw it. */
export interface Line {
  /** UTC milliseconds. */
  readonly at: number;
  readonly kind: Party['kind'];
  readonly name: string;
  readonly text: string;
}

export interface Lines {
  readonly lines: readonly Line[];
  /** What came before was too much. */
  readonly cut: boolean;
}

/** Characters of a transcript; a mail must get through, and a download must not fill the memory. */
export const mostCharacters = 500_000;

/** The texts among an interaction's visible events, the newest that fit. */
export function linesOf(events: readonly InteractionEvent[], parties: readonly Party[]): Lines {
  const lines: Line[] = [];
  let left = mostCharacters;
  for (const { at, type, body } of events.toReversed()) {
    if (type !== 'text') continue;
    const party = parties.find((one) => one.party === body.party);
    if (!party) continue;
    left -= body.text.length + party.name.length;
    if (left < 0) return { lines: lines.reverse(), cut: true };
    lines.push({ at, kind: party.kind, name: party.name, text: body.text });
  }
  return { lines: lines.reverse(), cut: false };
}
