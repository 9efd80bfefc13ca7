import { IwtError } from '../errors.ts';
import type { Queues } from '../queues/queues.ts';
import type { Visitors } from '../visitors/visitors.ts';
import { printServerConfiguration, type ServerConfiguration, success } from '../wire/answers.ts';
import { printJson } from '../wire/json.ts';
import {
  type CallbackReconnect,
  type QueueQuery,
  type Register,
  visitorName,
  visitorPassword,
} from '../wire/requests.ts';
import { printXml } from '../wire/xml.ts';
import { type ProtocolRequest, type Reply, reply } from './reply.ts';

export function configurationOperation(configuration: () => ServerConfiguration) {
  return ({ language }: ProtocolRequest): Reply => ({
    print: (format) => printServerConfiguration(configuration(), language, format),
  });
}

export function queueOperations(queues: Queues, visitors: Visitors) {
  return {
    async query({ body, address }: ProtocolRequest<QueueQuery>): Promise<Reply> {
      const password = visitorPassword(body.participant);
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

/** Callbacks are not offered: none can be made, and so none can be found again. */
export const callbackOperations = {
  create(): Reply {
    throw new IwtError('operation.unsupported', 'Callbacks are not offered.');
  },
  status(): Reply {
    throw unknownCallback();
  },
  disconnect(): Reply {
    throw unknownCallback();
  },
  reconnect(_request: ProtocolRequest<CallbackReconnect>): Reply {
    throw unknownCallback();
  },
};

function unknownCallback(): IwtError {
  return new IwtError('session.unknown', 'There is no such callback.');
}

/** Reports are not asked for (the capability is not announced); a client that sends one anyway is only told that all is well. */
export function problemReport(): Reply {
  return { print: (format) => (format === 'json' ? printJson({ status: success }) : printXml('status', success)) };
}
