import type { User } from '../agents/user.ts';
import type { CallbackInput, CreatedCallback } from '../callback/callback.ts';
import type { StartedChat, StartInput } from '../chat/chat.ts';
import { IwtError } from '../errors.ts';
import type { Interactions } from '../interactions/interactions.ts';
import { type QueueState, type Queues, type RoutedType, systemText } from '../queues/queues.ts';
import { clean, within } from '../wire/visitor-input.ts';

/** Characters of a text that a handler says in a chat. */
const MAX_TEXT = 4_000;

/** An agent as everybody may see him. Times are UTC milliseconds. */
export interface PublicAgent {
  /** Names him as the target of a chat or callback (type `User`). */
  readonly username: string;
  readonly displayName: string;
  readonly status: {
    readonly name: string;
    readonly available: boolean;
    readonly since: number;
    /** Announced end; null: none. */
    readonly until: number | null;
  };
  /** Names of the workgroups in which he takes part. */
  readonly workgroups: readonly string[];
}

export interface QueueQuestion {
  /** `Workgroup` (when absent) or `User`. */
  readonly targetType?: 'Workgroup' | 'User' | undefined;
  /** What one would wait for. Default `chat`. */
  readonly type?: RoutedType | undefined;
}

/** `language` and `address` are those of the visitor. */
export type NewChat = Omit<StartInput, 'address' | 'transcript'>;
export type NewCallback = Omit<CallbackInput, 'address'>;

/** What handlers may do with the service. They throw `IwtError` for what is refused. */
export interface HandlerServices {
  readonly queues: {
    /** Who is there and how long one waits; a few seconds old at most. @throws IwtError `queue.unknown` */
    query(target: string, question?: QueueQuestion): Promise<QueueState>;
  };
  readonly agents: {
    /** Everybody who works here at the moment, by display name. */
    list(): Promise<readonly PublicAgent[]>;
  };
  /** Errors as for a visitor's own: `target.unknown`, `limit.reached`, `access.denied` and others (docs/errors.md). */
  startChat(chat: NewChat): Promise<StartedChat>;
  createCallback(callback: NewCallback): Promise<CreatedCallback>;
  /**
   * Says something in a chat in the name of the system. `interaction` is its ten-digit number.
   * @throws IwtError `interaction.unknown` (no chat), `interaction.state` (it has ended), `request.invalid`
   */
  sendText(interaction: string, text: string): Promise<void>;
}

/** The parts of the rooms that handlers get to. */
export interface ServiceParts {
  readonly queues: Pick<Queues, 'resolveTarget' | 'query'>;
  readonly agents: { list(): Promise<readonly User[]> };
  readonly chat: { start(input: StartInput): Promise<StartedChat> };
  readonly callbacks: { create(input: CallbackInput): Promise<CreatedCallback> };
  readonly interactions: Pick<Interactions, 'get' | 'change'>;
}

export function createServices(parts: ServiceParts): HandlerServices {
  const { queues, agents, chat, callbacks, interactions } = parts;
  return {
    queues: {
      async query(target, { targetType, type } = {}) {
        const queue = await queues.resolveTarget(target, targetType);
        if (!queue) throw new IwtError('queue.unknown', 'There is no such queue.', { target });
        return queues.query(queue, type);
      },
    },
    agents: {
      async list() {
        const found = (await agents.list()).filter(({ active }) => active).map(publicAgent);
        return found.sort((a, b) => a.displayName.localeCompare(b.displayName));
      },
    },
    startChat: chat.start,
    createCallback: callbacks.create,
    async sendText(interaction, text) {
      const said = clean(within(text, MAX_TEXT, 'text'));
      if (said.trim() === '') throw new IwtError('request.missing-data', 'There is no text.', { field: 'text' });
      if ((await interactions.get(interaction))?.type !== 'chat') {
        throw new IwtError('interaction.unknown', 'There is no such chat.');
      }
      await interactions.change(interaction, (state) => {
        if (state.state === 'Disconnected') throw new IwtError('interaction.state', 'The chat has ended.');
        return { events: systemText(said), result: undefined };
      });
    },
  };
}

function publicAgent({ username, displayName, status, workgroups }: User): PublicAgent {
  const { name, available, since, until } = status;
  return {
    username,
    displayName,
    status: { name, available, since, until },
    workgroups: workgroups.filter(({ activated }) => activated).map((workgroup) => workgroup.name),
  };
}
