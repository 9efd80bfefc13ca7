import type { Reader } from '../../views/pages/account-texts.ts';
import { setupDonePage, setupGonePage, setupPage } from '../../views/pages/setup.ts';
import { IwtError } from '../errors.ts';
import { longestPassword } from '../passwords/passwords.ts';
import { shortestPassword } from '../passwords/weak.ts';
import { longestName } from '../sessions/account-name.ts';
import type { PageAnswer, RoomAnswer, RoomRequest } from '../wire/room.ts';
import type { Agents } from './agents.ts';
import { longestDisplayName } from './checks.ts';
import type { NewStatus, User } from './user.ts';

/** The rows of people who work here: the agent API without interactions, and the first administrator's page. */
export interface AgentRows {
  /** POST agent/api/login `{username, password}` → `{user}` and the cookie */
  readonly login: RoomAnswer;
  /** GET agent/api/me → `{user}` */
  readonly me: RoomAnswer;
  /** GET agent/api/statuses → `{statuses: [{name, available, …}]}` */
  readonly statuses: RoomAnswer;
  /** PUT agent/api/status `{status, until?, note?}` → `{user}` */
  readonly setStatus: RoomAnswer;
  /** GET and POST agent/setup/:token */
  readonly setupPage: RoomAnswer;
  readonly setup: RoomAnswer;
}

export function createAgentRows(agents: Agents): AgentRows {
  async function signedIn(request: RoomRequest): Promise<User> {
    const subject = request.caller?.subject;
    const user = subject === undefined ? undefined : await agents.find(subject);
    if (!user?.active) throw new IwtError('login.required', 'Sign in first.');
    return user;
  }

  return {
    async login({ body, address, caller }) {
      const { username, password } = credentialsOf(body);
      const user = await agents.authenticate(username, password, address);
      if (!user || !caller) throw new IwtError('credentials.bad', 'The user name or the password is wrong.');
      await caller.signIn(user.id, user.role === 'administrator' ? 'admin/api' : undefined);
      return { body: { user: userBody(user) } };
    },

    me: async (request) => ({ body: { user: userBody(await signedIn(request)) } }),

    async statuses(request) {
      await signedIn(request);
      return { body: { statuses: await agents.statuses() } };
    },

    async setStatus(request) {
      const { id } = await signedIn(request);
      return { body: { user: userBody(await agents.setStatus(id, statusOf(request.body))) } };
    },

    async setupPage({ params, language, toRoot }) {
      const reader = { language, toRoot };
      if (!(await agents.setup.works(params.token ?? ''))) return gone(reader);
      return form(reader, { username: '', displayName: '' }, {});
    },

    async setup({ params, body, language, toRoot }) {
      const reader = { language, toRoot };
      const token = params.token ?? '';
      if (!(await agents.setup.works(token))) return gone(reader);
      const { username = '', displayName = '', password = '', confirm = '' } = fieldsOf(body);
      if (password !== '' && password !== confirm)
        return form(reader, { username, displayName }, { confirm: 'differ' });
      try {
        const user = await agents.setup.createAdministrator(token, { username, displayName, password });
        return user ? page(setupDonePage({ ...reader, username: user.username })) : gone(reader);
      } catch (error) {
        const problem = problemOf(error);
        if (!problem) throw error;
        return form(reader, { username, displayName }, problem);
      }
    },
  };
}

/** A user as the agent API shows one. Times are ISO 8601 in UTC. */
export function userBody(user: User) {
  const { name, since, until, note, available } = user.status;
  return {
    id: user.id,
    username: user.username,
    displayName: user.displayName,
    role: user.role,
    status: {
      name,
      since: iso(since),
      ...(until !== null && { until: iso(until) }),
      ...(note !== null && { note }),
      available,
    },
    workgroups: user.workgroups.map((workgroup) => ({ id: workgroup.id, name: workgroup.name })),
  };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

function credentialsOf(body: unknown): { username: string; password: string } {
  const { username, password } = fieldsOf(body);
  if (username === undefined || password === undefined || username === '' || password === '') {
    throw new IwtError('request.missing-data', 'Send {"username", "password"}.');
  }
  if (typeof username !== 'string' || typeof password !== 'string') {
    throw new IwtError('request.invalid', 'The user name and the password are strings.');
  }
  return { username, password };
}

/** A point in time with its zone, as `Date.prototype.toISOString` writes it; seconds and fractions may be missing. */
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;

function statusOf(body: unknown): NewStatus {
  const { status, until, note } = fieldsOf(body) as Record<string, unknown>;
  if (status === undefined || status === '') throw new IwtError('request.missing-data', 'Send {"status"}.');
  if (typeof status !== 'string') throw new IwtError('request.invalid', 'The status is a string.');
  if (!isAbsent(note) && typeof note !== 'string') throw new IwtError('request.invalid', 'The note is a string.');
  return {
    status,
    until: isAbsent(until) ? undefined : readInstant(until),
    note: isAbsent(note) ? undefined : note,
  };
}

function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

function readInstant(value: unknown): number {
  const at = typeof value === 'string' && instant.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at)) {
    throw new IwtError('request.invalid', 'The end is a time with its zone, such as "2026-01-31T17:00:00Z".');
  }
  return at;
}

function fieldsOf(body: unknown): Readonly<Record<string, string | undefined>> {
  if (body === undefined || body === null) return {};
  if (typeof body !== 'object' || Array.isArray(body)) throw new IwtError('request.invalid', 'The body is an object.');
  return body as Record<string, string>;
}

/** The token stands in the address, which must not travel on with links. */
const headers = { 'Referrer-Policy': 'no-referrer', 'Cache-Control': 'no-store' };

function page(html: string, status = 200): PageAnswer {
  return { html, status, headers };
}

function gone(reader: Reader): PageAnswer {
  return page(setupGonePage(reader), 404);
}

function form(
  reader: Reader,
  values: { readonly username: string; readonly displayName: string },
  problems: Readonly<Record<string, string>>,
): PageAnswer {
  const longest = { username: longestName, displayName: longestDisplayName, password: longestPassword };
  const status = Object.keys(problems).length > 0 ? 400 : 200;
  return page(setupPage({ ...reader, ...values, problems, longest, shortestPassword }), status);
}

/** A refused field, as the page shows it. */
function problemOf(error: unknown): Record<string, string> | undefined {
  if (!(error instanceof IwtError)) return undefined;
  const { field, problem } = error.details ?? {};
  return typeof field === 'string' && typeof problem === 'string' ? { [field]: problem } : undefined;
}
