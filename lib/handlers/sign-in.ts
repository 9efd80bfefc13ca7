import { type LoginPage, loginPage } from '../../views/pages/account-login.ts';
import { IwtError } from '../errors.ts';
import type { Answer, Caller } from '../wire/room.ts';
import type { SignedInVisitor } from './handler.ts';
import type { Fields, HandlerRequest } from './request.ts';

/** Accounts of visitors, as far as signing in needs them. */
export interface Accounts {
  verify(name: string, password: string, address: string): Promise<SignedInVisitor | null>;
  find(id: string): Promise<SignedInVisitor | undefined>;
}

/** Tells the sign-in form from forms of handlers that have fields of the same names. */
const MARK = 'iwt-sign-in';

/** Signing in at the address of a handler page: a protected page has no other. */
export interface HandlerSignIn {
  visitor(caller: Caller): Promise<SignedInVisitor | undefined>;
  /** Whether the request is the sign-in form. */
  isForm(request: HandlerRequest): boolean;
  /** The form, or where it leads once it was filled in well. */
  answer(request: HandlerRequest, event: string, caller: Caller): Promise<Answer>;
}

/** `resets`: whether there is help for forgotten passwords. */
export function createHandlerSignIn(accounts: Accounts, resets: boolean): HandlerSignIn {
  const isForm = ({ body }: HandlerRequest) => body !== undefined && fieldOf(body, MARK) !== undefined;

  async function check(request: HandlerRequest, target: string, caller: Caller): Promise<Answer> {
    const body = request.body ?? [];
    const username = fieldOf(body, 'username') ?? '';
    const password = fieldOf(body, 'password') ?? '';
    const problems: Record<string, string> = {};
    if (username.trim() === '') problems.username = 'missing';
    if (password === '') problems.password = 'missing';
    const print = (status: number, more: object) => ({
      status,
      html: form(request, target, { username, resets, ...more }),
    });
    if (Object.keys(problems).length > 0) return print(400, { problems });
    try {
      const found = await accounts.verify(username, password, request.address);
      if (!found) return print(401, { notice: 'loginRefused' });
      // The account's own pages lie in another folder; that is where one signs out.
      await caller.signIn(found.id, 'account');
      return { body: '', status: 303, headers: { Location: target } };
    } catch (error) {
      if (!(error instanceof IwtError) || error.code !== 'login.limited') throw error;
      const seconds = Number(error.details?.retryAfter ?? 0);
      const notice = seconds > 0 ? 'limited' : 'busy';
      const headers = { 'Retry-After': String(Math.max(1, seconds)) };
      return { ...print(429, { notice, minutes: Math.max(1, Math.ceil(seconds / 60)) }), headers };
    }
  }

  return {
    async visitor({ subject }) {
      const found = subject === undefined ? undefined : await accounts.find(subject);
      return found && { id: found.id, username: found.username, displayName: found.displayName };
    },
    isForm,
    async answer(request, event, caller) {
      const target = targetOf(request, event);
      if (isForm(request)) return check(request, target, caller);
      return { status: 401, html: form(request, target, { username: '', resets }) };
    },
  };
}

type Filled = Pick<LoginPage, 'username' | 'resets'> & Partial<LoginPage>;

function form({ headers, toRoot }: HandlerRequest, target: string, filled: Filled): string {
  const language = String(headers['accept-language'] ?? '');
  return loginPage({ language, toRoot, problems: {}, form: { action: target, mark: MARK }, ...filled });
}

/** The page itself, relative to itself. An event in the body of a form goes into the query. */
function targetOf({ query, body }: HandlerRequest, event: string): string {
  const inQuery = body === undefined || /(^|&)event=[^&]/i.test(query);
  const whole = inQuery ? query : [query, `event=${encodeURIComponent(event)}`].filter(Boolean).join('&');
  return `?${whole.replace(/[^\x21-\x7e]/g, (byte) => `%${byte.charCodeAt(0).toString(16).padStart(2, '0').slice(-2)}`)}`;
}

function fieldOf(fields: Fields, name: string): string | undefined {
  return fields.find(([sent]) => sent === name)?.[1];
}
