import type { AccountRows, MailedRows } from '../accounts/accounts.ts';
import type { AdministrationRows } from '../administration/administration.ts';
import type { AgentRows } from '../agents/rows.ts';
import type { AutomaticPages } from '../automatic-pages/automatic-pages.ts';
import type { Callbacks } from '../callback/callback.ts';
import type { CallbackPages } from '../callback-pages/callback-pages.ts';
import type { Chat } from '../chat/chat.ts';
import type { ConsoleRows } from '../console/rows.ts';
import type { Opening } from '../opening/opening.ts';
import type { Photos } from '../photos/photos.ts';
import type { ProblemReports } from '../problem-reports/problem-reports.ts';
import type { ReportRows } from '../problem-reports/rows.ts';
import type { Queues } from '../queues/queues.ts';
import type { Site } from '../site/site.ts';
import type { TranscriptRows } from '../transcripts/transcripts.ts';
import type { Visitors } from '../visitors/visitors.ts';
import type { ChatHead, ServerConfiguration } from '../wire/answers.ts';
import * as requests from '../wire/requests.ts';
import type { SignIn } from '../wire/room.ts';
import { message } from '../wire/shape.ts';
import { callbackOperations } from './callback-operations.ts';
import { chatOperations } from './chat-operations.ts';
import type { Cors } from './cors.ts';
import type { RoomRow, Step } from './exchange.ts';
import {
  accountOperations,
  configurationOperation,
  partyOperation,
  problemReportOperation,
  queueOperations,
} from './other-operations.ts';
import { operation, type ProtocolRow } from './reply.ts';
import type { Offers } from './server-configuration.ts';
import { allowOrigins } from './steps/allow-origins.ts';
import { readForm } from './steps/read-form.ts';
import { readJson } from './steps/read-json.ts';
import { requireSignedIn } from './steps/require-signed-in.ts';
import { sameSite } from './steps/same-site.ts';
import { session } from './steps/session.ts';

/** What the protocol's rows call. */
export interface ProtocolParts {
  readonly chat: Chat;
  readonly callbacks: Callbacks;
  readonly photos: Photos;
  readonly problemReports: ProblemReports;
  readonly queues: Queues;
  readonly visitors: Visitors;
  readonly offers: () => Pick<Offers, 'queueQuery'>;
}

/** What the rows of pages and APIs call. */
export interface RoomParts {
  readonly site: Site;
  readonly automaticPages: Pick<AutomaticPages, 'search' | 'search2' | 'script'>;
  readonly opening: Opening;
  readonly agents: AgentRows;
  readonly console: ConsoleRows;
  readonly accounts: AccountRows;
  readonly administration: AdministrationRows;
  readonly callbackPages: CallbackPages;
  readonly reports: ReportRows;
  readonly transcripts: TranscriptRows;
  /** The session steps of the two kinds of people. */
  readonly signIn: { readonly agents: SignIn; readonly visitors: SignIn };
}

/**
 * The visitor protocol. Every path answers in any letter case below the mount point, the root and the root's server
 * folders. `root` is the root key of the answer, `reads` the message in the body; `:id` is the visitor's participantID.
 * Before each: the answer's format and charset are negotiated, other origins are let in or not, the body is read.
 */
export function protocolRows(
  { chat: chatRoom, callbacks, photos, queues, visitors, problemReports, offers }: ProtocolParts,
  head: () => ChatHead,
  configuration: () => ServerConfiguration,
  /** Told of each message before it is taken; throws when there are too many. */
  sending: (participantId: string) => void,
): readonly ProtocolRow[] {
  const chat = chatOperations(chatRoom, head, sending);
  const queue = queueOperations(queues, visitors, () => offers().queueQuery);
  const account = accountOperations(visitors);
  const callback = callbackOperations(callbacks);
  const report = problemReportOperation(problemReports);
  const party = partyOperation(chatRoom, callbacks, photos);
  const m = {
    start: message(requests.chatStart),
    reconnect: message(requests.chatReconnect),
    send: message(requests.sendMessage),
    typing: message(requests.setTypingState),
    party: message(requests.partyInfo),
    query: message(requests.queueQuery),
    register: message(requests.register),
    create: message(requests.callbackCreate),
    again: message(requests.callbackReconnect),
  };
  // biome-ignore format: a table
  return [
    operation({ name: 'server-configuration', method: 'get', path: '/websvcs/serverConfiguration', root: 'chat', answer: configurationOperation(configuration) }),

    operation({ name: 'chat.start', method: 'post', path: '/websvcs/chat/start', root: 'chat', reads: m.start, answer: chat.start }),
    operation({ name: 'chat.reconnect', method: 'post', path: '/websvcs/chat/reconnect', root: 'chat', reads: m.reconnect, answer: chat.reconnect }),
    { kind: 'poll', name: 'chat.poll', method: 'get', path: '/websvcs/chat/poll/:id', root: 'chat', answer: chat.poll },
    { kind: 'stream', name: 'chat.stream', method: 'get', path: '/websvcs/chat/stream/:id', root: 'chat', answer: chat.stream },
    operation({ name: 'chat.send-message', method: 'post', path: '/websvcs/chat/sendMessage/:id', root: 'chat', reads: m.send, answer: chat.sendMessage }),
    operation({ name: 'chat.set-typing-state', method: 'post', path: '/websvcs/chat/setTypingState/:id', root: 'chat', reads: m.typing, answer: chat.setTypingState }),
    operation({ name: 'chat.exit', method: 'post', path: '/websvcs/chat/exit/:id', root: 'chat', answer: chat.exit }),

    operation({ name: 'party-info', method: 'post', path: '/websvcs/partyInfo/:id', root: 'partyInfo', reads: m.party, answer: party }),
    { kind: 'file', name: 'photo', method: 'get', path: '/websvcs/photos/:id', root: 'partyInfo', answer: photos.read },
    operation({ name: 'queue.query', method: 'post', path: '/websvcs/queue/query', root: 'queue', reads: m.query, answer: queue.query }),
    operation({ name: 'register', method: 'post', path: '/websvcs/register', root: 'registration', reads: m.register, answer: account.register }),

    operation({ name: 'callback.create', method: 'post', path: '/websvcs/callback/create', root: 'callback', reads: m.create, answer: callback.create }),
    operation({ name: 'callback.status', method: 'get', path: '/websvcs/callback/status/:id', root: 'callback', answer: callback.status }),
    operation({ name: 'callback.disconnect', method: 'post', path: '/websvcs/callback/disconnect/:id', root: 'callback', answer: callback.disconnect }),
    operation({ name: 'callback.reconnect', method: 'post', path: '/websvcs/callback/reconnect', root: 'callback', reads: m.again, answer: callback.reconnect }),

    operation({ name: 'problem-report', method: 'post', path: '/websvcs/problemReport/:id', root: 'chat', text: report.wanted, answer: report.take }),
  ];
}

/** Handler pages, below the root, in any letter case; `GET`, `HEAD` and `POST`. With CIC servers, these paths lead to theirs. */
export function handlerPaths(servers: readonly string[]): readonly string[] {
  return [...servers, 'WebHTMLService'].map((folder) => `/WebServices/${folder}/doHTMLRequest`);
}

export interface Offered {
  /** The visitor's pages are ours; otherwise everything they need is the host's. */
  readonly site: boolean;
  /** Chats and callbacks are those of CIC servers, which know nothing of our opening hours, accounts and callback pages. */
  readonly gateway: boolean;
}

/** Pages and APIs below the root. The steps run in order before the answer. */
export function roomRows(parts: RoomParts, cors: Cors, { site, gateway }: Offered): readonly RoomRow[] {
  return [
    ...(site ? siteRows(parts) : []),
    ...(gateway ? [] : openingRows(parts, cors)),
    ...(site && !gateway ? [...searchRows(parts), ...visitorRows(parts)] : []),
    ...peopleRows(parts),
  ];
}

const api = { kind: 'room', surface: 'api' } as const;
const page = { kind: 'room', surface: 'page' } as const;

function siteRows({ site }: RoomParts): readonly RoomRow[] {
  // biome-ignore format: a table
  return [
    { ...page, name: 'site.config', method: 'get', path: '/js/config.js', steps: [], answer: site.config },
    { ...page, name: 'site.image', method: 'get', path: '/img/:name', steps: [], answer: site.image },
  ];
}

function openingRows({ opening }: RoomParts, cors: Cors): readonly RoomRow[] {
  return [
    { ...api, name: 'opening', method: 'get', path: '/opening', steps: [allowOrigins(cors)], answer: opening.show },
  ];
}

/** Forms that lead to the automatic web pages. */
function searchRows({ automaticPages: pages }: RoomParts): readonly RoomRow[] {
  return [
    { ...page, name: 'search.simple', method: 'get', path: '/search.htm', steps: [], answer: pages.search },
    { ...page, name: 'search.form', method: 'get', path: '/search2.htm', steps: [], answer: pages.search2 },
    { ...page, name: 'search.script', method: 'get', path: '/js/search.js', steps: [], answer: pages.script },
  ];
}

/** Accounts and callbacks without JavaScript. */
function visitorRows({ accounts, callbackPages, signIn }: RoomParts): readonly RoomRow[] {
  const visitor = session(signIn.visitors);
  const form = [sameSite, readForm, visitor];
  // biome-ignore format: a table
  return [
    { ...page, name: 'account.home', method: 'get', path: '/account', steps: [visitor], answer: accounts.home },
    { ...page, name: 'account.register-page', method: 'get', path: '/account/register', steps: [visitor], answer: accounts.registerPage },
    { ...page, name: 'account.register', method: 'post', path: '/account/register', steps: form, answer: accounts.register },
    { ...page, name: 'account.login-page', method: 'get', path: '/account/login', steps: [visitor], answer: accounts.loginPage },
    { ...page, name: 'account.login', method: 'post', path: '/account/login', steps: form, answer: accounts.login },
    { ...page, name: 'account.password-page', method: 'get', path: '/account/password', steps: [visitor], answer: accounts.passwordPage },
    { ...page, name: 'account.password', method: 'post', path: '/account/password', steps: form, answer: accounts.password },
    { ...page, name: 'account.profile-page', method: 'get', path: '/account/profile', steps: [visitor], answer: accounts.profilePage },
    { ...page, name: 'account.profile', method: 'post', path: '/account/profile', steps: form, answer: accounts.profile },
    { ...page, name: 'account.ask-confirm', method: 'post', path: '/account/confirm', steps: form, answer: accounts.askConfirm },
    { ...page, name: 'account.callbacks', method: 'get', path: '/account/callbacks', steps: [visitor], answer: accounts.callbacks },
    { ...page, name: 'account.transcripts', method: 'get', path: '/account/transcripts', steps: [visitor], answer: accounts.transcripts },
    { ...page, name: 'account.transcript', method: 'get', path: '/account/transcripts/:number', steps: [visitor], answer: accounts.transcript },
    { ...page, name: 'account.data', method: 'get', path: '/account/data', steps: [visitor], answer: accounts.data },
    { ...page, name: 'account.export', method: 'get', path: '/account/export', steps: [visitor], answer: accounts.export },
    { ...page, name: 'account.erase-page', method: 'get', path: '/account/erase', steps: [visitor], answer: accounts.erasePage },
    { ...page, name: 'account.erase', method: 'post', path: '/account/erase', steps: form, answer: accounts.erase },
    { ...page, name: 'account.logout', method: 'post', path: '/account/logout', steps: form, answer: accounts.logout },

    ...(accounts.mailed ? mailedRows(accounts.mailed) : []),
    ...callbackPageRows(callbackPages, visitor),
  ];
}

/**
 * What needs mails. The token in the path is what a page of another site cannot know; browsers name no origin from those
 * pages, which may be opened where nobody is signed in.
 */
function mailedRows(mailed: MailedRows): readonly RoomRow[] {
  // biome-ignore format: a table
  return [
    { ...page, name: 'account.forgot-page', method: 'get', path: '/account/forgot', steps: [], answer: mailed.forgotPage },
    { ...page, name: 'account.forgot', method: 'post', path: '/account/forgot', steps: [sameSite, readForm], answer: mailed.forgot },
    { ...page, name: 'account.reset-page', method: 'get', path: '/account/reset/:token', steps: [], answer: mailed.resetPage },
    { ...page, name: 'account.reset', method: 'post', path: '/account/reset/:token', steps: [readForm], answer: mailed.reset },
    { ...page, name: 'account.confirm-page', method: 'get', path: '/account/confirm/:token', steps: [], answer: mailed.confirmPage },
    { ...page, name: 'account.confirm', method: 'post', path: '/account/confirm/:token', steps: [], answer: mailed.confirm },
  ];
}

/** Agents, administrators, and visitors who come by a link of a mail. */
function peopleRows({
  accounts,
  agents,
  console,
  administration: admin,
  transcripts,
  reports,
  signIn,
}: RoomParts): readonly RoomRow[] {
  const agent = session(signIn.agents);
  const open = [sameSite, readJson, agent];
  const read = [agent, requireSignedIn];
  const write = [sameSite, readJson, agent, requireSignedIn];
  // biome-ignore format: a table
  return [
    // The style sheet of all pages that the server prints.
    { ...page, name: 'account.style', method: 'get', path: '/account/style.css', steps: [], answer: accounts.style },

    // The secrets in these paths are what a page of another site cannot know; browsers name no origin from these pages.
    { ...page, name: 'transcript', method: 'get', path: '/transcript/:id', steps: [], answer: transcripts.download },
    { ...page, name: 'transcript.confirm-page', method: 'get', path: '/transcript/confirm/:token', steps: [], answer: transcripts.confirmPage },
    { ...page, name: 'transcript.confirm', method: 'post', path: '/transcript/confirm/:token', steps: [], answer: transcripts.confirm },

    // The token in the path is what a page of another site cannot know; browsers name no origin from this page.
    { ...page, name: 'setup.page', method: 'get', path: '/agent/setup/:token', steps: [], answer: agents.setupPage },
    { ...page, name: 'setup', method: 'post', path: '/agent/setup/:token', steps: [readForm], answer: agents.setup },

    { ...api, name: 'agent.login', method: 'post', path: '/agent/api/login', steps: open, answer: agents.login },
    { ...api, name: 'agent.logout', method: 'post', path: '/agent/api/logout', steps: open, answer: console.logout },
    { ...api, name: 'agent.me', method: 'get', path: '/agent/api/me', steps: read, answer: agents.me },
    { ...api, name: 'agent.statuses', method: 'get', path: '/agent/api/statuses', steps: read, answer: agents.statuses },
    { ...api, name: 'agent.status', method: 'put', path: '/agent/api/status', steps: write, answer: agents.setStatus },

    { ...api, name: 'interactions.list', method: 'get', path: '/agent/api/interactions', steps: read, answer: console.list },
    { ...api, name: 'interactions.read', method: 'get', path: '/agent/api/interactions/:id', steps: read, answer: console.read },
    { ...api, name: 'interactions.pickup', method: 'post', path: '/agent/api/interactions/:id/pickup', steps: write, answer: console.pickup },
    { ...api, name: 'interactions.hold', method: 'post', path: '/agent/api/interactions/:id/hold', steps: write, answer: console.hold },
    { ...api, name: 'interactions.resume', method: 'post', path: '/agent/api/interactions/:id/resume', steps: write, answer: console.resume },
    { ...api, name: 'interactions.disconnect', method: 'post', path: '/agent/api/interactions/:id/disconnect', steps: write, answer: console.disconnect },
    { ...api, name: 'interactions.callback', method: 'post', path: '/agent/api/interactions/:id/callback', steps: write, answer: console.callback },
    { ...api, name: 'interactions.notes', method: 'post', path: '/agent/api/interactions/:id/notes', steps: write, answer: console.note },
    { ...api, name: 'interactions.codes', method: 'put', path: '/agent/api/interactions/:id/codes', steps: write, answer: console.setCodes },
    { ...api, name: 'interactions.timeline', method: 'get', path: '/agent/api/interactions/:id/timeline', steps: read, answer: console.timeline },
    { ...api, name: 'interactions.messages', method: 'post', path: '/agent/api/interactions/:id/messages', steps: write, answer: console.send },
    { ...api, name: 'interactions.typing', method: 'post', path: '/agent/api/interactions/:id/typing', steps: write, answer: console.typing },
    { ...api, name: 'interactions.read-mark', method: 'post', path: '/agent/api/interactions/:id/read', steps: write, answer: console.markRead },
    { ...api, name: 'agent.codes', method: 'get', path: '/agent/api/codes', steps: read, answer: console.codes },
    { ...api, name: 'agent.events', method: 'get', path: '/agent/api/events', steps: read, answer: console.events },

    { ...api, name: 'problem-reports.list', method: 'get', path: '/admin/api/problem-reports', steps: read, answer: reports.list },
    { ...api, name: 'problem-reports.read', method: 'get', path: '/admin/api/problem-reports/:id', steps: read, answer: reports.read },
    { ...api, name: 'problem-reports.clear', method: 'delete', path: '/admin/api/problem-reports', steps: write, answer: reports.clear },

    { ...api, name: 'admin.login', method: 'post', path: '/admin/api/login', steps: open, answer: admin.login },
    { ...api, name: 'admin.logout', method: 'post', path: '/admin/api/logout', steps: open, answer: console.logout },
    { ...api, name: 'admin.me', method: 'get', path: '/admin/api/me', steps: read, answer: admin.me },
    { ...api, name: 'parameters.list', method: 'get', path: '/admin/api/parameters', steps: read, answer: admin.parameters },
    { ...api, name: 'parameters.set', method: 'put', path: '/admin/api/parameters/:name', steps: write, answer: admin.setParameter },
    { ...api, name: 'parameters.reset', method: 'delete', path: '/admin/api/parameters/:name', steps: write, answer: admin.resetParameter },
    { ...api, name: 'parameters.check', method: 'post', path: '/admin/api/parameters/:name/check', steps: write, answer: admin.checkParameter },
  ];
}

/**
 * The callback pages. The participantID in the path is what a page of another site cannot know; browsers name no origin
 * from those pages. The cookie of an account is sent below `account` only, so the form stands there, too.
 */
function callbackPageRows(pages: CallbackPages, visitor: Step): readonly RoomRow[] {
  // biome-ignore format: a table
  return [
    { ...page, name: 'callback.form', method: 'get', path: '/callback', steps: [], answer: pages.form },
    { ...page, name: 'callback.account-form', method: 'get', path: '/account/callback', steps: [visitor], answer: pages.form },
    { ...page, name: 'callback.request', method: 'post', path: '/callback', steps: [sameSite, readForm], answer: pages.request },
    { ...page, name: 'callback.account-request', method: 'post', path: '/account/callback', steps: [sameSite, readForm, visitor], answer: pages.request },
    { ...page, name: 'callback.page', method: 'get', path: '/callback/:id', steps: [], answer: pages.status },
    { ...page, name: 'callback.ask-cancel', method: 'get', path: '/callback/:id/cancel', steps: [], answer: pages.askCancel },
    { ...page, name: 'callback.cancel', method: 'post', path: '/callback/:id/cancel', steps: [], answer: pages.cancel },
  ];
}
