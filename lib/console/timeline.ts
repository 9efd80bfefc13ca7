import type { User } from '../agents/user.ts';
import type { Interaction } from '../interactions/interaction.ts';
import type { Segment } from '../tracker/tracker.ts';
import { mayReach, supervises } from './rights.ts';
import type { TimelineSegment } from './shapes.ts';

/** The segments of an interaction as one user may see them. */
export function timelineOf(segments: readonly Segment[], interaction: Interaction, reader: User): TimelineSegment[] {
  // Of a callback it is the telephone number, of a chat the visitor's network address.
  const reached = interaction.callback ? mayReach(reader, interaction) : supervises(reader, interaction);
  return segments.map(({ user, wrapUpAt, type, start, wrapUpCode, remoteAddress, ...segment }) => ({
    type,
    start: new Date(start).toISOString(),
    ...segment,
    wrapUpCode: wrapUpCode ?? null,
    remoteAddress: reached && remoteAddress !== '' ? remoteAddress : null,
  }));
}
