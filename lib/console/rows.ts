import type { Agents } from '../agents/agents.ts';
import type { User } from '../agents/user.ts';
import { IwtError } from '../errors.ts';
import type { Caller, JsonAnswer, RoomAnswer, RoomRequest } from '../wire/room.ts';
import type { Bridge, Command } from './bridge.ts';

/** The rows of the agent API that this room answers, below `agent/api/`. All of them need a signed-in agent. */
export interface ConsoleRows {
  /** GET interactions */
  readonly list: RoomAnswer;
  /** GET interactions/:id?after= */
  readonly read: RoomAnswer;
  /** POST interactions/:id/{pickup,hold,resume,disconnect} */
  readonly pickup: RoomAnswer;
  readonly hold: RoomAnswer;
  readonly resume: RoomAnswer;
  readonly disconnect: RoomAnswer;
  /** POST interactions/:id/callback */
  readonly callback: RoomAnswer;
  /** POST interactions/:id/notes */
  readonly note: RoomAnswer;
  /** PUT interactions/:id/codes */
  readonly setCodes: RoomAnswer;
  /** GET codes */
  readonly codes: RoomAnswer;
  /** GET interactions/:id/timeline */
  readonly timeline: RoomAnswer;
  /** POST interactions/:id/messages */
  readonly send: RoomAnswer;
  /** POST interactions/:id/typing */
  readonly typing: RoomAnswer;
  /** POST interactions/:id/read */
  readonly markRead: RoomAnswer;
  /** GET events */
  readonly events: RoomAnswer;
  /** POST logout: ends the session, and sees to what is open. Without a session it answers the same. */
  readonly logout: RoomAnswer;
}

/** Rows of another room as signs of presence: whoever signed in, or set a status, is at work. */
export function attended<Name extends string>(
  rows: Readonly<Record<Name, RoomAnswer>>,
  touch: (user: string) => void,
): Record<Name, RoomAnswer> {
  const watched = Object.entries<RoomAnswer>(rows).map(([name, answer]) => {
    const attend: RoomAnswer = async (request) => {
      const answered = await answer(request);
      const subject = request.caller?.subject;
      if (subject !== undefined) touch(subject);
      return answered;
    };
    return [name, attend];
  });
  return Object.fromEntries(watched) as Record<Name, RoomAnswer>;
}

export function createRows(bridge: Bridge, agents: Pick<Agents, 'find'>): ConsoleRows {
  async function find(request: RoomRequest): Promise<User | undefined> {
    const subject = request.caller?.subject;
    const user = subject === undefined ? undefined : await agents.find(subject);
    return user?.active ? user : undefined;
  }

  async function signedIn(request: RoomRequest): Promise<User> {
    const user = await find(request);
    if (!user) throw new IwtError('login.required', 'Sign in first.');
    bridge.touch(user.id);
    return user;
  }

  /** A row that answers JSON to a signed-in agent. */
  function row(answer: (user: User, request: RoomRequest) => Promise<unknown>): RoomAnswer {
    return async (request): Promise<JsonAnswer> => ({ body: (await answer(await signedIn(request), request)) ?? {} });
  }

  function command(name: Command): RoomAnswer {
    return row((user, { params }) => bridge.command(user, params.id, name));
  }

  return {
    list: row((user) => bridge.list(user)),
    read: row((user, { params, query }) => bridge.read(user, params.id, query.after)),
    pickup: command('pickup'),
    hold: command('hold'),
    resume: command('resume'),
    disconnect: command('disconnect'),
    callback: row((user, { params, body }) => bridge.callback(user, params.id, body)),
    note: row((user, { params, body }) => bridge.note(user, params.id, body)),
    setCodes: row((user, { params, body }) => bridge.setCodes(user, params.id, body)),
    codes: row(() => bridge.codes()),
    timeline: row((user, { params }) => bridge.timeline(user, params.id)),
    send: row((user, { params, body }) => bridge.send(user, params.id, body)),
    typing: row((user, { params, body }) => bridge.typing(user, params.id, body)),
    markRead: row((user, { params, body }) => bridge.markRead(user, params.id, body)),

    async events(request) {
      const user = await signedIn(request);
      const session = request.caller as Caller;
      return { stream: (sink) => bridge.events(user, session, request.lastEventId, sink) };
    },

    async logout(request) {
      const end = async () => request.caller?.signOut();
      const user = await find(request);
      if (user) await bridge.signOut(user, request.caller?.session, request.body, end);
      else await end();
      return { body: {} };
    },
  };
}
