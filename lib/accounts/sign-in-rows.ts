import { loginPage } from '../../views/pages/account-login.ts';
import { mePage } from '../../views/pages/account-me.ts';
import { registerPage } from '../../views/pages/account-register.ts';
import type { Reader } from '../../views/pages/account-texts.ts';
import { pageStyle } from '../../views/pages/styles.ts';
import { IwtError } from '../errors.ts';
import { shortestPassword } from '../passwords/weak.ts';
import {
  type Contact,
  type ContactField,
  contactLimits,
  type Individual,
  readContact,
  type Visitors,
} from '../visitors/visitors.ts';
import type { RoomAnswer, RoomRequest } from '../wire/room.ts';
import { type Fields, fieldsOf, limited, type Notice, readerOf } from './page-request.ts';

/** Making an account, signing in and out. All but the style sheet need the visitors' session step. */
export interface SignInRows {
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

/** `resets`: whether there is help for forgotten passwords. */
export function createSignInRows(visitors: Visitors, resets: boolean): SignInRows {
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
        const made = await visitors.register(given, address, reader.language);
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
      return { html: loginPage({ ...readerOf(request), username: '', problems: {}, resets }) };
    },

    async login(request) {
      const { body, address, caller } = request;
      const { username = '', password = '' } = fieldsOf(body);
      const problems: Record<string, string> = {};
      if (username.trim() === '') problems.username = 'missing';
      if (password === '') problems.password = 'missing';
      const form = { ...readerOf(request), username, problems, resets };
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

function registerForm(
  reader: Reader,
  given: Readonly<Record<string, string>>,
  problems: Readonly<Record<string, string>>,
  notice: Partial<Notice> = {},
): string {
  const { password: _, ...values } = given;
  return registerPage({ ...reader, values, problems, limits: pageLimits, shortestPassword, ...notice });
}

function contactOf(fields: Fields): Contact {
  const names = Object.keys(contactLimits) as ContactField[];
  return Object.fromEntries(names.map((name) => [name, fields[name]]));
}
