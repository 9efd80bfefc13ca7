import { callbackStateText } from '../../views/pages/callback-texts.ts';
import type { Callbacks } from '../callback/callback.ts';
import { IwtError } from '../errors.ts';
import { callbackAnswer, callbackStatusAnswer } from '../wire/answers.ts';
import { MAX_TELEPHONE } from '../wire/limits.ts';
import { type CallbackCreate, type CallbackReconnect, visitorName, visitorPassword } from '../wire/requests.ts';
import { type ProtocolRequest, type Reply, reply } from './reply.ts';

/** Milliseconds until a client asks for the status: the interval of those that choose one themselves (section 9.2). */
const STATUS_WAIT = 10_000;

/** The callback half of the visitor protocol (section 9): wire messages in, the callback room's calls, wire answers out. */
export function callbackOperations(callbacks: Callbacks) {
  return {
    async create({ body, address }: ProtocolRequest<CallbackCreate>): Promise<Reply> {
      const { participant, emailAddress, ...request } = body;
      const { number, participantId } = await callbacks.create({
        ...request,
        name: visitorName(participant),
        password: visitorPassword(participant),
        telephone: shortEnough(participant.telephone),
        email: emailAddress,
        address,
      });
      const ids = { participantID: participantId, callbackID: number };
      return reply(callbackAnswer({ ...ids, pollWaitSuggestion: STATUS_WAIT }));
    },

    async status({ id, language }: ProtocolRequest): Promise<Reply> {
      const status = await callbacks.status(id);
      return reply(callbackStatusAnswer(status, callbackStateText(status, language)));
    },

    async disconnect({ id }: ProtocolRequest): Promise<Reply> {
      await callbacks.cancel(id);
      return reply(callbackAnswer({}));
    },

    async reconnect({ body, address }: ProtocolRequest<CallbackReconnect>): Promise<Reply> {
      const { participantId } = await callbacks.reconnect(body.callbackID, address);
      return reply(callbackAnswer({ participantID: participantId }));
    },
  };
}

/** The field is called as in every other failure about a telephone number, wherever in the body it stood. */
function shortEnough(telephone: string | undefined): string | undefined {
  if (telephone === undefined || telephone.length <= MAX_TELEPHONE) return telephone;
  throw new IwtError('request.invalid', `telephone has more than ${MAX_TELEPHONE} characters.`, { field: 'telephone' });
}
