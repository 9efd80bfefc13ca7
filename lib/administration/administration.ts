import type { Agents } from '../agents/agents.ts';
import type { User } from '../agents/user.ts';
import { IwtError } from '../errors.ts';
import type { Params } from '../params/params.ts';
import type { RoomAnswer, RoomRequest } from '../wire/room.ts';
import { readCredentials, readValue } from './bodies.ts';
import { parameterBody } from './parameter-body.ts';

/** The rows of the administrator API, below `admin/api/`. All but `login` and `me` are for administrators alone. */
export interface AdministrationRows {
  /** POST login `{username, password}` → `{user}` and the cookie; whoever works here may sign in */
  readonly login: RoomAnswer;
  /** GET me → `{user}` */
  readonly me: RoomAnswer;
  /** GET parameters → `{parameters: [parameter]}` */
  readonly parameters: RoomAnswer;
  /** PUT parameters/:name `{value}` → `{parameter}` */
  readonly setParameter: RoomAnswer;
  /** DELETE parameters/:name: back to the default → `{parameter}` */
  readonly resetParameter: RoomAnswer;
  /** POST parameters/:name/check `{value}` → `{problem}`: what PUT would refuse it with, or null */
  readonly checkParameter: RoomAnswer;
}

interface Parts {
  readonly agents: Pick<Agents, 'authenticate' | 'find'>;
  readonly params: Pick<Params, 'list' | 'find' | 'check' | 'set' | 'reset'>;
  /** A user as the APIs show him. */
  readonly present: (user: User) => unknown;
}

/** The administrator console's side of the product. */
export function createAdministration({ agents, params, present }: Parts): AdministrationRows {
  async function signedIn({ caller }: RoomRequest): Promise<User> {
    const user = caller?.subject === undefined ? undefined : await agents.find(caller.subject);
    if (!user?.active) throw new IwtError('login.required', 'Sign in first.');
    return user;
  }

  /** A row that answers JSON to an administrator. */
  function row(answer: (request: RoomRequest, user: User) => unknown): RoomAnswer {
    return async (request) => {
      const user = await signedIn(request);
      if (user.role !== 'administrator') throw new IwtError('forbidden', 'This is for administrators.');
      return { body: await answer(request, user) };
    };
  }

  const nameOf = ({ params: { name = '' } }: RoomRequest) => name;
  const one = (name: string) => ({ parameter: parameterBody(params.find(name)) });

  return {
    async login({ body, address, caller }) {
      const { username, password } = readCredentials(body);
      const user = await agents.authenticate(username, password, address);
      if (!user || !caller) throw new IwtError('credentials.bad', 'The user name or the password is wrong.');
      await caller.signIn(user.id, user.role === 'administrator' ? 'agent/api' : undefined);
      return { body: { user: present(user) } };
    },

    me: async (request) => ({ body: { user: present(await signedIn(request)) } }),

    parameters: row(() => ({ parameters: params.list().map(parameterBody) })),

    setParameter: row(async (request, { username }) => {
      // An unknown name is the graver mistake, so it is told first.
      const { name } = params.find(nameOf(request));
      await params.set(name, readValue(request.body), username);
      return one(name);
    }),

    resetParameter: row(async (request, { username }) => {
      await params.reset(nameOf(request), username);
      return one(nameOf(request));
    }),

    checkParameter: row((request) => {
      const { name } = params.find(nameOf(request));
      return { problem: params.check(name, readValue(request.body)) ?? null };
    }),
  };
}
