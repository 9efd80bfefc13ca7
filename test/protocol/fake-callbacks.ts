import type { CallbackInput, CallbackStatus, Callbacks } from '../../lib/callback/callback.ts';
import { IwtError } from '../../lib/errors.ts';

export const VISITOR = 'b6b2a4de-1a4f-4b8e-9a55-98a1e07a5f02';
export const AGENT = '0e3f7f0a-3b0b-4f0e-8c8e-3b5a2f3d9b11';

export const waitingStatus: CallbackStatus = {
  interaction: '2001000001',
  number: '123456789',
  state: 'waiting',
  subject: 'Invoice 4711',
  telephone: '+49 *** *67',
  email: null,
  until: null,
  timeZone: null,
  startedAt: Date.UTC(2026, 0, 5, 9),
  agent: null,
  queueName: 'Support',
  position: 4,
  averageWait: 130,
  longestWait: 310,
  estimatedWait: 240,
  waiting: 6,
  agentsLoggedIn: 5,
  agentsAvailable: 0,
};

export interface FakeCallbacks extends Callbacks {
  /** What was asked for, oldest first. */
  readonly created: CallbackInput[];
  readonly cancelled: string[];
  /** What the status of the one callback is. */
  current: CallbackStatus;
  /** Thrown by the next `create`. */
  refusal: IwtError | undefined;
}

/** A callback room with one callback in it, whose state a test sets. */
export function fakeCallbacks(): FakeCallbacks {
  const known = (id: string) => {
    if (id.toLowerCase() !== VISITOR) throw new IwtError('session.unknown', 'There is no such callback.');
  };
  const fake: Partial<FakeCallbacks> & Pick<FakeCallbacks, 'created' | 'cancelled' | 'current'> = {
    created: [],
    cancelled: [],
    current: waitingStatus,
    refusal: undefined,
    async create(input) {
      if (fake.refusal) throw fake.refusal;
      fake.created.push(input);
      return { number: '123456789', participantId: VISITOR, interaction: '2001000001', repeated: false };
    },
    async status(id) {
      known(id);
      return fake.current;
    },
    async cancel(id) {
      known(id);
      fake.cancelled.push(id);
      fake.current = { ...fake.current, state: 'cancelled', position: null, estimatedWait: null };
    },
    async reconnect(number) {
      if (number.replace(/\D/g, '') === '123456789') return { participantId: VISITOR };
      throw new IwtError('session.unknown', 'There is no such callback.');
    },
    async partyInfo(id, other) {
      known(id);
      if (other.toLowerCase() === AGENT) return { name: 'Jonas', userId: 'jonas' };
      throw new IwtError('participant.unknown', 'Nobody has that participantID.');
    },
    knows: async (id) => id.toLowerCase() === VISITOR,
  };
  return fake as FakeCallbacks;
}
