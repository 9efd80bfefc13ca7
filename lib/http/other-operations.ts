import { type AccessControl, requireAccess } from '../admission/access.ts';
import type { Callbacks } from '../callback/callback.ts';
import type { Chat } from '../chat/chat.ts';
import { IwtError } from '../errors.ts';
import type { Photos } from '../photos/photos.ts';
import type { ProblemReports } from '../problem-reports/problem-reports.ts';
import type { Queues } from '../queues/queues.ts';
import type { Visitors } from '../visitors/visitors.ts';
import { printServerConfiguration, type ServerConfiguration, success } from '../wire/answers.ts';
import { printJson } from '../wire/json.ts';
import { type PartyInfoQuery, type QueueQuery, type Register, visitorName, visitorPassword } from '../wire/requests.ts';
import { printXml } from '../wire/xml.ts';
import { type ProtocolRequest, type Reply, reply } from './reply.ts';

export function configurationOperation(configuration: () => ServerConfiguration) {
  return ({ language }: ProtocolRequest): Reply => ({
    print: (format) => printServerConfiguration(configuration(), language, format),
  });
}

/** `access`: the value of *QueryQueueAccessControl*. */
export function queueOperations(queues: Queues, visitors: Visitors, access: () => AccessControl) {
  return {
    async query({ body, address }: ProtocolRequest<QueueQuery>): Promise<Reply> {
      const password = visitorPassword(body.participant);
      requireAccess(access(), password !== undefined);
      if (password !== undefined) {
        const individual = await visitors.verify(visitorName(body.participant) ?? '', password, address);
        if (individual === null) throw new IwtError('credentials.bad', 'The user name or password is wrong.');
      }
      const queue = await queues.resolveTarget(body.queueName, body.queueType);
      if (queue === undefined) throw new IwtError('queue.unknown', 'There is no such queue.');
      const { agentsAvailable, estimatedWaitTime } = await queues.query(queue);
      return reply({ root: 'queue', value: { agentsAvailable, estimatedWaitTime, status: success } });
    },
  };
}

export function accountOperations(visitors: Visitors) {
  return {
    async register({ body, address }: ProtocolRequest<Register>): Promise<Reply> {
      await visitors.register(body.contact, address);
      return reply({ root: 'registration', value: { status: success } });
    },
  };
}

/** Who somebody is in the visitor's chat or callback, whichever the participantID opens (section 7). */
export function partyOperation(chat: Chat, callbacks: Callbacks, photos: Photos) {
  return async ({ id, body }: ProtocolRequest<PartyInfoQuery>): Promise<Reply> => {
    const room = (await callbacks.knows(id)) ? callbacks : chat;
    const { name, userId } = await room.partyInfo(id, body.participantID);
    const photo = userId === undefined ? undefined : await photos.pathOf(userId);
    return reply({ root: 'partyInfo', value: { name, photo, status: success } });
  };
}

/** Clients do not read what is answered (section 11), so a report that is not wanted is no failure. */
export function problemReportOperation(reports: ProblemReports) {
  return {
    wanted: reports.wanted,
    /** There is no body while none is wanted. */
    async take({ id, body, address }: ProtocolRequest<string | undefined>): Promise<Reply> {
      if (body !== undefined) await reports.take({ participantId: id, report: body, address });
      return { print: (format) => (format === 'json' ? printJson({ status: success }) : printXml('status', success)) };
    },
  };
}
