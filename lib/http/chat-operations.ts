import type { Chat } from '../chat/chat.ts';
import { IwtError } from '../errors.ts';
import { type ChatHead, chatAnswer } from '../wire/answers.ts';
import type { ChatEvent } from '../wire/messages.ts';
import {
  type ChatReconnect,
  type ChatStart,
  type SendMessage,
  type SetTypingState,
  visitorName,
  visitorPassword,
} from '../wire/requests.ts';
import { type Polled, type ProtocolRequest, type Reply, reply } from './reply.ts';
import type { Stream } from './sse.ts';

/** How clients show the time of a message (visitor-protocol section 15.1): the pictures of the captured server, the same everywhere. */
const formats = { dateFormat: 'yyyy-MM-dd', timeFormat: 'HH:mm:ss' };
const resumable = true;

/** The chat half of the visitor protocol: wire messages in, the chat room's calls, wire answers out. */
export function chatOperations(chat: Chat, head: () => ChatHead, sending: (participantId: string) => void) {
  return {
    async start({ body, address }: ProtocolRequest<ChatStart>): Promise<Reply> {
      const name = visitorName(body.participant);
      if (name === undefined) throw new IwtError('request.missing-data', 'The visitor has no name.', { field: 'name' });
      const started = await chat.start({
        target: body.target,
        targetType: body.targetType,
        name,
        password: visitorPassword(body.participant),
        customInfo: body.customInfo,
        attributes: body.attributes,
        routingContexts: body.routingContexts,
        language: body.language,
        address,
        ...(body.transcriptRequired && { transcript: { email: body.emailAddress } }),
      });
      // Most clients read no events here, so the first ones come by poll.
      return reply(
        chatAnswer(head(), [], { participantID: started.participantId, chatID: started.chatId, ...formats, resumable }),
      );
    },

    async reconnect({ body }: ProtocolRequest<ChatReconnect>): Promise<Reply> {
      const found = await chat.reconnect(body.chatID);
      const ids = { participantID: found.participantId, chatID: found.chatId, resumable } as const;
      return reply(chatAnswer(head(), found.events, ids), found.settle);
    },

    poll(id: string, after: number | undefined): Polled | Promise<Polled> {
      return chat.poll(id, after);
    },

    async stream({ id, after }: ProtocolRequest, stream: Stream) {
      return chat.subscribe(id, after, {
        push: (events) => {
          for (const event of events) stream.send(streamed(event));
        },
        end: () => stream.end(),
      });
    },

    async sendMessage({ id, body }: ProtocolRequest<SendMessage>): Promise<Reply> {
      sending(id);
      const { sequenceNumber } = await chat.send(id, { message: body.message, clientMessageId: body.clientMessageId });
      return reply(chatAnswer(head(), [], { sequenceNumber }));
    },

    async setTypingState({ id, body }: ProtocolRequest<SetTypingState>): Promise<Reply> {
      await chat.setTyping(id, body.typingIndicator);
      return reply(chatAnswer(head(), []));
    },

    async exit({ id }: ProtocolRequest): Promise<Reply> {
      await chat.exit(id);
      return reply(chatAnswer(head(), []));
    },
  };
}

/** A typing event uses up no sequence number, so a stream must not resume from it. */
function streamed(event: ChatEvent): { id?: number; data: ChatEvent } {
  return event.type === 'typingIndicator' ? { data: event } : { id: event.sequenceNumber, data: event };
}
