import type { User } from '../agents/user.ts';
import type { Callbacks } from '../callback/callback.ts';
import type { AgentActor, Chat } from '../chat/chat.ts';
import type { CodeLists, Codes } from '../codes/codes.ts';
import { IwtError } from '../errors.ts';
import type { Interaction } from '../interactions/interaction.ts';
import type { Cancel } from '../runtime/clock.ts';
import type { Tracker } from '../tracker/tracker.ts';
import type { EventSink } from '../wire/room.ts';
import type { Annotations } from './annotations.ts';
import * as bodies from './bodies.ts';
import { readAfter, readBodyAs, readId } from './bodies.ts';
import type { Session } from './connection.ts';
import type { Presence } from './presence.ts';
import type { ReadModel } from './read-model.ts';
import type { InteractionDetail, InteractionList, Timeline } from './shapes.ts';
import type { ConsoleStore } from './store.ts';
import type { Streams } from './stream.ts';
import { timelineOf } from './timeline.ts';

/** What an agent can do to an interaction without saying more. */
export type Command = 'pickup' | 'hold' | 'resume' | 'disconnect';

/**
 * What an agent may see and do. Ids, queries and bodies come as they were sent, unchecked. Every function raises IwtError: `interaction.unknown` for
 * what the user may not see (nothing tells it apart from what does not exist), `request.invalid`,
 * `request.missing-data`, `interaction.state`, `forbidden`.
 */
export interface Bridge {
  /** Mine, and those waiting in my workgroups; supervisors see all of their workgroups, administrators everything that goes on. */
  list(user: User): Promise<InteractionList>;
  /** One with its transcript; with `after`, only entries with a greater `seq`. */
  read(user: User, id: string | undefined, after?: string): Promise<InteractionDetail>;
  command(user: User, id: string | undefined, command: Command): Promise<void>;
  /** `{action, note?, minutes?}`: what was done to reach the visitor of a callback. */
  callback(user: User, id: string | undefined, body: unknown): Promise<void>;
  /** `{text}`: a remark that visitors never see. */
  note(user: User, id: string | undefined, body: unknown): Promise<{ seq: number }>;
  /** `{wrapUpCode?, accountCode?}`; null takes one away. */
  setCodes(user: User, id: string | undefined, body: unknown): Promise<void>;
  /** What `setCodes` may choose from. */
  codes(): Promise<CodeLists>;
  timeline(user: User, id: string | undefined): Promise<Timeline>;
  /** `{text, clientMessageId?}`. A repeated `clientMessageId` is answered as the first time. */
  send(user: User, id: string | undefined, body: unknown): Promise<{ seq: number }>;
  /** `{typing}` */
  typing(user: User, id: string | undefined, body: unknown): Promise<void>;
  /** `{seq}`: everything up to there is read. Answers how far it is read now. */
  markRead(user: User, id: string | undefined, body: unknown): Promise<{ seq: number }>;
  /**
   * Starts an event stream and resolves once it is live. The returned function ends it (the browser left).
   * Whether the session behind it still stands is asked again and again while it is open.
   */
  events(user: User, session: Session, lastEventId: string | undefined, sink: EventSink): Promise<Cancel>;
  /** The user used the API just now: a sign of presence. */
  touch(user: string): void;
  /**
   * Signs a user out of one session; `end` ends it. `{force?: boolean}`: when it leaves chats or callbacks connected or held and no
   * other console of the user is open, raises `interaction.state` unless forced; forced, all that is his returns to the queues.
   */
  signOut(user: User, session: string | undefined, body: unknown, end: () => Promise<void>): Promise<void>;
}

export interface BridgeParts {
  readonly chat: Pick<Chat, Command | 'sendAsAgent' | 'typingAsAgent'>;
  readonly callbacks: Pick<Callbacks, 'pickup' | 'disconnect' | 'act'>;
  readonly codes: Pick<Codes, 'list'>;
  readonly tracker: Pick<Tracker, 'segments'>;
  readonly annotations: Annotations;
  readonly store: Pick<ConsoleStore, 'openCount'>;
  readonly readModel: ReadModel;
  readonly presence: Presence;
  readonly streams: Streams;
  /** Where the journal stands. */
  readonly position: () => number;
}

export function createBridge(parts: BridgeParts): Bridge {
  const { chat, callbacks, annotations, store, readModel, presence, streams } = parts;

  return {
    async list(user) {
      const position = String(parts.position());
      return { interactions: await readModel.list(user), position };
    },

    async read(user, id, after) {
      const from = readAfter(after);
      return readModel.detail(user, await readModel.visible(user, readId(id)), from);
    },

    async command(user, id, command) {
      const interaction = await readModel.visible(user, readId(id));
      const room = interaction.type === 'callback' ? callbacks : chat;
      if (command === 'pickup' || command === 'disconnect') await room[command](actorOf(user), interaction.id);
      else await chat[command](actorOf(user), conversationOf(interaction));
    },

    async send(user, id, body) {
      const input = readBodyAs(bodies.messageBody, body);
      const interaction = conversationOf(await readModel.visible(user, readId(id)));
      const { seq } = await chat.sendAsAgent(actorOf(user), interaction, input);
      return { seq };
    },

    async typing(user, id, body) {
      const { typing } = readBodyAs(bodies.typingBody, body);
      const interaction = conversationOf(await readModel.visible(user, readId(id)));
      await chat.typingAsAgent(actorOf(user), interaction, typing);
    },

    async callback(user, id, body) {
      const action = readBodyAs(bodies.callbackBody, body);
      const interaction = await readModel.visible(user, readId(id));
      if (interaction.type !== 'callback') throw notFor(interaction, 'This is no callback.');
      await callbacks.act(actorOf(user), interaction.id, action);
    },

    async note(user, id, body) {
      const { text } = readBodyAs(bodies.noteBody, body);
      const { id: interaction } = await readModel.visible(user, readId(id));
      return annotations.note(user, interaction, text);
    },

    async setCodes(user, id, body) {
      const chosen = readBodyAs(bodies.codesBody, body);
      const { id: interaction } = await readModel.visible(user, readId(id));
      await annotations.setCodes(user, interaction, chosen);
    },

    codes: () => parts.codes.list(),

    async timeline(user, id) {
      const interaction = await readModel.visible(user, readId(id));
      return { segments: timelineOf(await parts.tracker.segments(interaction.id), interaction, user) };
    },

    async markRead(user, id, body) {
      const { seq } = readBodyAs(bodies.readBody, body);
      const interaction = await readModel.visible(user, readId(id));
      const mark = await readModel.mark(user.id, interaction, seq);
      streams.noticeRead({ user: user.id, interaction: interaction.id, mark });
      return { seq: mark };
    },

    events(user, session, lastEventId, sink) {
      const left = presence.connected(user.id);
      return streams.open(user, session, lastEventId, sink, left);
    },

    touch: presence.touch,

    async signOut(user, session, body, end) {
      const { force = false } = readBodyAs(bodies.signOutBody, body);
      const open = force || streams.openElsewhere(user.id, session) ? 0 : await store.openCount(user.id);
      if (open > 0) {
        const message =
          'You have open chats or callbacks. Sign out with {"force": true} to return them to their queues.';
        throw new IwtError('interaction.state', message, { open });
      }
      await end();
      if ((await streams.recheck(user.id)) === 0) await presence.leave(user.id);
    },
  };
}

function actorOf({ id, displayName, role }: User): AgentActor {
  return { id, displayName, role };
}

/** The key of one in which people talk. */
function conversationOf(interaction: Interaction): string {
  if (interaction.type === 'callback') throw notFor(interaction, 'A callback has no conversation.');
  return interaction.id;
}

function notFor({ state }: Interaction, message: string): IwtError {
  return new IwtError('interaction.state', message, { state });
}
