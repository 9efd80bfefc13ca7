import type { Reader } from '../../views/pages/account-texts.ts';
import { IwtError } from '../errors.ts';
import type { Individual, Visitors } from '../visitors/visitors.ts';
import type { Answer, PageAnswer, RoomRequest } from '../wire/room.ts';

/** The fields of a form as they were sent. */
export type Fields = Readonly<Record<string, string>>;

export interface Notice {
  readonly notice: 'limited' | 'busy';
  readonly minutes: number;
}

export function fieldsOf(body: unknown): Fields {
  return typeof body === 'object' && body !== null ? (body as Fields) : {};
}

export function readerOf({ language, toRoot }: RoomRequest): Reader {
  return { language, toRoot };
}

/** Runs `show` for who is signed in; others are sent to sign in. */
export function signedIn(
  visitors: Pick<Visitors, 'find'>,
  show: (person: Individual, request: RoomRequest) => Answer | Promise<Answer>,
): (request: RoomRequest) => Promise<Answer> {
  return async (request) => {
    const { subject } = request.caller ?? {};
    const person = subject === undefined ? undefined : await visitors.find(subject);
    return person ? show(person, request) : { redirect: 'account/login' };
  };
}

/** The same page again for whoever is too fast; other errors are not ours to show. */
export function limited(error: unknown, print: (notice: Notice) => string): PageAnswer {
  if (!(error instanceof IwtError) || error.code !== 'login.limited') throw error;
  const seconds = Number(error.details?.retryAfter ?? 0);
  const notice: Notice = { notice: seconds > 0 ? 'limited' : 'busy', minutes: Math.max(1, Math.ceil(seconds / 60)) };
  return { status: 429, html: print(notice), headers: { 'Retry-After': String(Math.max(1, seconds)) } };
}

/** For pages whose address opens something: no other site is told of it, and nobody keeps it. */
export const secretAddress = { 'Referrer-Policy': 'no-referrer', 'Cache-Control': 'no-store' };
