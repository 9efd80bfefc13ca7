import type { Refusal } from '../client/protocol.ts';
import { collect, tellRefusal } from '../forms/limits.ts';
import type { Problems } from '../forms/problems.ts';
import type { Texts } from '../texts.ts';

/** What the visitor entered beside name and account. */
export interface RequestFields {
  readonly byEmail: boolean;
  readonly telephone: string;
  readonly email: string;
  readonly subject: string;
  /** A time of the visitor's choice instead of as soon as possible. */
  readonly chosen: boolean;
  /** UTC milliseconds; undefined: none chosen yet. */
  readonly preferredAt: number | undefined;
}

/** Longest entries (visitor-protocol section 9.1), in UTF-16 units, the strictest way to count. */
export const longestSubject = 2000;
const longestTelephone = 255;

/** Whether a telephone number is one, only the server knows. */
export function checkRequest(texts: Texts, fields: RequestFields): Problems {
  const { byEmail, telephone, email, subject, chosen, preferredAt } = fields;
  const over = subject.trim().length - longestSubject;
  return collect({
    telephone: byEmail ? undefined : checkTelephone(texts, telephone),
    email: byEmail ? checkEmail(texts, email) : undefined,
    subject:
      over > 0
        ? texts.count('textTooLong', over)
        : subject.trim() === ''
          ? texts(byEmail ? 'missingMessage' : 'missingSubject')
          : undefined,
    preferredAt: !byEmail && chosen && preferredAt === undefined ? texts('missingTime') : undefined,
  });
}

function checkTelephone(texts: Texts, telephone: string): string | undefined {
  if (telephone.trim() === '') return texts('missingTelephone');
  return telephone.trim().length > longestTelephone || !/\p{Number}/u.test(telephone)
    ? texts('telephoneRefused')
    : undefined;
}

function checkEmail(texts: Texts, email: string): string | undefined {
  if (email.trim() === '') return texts('missingEmail');
  return /^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(email.trim()) && email.length <= 254 ? undefined : texts('emailRefused');
}

/** Puts the server's refusal beside the field at fault, which its parameters name. */
export function refusedRequest(texts: Texts, { byEmail }: RequestFields, { reason, params }: Refusal): Problems {
  if (reason === 'error.websvc.userdb.badCredentials') return { password: texts.error(reason) };
  const { message } = params;
  const said = typeof message === 'string' && message.trim() !== '' ? message : undefined;
  const field = typeof params.field === 'string' ? params.field.split('.').pop()?.toLowerCase() : undefined;
  if (params.problem === 'disabled') return { form: texts('callbackDisabled') };
  if (field === 'telephone' && !byEmail) return { telephone: said ?? refusedTelephone(texts, params) };
  if ((field === 'emailaddress' || field === 'email') && byEmail) return { email: said ?? refusedEmail(texts, params) };
  if (field === 'subject') return { subject: said ?? texts('fieldRefused') };
  if (field === 'preferredtime') return { preferredAt: texts('timeRefused') };
  return { form: tellRefusal(texts, texts(byEmail ? 'messageFailed' : 'callbackFailed'), reason, params) };
}

/** Our server says what is wrong with the number, and what one looks like where it is. */
function refusedTelephone(texts: Texts, { problem, example }: Refusal['params']): string {
  if (problem === 'cost') return texts('telephoneCost');
  if (problem === 'limited') return texts('telephoneLimited');
  return typeof example === 'string' && example !== ''
    ? texts('telephoneRefusedLike', { example: example.replaceAll(' ', '\u00a0') })
    : texts('telephoneRefused');
}

function refusedEmail(texts: Texts, { problem }: Refusal['params']): string {
  return texts(problem === 'limited' ? 'emailLimited' : 'emailRefused');
}
