import type { User } from '../agents/user.ts';
import type { InteractionState } from '../interactions/events.ts';
import type { Interaction } from '../interactions/interaction.ts';

/** The part of a user that rights depend on. */
export type Viewer = Pick<User, 'id' | 'role' | 'workgroups'>;

/** The part of an interaction that rights depend on. */
export type Viewed = Pick<Interaction, 'state' | 'queue' | 'user' | 'parties'>;

/** States in which it is nobody's: in its queue, or outside until a time. */
const waits: ReadonlySet<InteractionState> = new Set(['Offering', 'Scheduled', 'Snoozed']);

/** It alerts, is connected to or held by this user; once ended: it was at the end. */
export function isMine(viewer: Pick<Viewer, 'id'>, interaction: Pick<Viewed, 'user'>): boolean {
  return interaction.user === viewer.id;
}

/** The user's own queue, or that of a workgroup he is a member of. */
export function servesQueue(viewer: Viewer, queue: Viewed['queue']): boolean {
  if (queue.type === 'User') return queue.id === viewer.id;
  return viewer.workgroups.some((workgroup) => workgroup.id === queue.id);
}

/**
 * Whether a user may see an interaction: agents their own, what waits in their queues, and what has ended and they had
 * joined; supervisors all of their queues; administrators everything.
 */
export function sees(viewer: Viewer, interaction: Viewed): boolean {
  if (viewer.role === 'administrator' || isMine(viewer, interaction)) return true;
  if (interaction.state === 'Disconnected' && hasJoined(viewer, interaction)) return true;
  if (viewer.role === 'agent' && !waits.has(interaction.state)) return false;
  return servesQueue(viewer, interaction.queue);
}

/** Supervisors of its queue, and administrators. */
export function supervises(viewer: Viewer, { queue }: Pick<Viewed, 'queue'>): boolean {
  if (viewer.role === 'administrator') return true;
  return viewer.role === 'supervisor' && servesQueue(viewer, queue);
}

/** Whether a user may learn how to reach the visitor of a callback. */
export function mayReach(viewer: Viewer, interaction: Pick<Viewed, 'user' | 'queue'>): boolean {
  return isMine(viewer, interaction) || supervises(viewer, interaction);
}

/** Whether a user may take it as it stands: what waits or alerts, from his queues; before its time, what he supervises. */
export function canPickup(viewer: Viewer, { state, queue, user }: Viewed): boolean {
  if (state === 'Scheduled' || state === 'Snoozed') return supervises(viewer, { queue });
  if (state === 'Alerting' && user === viewer.id) return true;
  return (state === 'Offering' || state === 'Alerting') && servesQueue(viewer, queue);
}

/** Whether it stands in the user's list: what he may see and goes on, and for a while what he had. */
export function isListed(viewer: Viewer, interaction: Viewed): boolean {
  return sees(viewer, interaction) && (interaction.state !== 'Disconnected' || isMine(viewer, interaction));
}

/** Whether the user may have seen it at some time, so that its disappearance is news to him. */
export function mayHaveSeen(viewer: Viewer, interaction: Viewed): boolean {
  return (
    viewer.role === 'administrator' ||
    servesQueue(viewer, interaction.queue) ||
    interaction.parties.some((party) => party.user === viewer.id)
  );
}

function hasJoined(viewer: Viewer, { parties }: Viewed): boolean {
  return parties.some((party) => party.user === viewer.id && party.joinedAt !== null);
}
