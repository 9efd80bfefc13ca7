import type { InteractionEvent } from '../interactions/events.ts';

/** Which chats: every one, or those that a workgroup or an agent had anything to do with. */
export type PolicyEntity =
  | { readonly type: 'all' }
  | { readonly type: 'workgroup' | 'user'; readonly id: string; readonly name: string };

/** `connected`: an agent took the chat; `ended`: it ended, whether one did or not. */
export const policyEvents = ['connected', 'ended'] as const;
export type PolicyEvent = (typeof policyEvents)[number];

/** `mail`: to the visitor, who asked for it; `keep`: it can be downloaded after the end; `record`: both, as in the manual. */
export const policyActions = ['record', 'mail', 'keep'] as const;
export type PolicyAction = (typeof policyActions)[number];

/** Which transcripts are recorded (technical reference, "Enable Chat Transcripts"). */
export interface Policy {
  /** 22 characters. */
  readonly id: string;
  readonly entity: PolicyEntity;
  readonly event: PolicyEvent;
  readonly action: PolicyAction;
}

/** What policies look at. */
export interface Involved {
  readonly workgroups: ReadonlySet<string>;
  readonly users: ReadonlySet<string>;
  readonly connected: boolean;
}

/** Everybody who had to do with an interaction, from its events. */
export function involvedIn(events: readonly InteractionEvent[]): Involved {
  const workgroups = new Set<string>();
  const users = new Set<string>();
  let connected = false;
  for (const { type, body } of events) {
    const queue = type === 'started' || type === 'state' ? body.queue : undefined;
    if (queue) (queue.type === 'Workgroup' ? workgroups : users).add(queue.id);
    if (type !== 'state' || body.state !== 'Connected') continue;
    connected = true;
    if (body.user) users.add(body.user);
  }
  return { workgroups, users, connected };
}

/** Whether any policy does this with the transcript of such a chat. */
export function isCovered(policies: readonly Policy[], chat: Involved, action: 'mail' | 'keep'): boolean {
  return policies.some(
    (policy) =>
      (policy.action === 'record' || policy.action === action) &&
      (policy.event === 'ended' || chat.connected) &&
      concerns(policy.entity, chat),
  );
}

function concerns(entity: PolicyEntity, { workgroups, users }: Involved): boolean {
  if (entity.type === 'all') return true;
  return (entity.type === 'workgroup' ? workgroups : users).has(entity.id);
}
