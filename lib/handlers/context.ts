import { type Html, html, printHtml, type Value } from '../../views/pages/html.ts';
import type { Log } from '../runtime/log.ts';
import { AnswerHead, locationOf, redirectStatus } from './answer-head.ts';
import { type CgiVariables, cgiOf, cookiesOf } from './cgi.ts';
import { bind, firstOf, formOf } from './fields.ts';
import type { Handler, HandlerContext, HandlerLog, SignedInVisitor } from './handler.ts';
import type { Pages } from './page.ts';
import type { Fields, HandlerRequest } from './request.ts';
import type { HandlerServices } from './services.ts';
import type { WebConnection } from './web-connection.ts';

/** What all handlers of one event get of one request. */
export interface Occasion {
  /** As the visitor wrote it. */
  readonly event: string;
  readonly request: HandlerRequest;
  readonly commandLine: readonly string[];
  /** Of the query. */
  readonly items: Fields;
  /** Of the form: the body of a POST, else the query. */
  readonly form: Fields;
  readonly visitor: SignedInVisitor | undefined;
  readonly connection: WebConnection;
}

export interface ContextParts {
  readonly services: HandlerServices;
  readonly pages: Pages;
  readonly log: Log;
}

const HTML = 'text/html; charset=utf-8';
const TEXT = 'text/plain; charset=utf-8';

/** One handler's view of one request. What costs something is made when it is asked for. */
export function createContext(handler: Handler, name: string, occasion: Occasion, parts: ContextParts): HandlerContext {
  const { event, request, connection, items, form, visitor } = occasion;
  const { services } = parts;
  const language = String(request.headers['accept-language'] ?? '');
  const caller = { address: request.address, language: firstLanguage(language) };
  const head = new AnswerHead();
  const log = logOf(parts.log, { handler: name, event });
  const maps: {
    form?: ReadonlyMap<string, readonly string[]>;
    cookies?: ReadonlyMap<string, string>;
    cgi?: CgiVariables;
  } = {};

  function answer(type: string, body: string): void {
    connection.send({ status: head.status, headers: head.headers(type), body });
  }

  /** Of a head that was sent with the answer, nothing can be changed any more. */
  function open(): AnswerHead {
    if (connection.answer) connection.send(connection.answer);
    return head;
  }

  return {
    event,
    method: request.method,
    commandLine: occasion.commandLine,
    argument: (wanted) => firstOf(items, wanted) ?? '',
    fields: bind(handler.fields ?? {}, form),
    get form() {
      maps.form ??= formOf(form);
      return maps.form;
    },
    get cgi() {
      maps.cgi ??= cgiOf(request);
      return maps.cgi;
    },
    get cookies() {
      maps.cookies ??= cookiesOf(String(request.headers.cookie ?? ''));
      return maps.cookies;
    },
    address: request.address,
    language,
    toRoot: request.toRoot,
    visitor,
    get signal() {
      return connection.signal;
    },
    log,
    status: (code) => open().setStatus(code),
    header: (name, value) => open().setHeader(name, value),
    setCookie: (name, value, options) => open().setCookie(name, value, { secure: request.secure, ...options }),
    page(template, bindings = {}, { status, headers = {} } = {}) {
      if (status !== undefined) open().setStatus(status);
      for (const [header, value] of Object.entries(headers)) open().setHeader(header, value);
      answer(HTML, parts.pages(template, bindings, log));
    },
    html: (document: TemplateStringsArray | Html, ...values: readonly Value[]) =>
      answer(HTML, printed(document, values)),
    text: (text) => answer(TEXT, String(text)),
    redirect(url, status = 303) {
      const location = locationOf(url);
      connection.send({
        status: redirectStatus(status),
        headers: { ...head.headers(TEXT), location },
        body: '',
      });
    },
    queues: services.queues,
    agents: services.agents,
    startChat: (chat) => services.startChat({ ...named(visitor), ...caller, ...chat }),
    createCallback: (callback) => services.createCallback({ ...named(visitor), ...caller, ...callback }),
    sendText: services.sendText,
  };
}

/** A text is refused, because it may hold what a visitor sent: html(`<p>${name}</p>`) looks so much like html`<p>${name}</p>`. */
function printed(document: TemplateStringsArray | Html, values: readonly Value[]): string {
  if (Array.isArray(document) && 'raw' in document) {
    return printHtml(html(document as unknown as TemplateStringsArray, ...values));
  }
  const text = typeof document === 'object' && document !== null ? printHtml(document as Html) : undefined;
  if (text !== undefined) return text;
  throw new TypeError('html takes a template literal without parentheses, so that what is filled in is escaped.');
}

function named(visitor: SignedInVisitor | undefined) {
  return visitor ? { name: visitor.displayName } : {};
}

/** The most wanted language of an `Accept-Language` header, roughly. */
function firstLanguage(header: string): string | undefined {
  return /^\s*([a-z]{1,8}(?:-[a-z0-9]{1,8})*)/i.exec(header)?.[1];
}

function logOf(log: Log, about: object): HandlerLog {
  return {
    debug: (fields, message) => log.debug({ ...fields, ...about }, message),
    info: (fields, message) => log.info({ ...fields, ...about }, message),
    warn: (fields, message) => log.warn({ ...fields, ...about }, message),
    error: (fields, message) => log.error({ ...fields, ...about }, message),
  };
}
