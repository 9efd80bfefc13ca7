import type { Agents } from './agents/agents.ts';
import type { Callbacks } from './callback/callback.ts';
import type { Chat } from './chat/chat.ts';
import type { Params } from './params/params.ts';
import type { Photos } from './photos/photos.ts';
import type { Queues } from './queues/queues.ts';
import type { Skills } from './skills/skills.ts';
import type { Tracker } from './tracker/tracker.ts';
import type { Transcripts } from './transcripts/transcripts.ts';
import type { Visitors } from './visitors/visitors.ts';
import type { Workgroups } from './workgroups/workgroups.ts';

/** What a host may use directly. They work once `ready()` has resolved, and throw `IwtError` for what they refuse. */
export interface Services {
  /** Agents, supervisors and administrators: find, create, change. */
  readonly agents: Agents;
  /** Callbacks, from the visitor's and from the agent's side. */
  readonly callbacks: Callbacks;
  /** Chats, from the visitor's and from the agent's side. */
  readonly chat: Chat;
  /** Web Services parameters (docs/parameters.md). */
  readonly params: Params;
  /** Photos of agents, as visitors see them. */
  readonly photos: Photos;
  /** Queues of workgroups and users: who is available, how long one waits. */
  readonly queues: Queues;
  /** Skills of agents, and what pages mean by them (docs/skills.md). */
  readonly skills: Skills;
  /** What was with an interaction that has ended, for reports (docs/tracker.md). */
  readonly tracker: Tracker;
  /** Which transcripts are recorded, and mails that could not be sent (docs/transcripts.md). */
  readonly transcripts: Transcripts;
  /** Visitors' accounts. */
  readonly visitors: Visitors;
  readonly workgroups: Workgroups;
}
