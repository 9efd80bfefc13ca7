import { loginPage } from '../../views/pages/account-login.ts';
import { mePage } from '../../views/pages/account-me.ts';
import { registerPage } from '../../views/pages/account-register.ts';
import type { Reader } from '../../views/pages/account-texts.ts';
import { pageStyle } from '../../views/pages/styles.ts';
import { IwtError } from '../errors.ts';
import { shortestPassword } from '../passwords/weak.ts';
import type { PageAnswer, RoomAnswer, RoomRequest } from '../wire/room.ts';
import { readContact } from './contact.ts';
import { type Contact, type ContactField, contactLimits, type Individual } from './individual.ts';
import type { Visitors } from './visitors.ts';

/** The account pages, which work without JavaScript. All but the style sheet need the visitors' session step. */
export interface AccountRows {
  /** GET account/: who is signed in; nobody is sent to signing in */
  readonly home: RoomAnswer;
  /** GET and POST account/register */
  readonly registerPage: RoomAnswer;
  readonly register: RoomAnswer;
  /** GET and POST account/login */
  readonly loginPage: RoomAnswer;
  readonly login: RoomAnswer;
  /** POST account/logout */
  readonly logout: RoomAnswer;
  /** GET account/style.css */
  readonly style: RoomAnswer;
}

const pageLimits = { ...contactLimits, confirm: contactLimits.password };

export function createAccountRows(visitors: Visitors): AccountRows {
  async function person({ caller }: RoomRequest): Promise<Individual | undefined> {
    return caller?.subject === undefined ? undefined : visitors.find(caller.subject);
  }

  return {
    async home(request) {
      const found = await person(request);
      if (!found) return { redirect: 'account/login' };
      const { displayName, username } = found;
      const created = request.query.created !== undefined;
      return { html: mePage({ ...readerOf(request), displayName, username, created }) };
    },

    registerPage: (request) => ({ html: registerForm(readerOf(request), {}, {}) }),

    async register(request) {
      const { body, address, caller } = request;
      const reader = readerOf(request);
      const fields = fieldsOf(body);
      const { given, refusals } = readContact(contactOf(fields));
      const problems: Record<string, string> = {};
      for (const { field, problem } of refusals) problems[field] = problem;
      if (given.password !== undefined && fields.confirm !== given.password) problems.confirm = 'differ';
      if (Object.keys(problems).length > 0) return { status: 400, html: registerForm(reader, given, problems) };
      try {
        const made = await visitors.register(given, address);
        await caller?.signIn(made.id);
        return { redirect: 'account/?created' };
      } catch (error) {
        if (!(error instanceof IwtError)) throw error;
        if (error.code === 'account.exists') {
          return { status: 409, html: registerForm(reader, given, { username: 'taken' }) };
        }
        return limited(error, (notice) => registerForm(reader, given, {}, notice));
      }
    },

    async loginPage(request) {
      if (await person(request)) return { redirect: 'account/' };
      return { html: loginPage({ ...readerOf(request), username: '', problems: {} }) };
    },

    async login(request) {
      const { body, address, caller } = request;
      const { username = '', password = '' } = fieldsOf(body);
      const problems: Record<string, string> = {};
      if (username.trim() === '') problems.username = 'missing';
      if (password === '') problems.password = 'missing';
      const form = { ...readerOf(request), username, problems };
      if (Object.keys(problems).length > 0) return { status: 400, html: loginPage(form) };
      try {
        const found = await visitors.verify(username, password, address);
        if (!found || !caller) return { status: 401, html: loginPage({ ...form, notice: 'loginRefused' }) };
        await caller.signIn(found.id);
        return { redirect: 'account/' };
      } catch (error) {
        return limited(error, (notice) => loginPage({ ...form, ...notice }));
      }
    },

    async logout({ caller }) {
      await caller?.signOut();
      return { redirect: 'account/login' };
    },

    style() {
      const headers = { 'Cache-Control': 'public, max-age=31536000, immutable' };
      return { bytes: pageStyle().css, type: 'text/css; charset=utf-8', headers };
    },
  };
}

interface Notice {
  readonly notice: 'limited' | 'busy';
  readonly minutes: number;
}

/** The same page again for whoever is too fast; other errors are not ours to show. */
function limited(error: unknown, print: (notice: Notice) => string): PageAnswer {
  if (!(error instanceof IwtError) || error.code !== 'login.limited') throw error;
  const seconds = Number(error.details?.retryAfter ?? 0);
  const notice: Notice = { notice: seconds > 0 ? 'limited' : 'busy', minutes: Math.max(1, Math.ceil(seconds / 60)) };
  return { status: 429, html: print(notice), headers: { 'Retry-After': String(Math.max(1, seconds)) } };
}

function readerOf({ language, toRoot }: RoomRequest): Reader {
  return { language, toRoot };
}

function registerForm(
  reader: Reader,
  given: Readonly<Record<string, string>>,
  problems: Readonly<Record<string, string>>,
  notice: Partial<Notice> = {},
): string {
  const { password: _, ...values } = given;
  return registerPage({ ...reader, values, problems, limits: pageLimits, shortestPassword, ...notice });
}

function contactOf(fields: Readonly<Record<string, string>>): Contact {
  const names = Object.keys(contactLimits) as ContactField[];
  return Object.fromEntries(names.map((name) => [name, fields[name]]));
}

function fieldsOf(body: unknown): Readonly<Record<string, string>> {
  return typeof body === 'object' && body !== null ? (body as Record<string, string>) : {};
}
