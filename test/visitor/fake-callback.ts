/**
 * The callback half of a fake protocol server, in memory, with the fields our own server adds. Tests say what becomes of the
 * callback; the client finds out by asking.
 */
interface Answer {
  readonly status: number;
  readonly body: string;
}

export interface FakeCallback {
  readonly callbackID: string;
  readonly participantID: string;
  /** As it came over the wire. */
  readonly body: Record<string, unknown>;
  /** What its status says beside `status`. */
  told: Record<string, unknown>;
  cancelled: boolean;
}

export interface FakeCallbacks {
  handle(operation: string, id: string, data: Record<string, unknown>): Answer;
  /** The one made last. */
  latest(): FakeCallback;
  readonly made: readonly FakeCallback[];
  /** What the status says from now on: a state of ours, and fields in place of the usual ones. */
  become(state: string, more?: Record<string, unknown>): void;
  /** Operation → failure: its reason and the parameters. */
  readonly refuse: Map<string, { readonly reason: string; readonly params?: Record<string, unknown> }>;
  /** Answers as a server that has the protocol alone. */
  plain: boolean;
  /** Gives every callback another participantID, as a server behind a switchover may. */
  forgetSessions(): void;
  forgetAll(): void;
  /** What `opening` answers; undefined: it is not there. */
  opening: Record<string, unknown> | undefined;
}

const json = (body: unknown): Answer => ({ status: 200, body: JSON.stringify(body) });
const agentId = '00000000-0000-4000-8000-00000000a9e7';

export function createFakeCallbacks(): FakeCallbacks {
  const made: FakeCallback[] = [];
  const sessions = new Map<string, FakeCallback>();
  const refuse: FakeCallbacks['refuse'] = new Map();
  let generation = 0;

  const idOf = (one: number): string => `00000000-0000-4000-9${generation}00-${String(one).padStart(12, '0')}`;
  const success = (more: object = {}): Answer => json({ callback: { ...more, status: { type: 'success' } } });
  const failure = (reason: string, params?: object): Answer =>
    json({ callback: { status: { type: 'failure', reason, ...(params ? { params } : {}) } } });
  const unknown = (): Answer => failure('error.websvc.unknownEntity.session');

  function create(body: Record<string, unknown>): Answer {
    const one = made.length + 1;
    const callback: FakeCallback = {
      callbackID: String(123_456_788 + one),
      participantID: idOf(one),
      body,
      told: {},
      cancelled: false,
    };
    made.push(callback);
    sessions.set(callback.participantID, callback);
    fake.become(body.preferredTime ? 'scheduled' : 'waiting', body.preferredTime ? { until: body.preferredTime } : {});
    const { callbackID, participantID } = callback;
    return success({ participantID, callbackID, pollWaitSuggestion: 10_000 });
  }

  const fake: FakeCallbacks = {
    made,
    refuse,
    plain: false,
    opening: { open: true, opensAt: null, closesAt: null, callbacks: true, slots: [] },
    latest() {
      const last = made.at(-1);
      if (!last) throw new Error('no callback was made');
      return last;
    },
    handle(operation, id, data) {
      const refused = refuse.get(operation);
      if (refused) return failure(refused.reason, refused.params);
      if (operation === 'create') return create(data);
      if (operation === 'reconnect') {
        const found = made.find(({ callbackID }) => callbackID === data.callbackID);
        const session = [...sessions].find(([, callback]) => callback === found)?.[0];
        return session ? success({ participantID: session }) : unknown();
      }
      const callback = sessions.get(id);
      if (!callback) return unknown();
      if (operation === 'status') {
        const { state, until, subject, callbackID, ...rest } = callback.told;
        return success(fake.plain ? rest : { state, until, subject, callbackID, ...rest });
      }
      callback.cancelled = true;
      if (!/complete|failed/.test(String(callback.told.state))) fake.become('cancelled');
      return success();
    },
    become(state, more = {}) {
      const { callbackID, body } = fake.latest();
      const taken = state === 'alerting' || state === 'connected';
      const waits = state === 'waiting';
      fake.latest().told = {
        ...{ state, callbackID, subject: body.subject },
        ...(taken ? { assignedAgent: { name: 'Jonas Meyer', participantID: agentId } } : {}),
        acdStatus: {
          ...{ queueName: 'Support', queuePosition: waits ? 3 : 0, queueWaitTime: waits ? 150 : 0 },
          ...{ longestWaitTime: 0, estimatedCallbackTime: waits ? 420 : -1, callsWaitingCount: 3 },
          ...{ loggedInAgentsCount: 2, availableAgentsCount: 0 },
        },
        ...more,
      };
    },
    forgetSessions() {
      sessions.clear();
      generation += 1;
      for (const [at, callback] of made.entries()) sessions.set(idOf(at + 1), callback);
    },
    forgetAll() {
      sessions.clear();
      made.length = 0;
    },
  };
  return fake;
}
