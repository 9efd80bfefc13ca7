import { confirmAddressPage } from '../../views/pages/account-confirm.ts';
import { forgotPage, passwordPage, resetEndPage, resetPage } from '../../views/pages/account-password.ts';
import { longestName } from '../sessions/account-name.ts';
import { contactLimits, shortestPassword, type Visitors } from '../visitors/visitors.ts';
import type { Answer, RoomAnswer, RoomRequest } from '../wire/room.ts';
import type { Confirmations } from './confirmations.ts';
import { type Fields, fieldsOf, limited, type Notice, readerOf, secretAddress, signedIn } from './page-request.ts';
import type { Resets } from './resets.ts';

/** Needs the visitors' session step. */
export interface PasswordRows {
  /** GET and POST account/password */
  readonly passwordPage: RoomAnswer;
  readonly password: RoomAnswer;
}

/** What there is where mails can be sent. The tokens are the secrets that open the pages. */
export interface MailedRows {
  /** GET and POST account/forgot */
  readonly forgotPage: RoomAnswer;
  readonly forgot: RoomAnswer;
  /** GET and POST account/reset/:token */
  readonly resetPage: RoomAnswer;
  readonly reset: RoomAnswer;
  /** GET account/confirm/:token asks first: programs that look into mails open every link in them. */
  readonly confirmPage: RoomAnswer;
  /** POST account/confirm/:token */
  readonly confirm: RoomAnswer;
}

type Problems = Readonly<Record<string, string>>;

const lengths = { shortestPassword, longestPassword: contactLimits.password };

export function createPasswordRows(visitors: Visitors, dropResets: Resets['drop']): PasswordRows {
  return {
    passwordPage: signedIn(visitors, ({ username }, request) => {
      const changed = request.query.changed !== undefined;
      return { html: passwordPage({ ...readerOf(request), ...lengths, username, problems: {}, changed }) };
    }),
    password: signedIn(visitors, async ({ id, username }, request) => {
      const { body, address, caller } = request;
      const { present = '', newPassword = '', confirm } = fieldsOf(body);
      const form = (problems: Problems, notice: Partial<Notice> = {}) =>
        passwordPage({ ...readerOf(request), ...lengths, username, problems, ...notice });
      const problems: Record<string, string> = { ...(await newProblems(visitors, id, newPassword, confirm)) };
      if (present === '') problems.present = 'missing';
      if (Object.keys(problems).length > 0) return { status: 400, html: form(inOrder(problems)) };
      try {
        if (!(await visitors.confirms(id, present, address))) return { status: 401, html: form({ present: 'wrong' }) };
        await visitors.setPassword(id, newPassword, 'visitor.password', async (trx) => {
          await dropResets(id, trx);
          return true;
        });
        // All sessions have ended, this one too; it goes on under a new id.
        await caller?.signIn(id);
        return { redirect: 'account/password?changed' };
      } catch (error) {
        return limited(error, (notice) => form({}, notice));
      }
    }),
  };
}

export function createMailedRows(visitors: Visitors, resets: Resets, confirmations: Confirmations): MailedRows {
  const gone = (request: RoomRequest): Answer => ({
    ...{ status: 404, html: resetEndPage(readerOf(request), 'gone'), headers: secretAddress },
  });

  return {
    forgotPage: (request) => ({ html: forgotPage({ ...readerOf(request), username: '', problems: {}, done: false }) }),
    async forgot(request) {
      const { username = '' } = fieldsOf(request.body);
      const problem = username.trim() === '' ? 'missing' : username.length > longestName && 'unreadable';
      const form = { ...readerOf(request), username, problems: {}, done: false };
      if (problem) return { status: 400, html: forgotPage({ ...form, problems: { username: problem } }) };
      try {
        await resets.ask(username, request.address, request.language);
        return { html: forgotPage({ ...form, done: true }) };
      } catch (error) {
        return limited(error, (notice) => forgotPage({ ...form, ...notice }));
      }
    },
    async resetPage(request) {
      const found = await resets.find(request.params.token ?? '');
      if (!found) return gone(request);
      const page = { ...readerOf(request), ...lengths, username: found.username, problems: {} };
      return { html: resetPage(page), headers: secretAddress };
    },
    async reset(request) {
      const { token = '' } = request.params;
      const found = await resets.find(token);
      if (!found) return gone(request);
      const { newPassword = '', confirm }: Fields = fieldsOf(request.body);
      const page = { ...readerOf(request), ...lengths, username: found.username, problems: {} };
      const problems = await newProblems(visitors, found.id, newPassword, confirm);
      if (Object.keys(problems).length > 0) {
        return { status: 400, html: resetPage({ ...page, problems }), headers: secretAddress };
      }
      try {
        if (!(await resets.use(token, newPassword))) return gone(request);
        return { html: resetEndPage(readerOf(request), 'done'), headers: secretAddress };
      } catch (error) {
        return limited(error, (notice) => resetPage({ ...page, ...notice }));
      }
    },
    async confirmPage(request) {
      return confirmAnswer(request, (await confirmations.isOpen(request.params.token ?? '')) ? 'ask' : 'gone');
    },
    async confirm(request) {
      return confirmAnswer(request, (await confirmations.confirm(request.params.token ?? '')) ? 'done' : 'gone');
    },
  };
}

function confirmAnswer(request: RoomRequest, step: 'ask' | 'done' | 'gone'): Answer {
  const html = confirmAddressPage(readerOf(request), step);
  return { html, ...(step === 'gone' && { status: 404 }), headers: secretAddress };
}

async function newProblems(
  visitors: Pick<Visitors, 'passwordProblem'>,
  id: string,
  password: string,
  confirm: string | undefined,
): Promise<Problems> {
  if (password === '') return { newPassword: 'missing' };
  const problem = await visitors.passwordProblem(id, password);
  if (problem) return { newPassword: problem };
  return confirm === password ? {} : { confirm: 'differ' };
}

/** As the fields stand on the page, so that the summary leads through them. */
function inOrder(problems: Problems): Problems {
  const { present, ...others } = problems;
  return { ...(present !== undefined && { present }), ...others };
}
