import type { Html, Value } from '../../views/pages/html.ts';
import type { CgiVariables } from './cgi.ts';
import type { Bindings, TemplateSource } from './page.ts';
import type { HandlerServices, NewCallback, NewChat } from './services.ts';

/** What a bound field receives: `string` the first value that was sent under its name, `list` all of them in order. */
export type FieldKind = 'string' | 'list';

/** Names of form elements and what they give; names match without letter case. */
export type FieldList = Readonly<Record<string, FieldKind>>;

/** The values of the bound fields: `''` and an empty list for what was not sent. */
export type FieldValues<Fields extends FieldList> = string extends keyof Fields
  ? Readonly<Record<string, string | readonly string[]>>
  : { readonly [Name in keyof Fields]: Fields[Name] extends 'list' ? readonly string[] : string };

/** `visitor`: only visitors who have signed in get to the handler; others are shown the sign-in form first. */
export type Requires = 'visitor' | undefined;

/**
 * Answers an HTML event: a request for `…/doHTMLRequest?event=NAME` (handlers-and-site section 1.3). Every handler of an
 * event is started, and the first answer is sent.
 */
export interface Handler<Fields extends FieldList = FieldList, Needs extends Requires = Requires> {
  /** Name in the log. Default: the name of its file, else the event. */
  readonly name?: string | undefined;
  /** Name of the event, matched without letter case. */
  readonly event: string;
  readonly fields?: Fields | undefined;
  readonly requires?: Needs;
  run(ctx: HandlerContext<Fields, Needs>): void | Promise<void>;
}

/** A visitor who has signed in. */
export interface SignedInVisitor {
  /** Key of the Tracker individual. */
  readonly id: string;
  readonly username: string;
  readonly displayName: string;
}

/**
 * What a handler gets and how it answers. One of `page`, `html`, `text` and `redirect` answers, once: a second answer to the
 * same request, also by another handler of the event, throws `handler.answered`. Whatever is answered after the visitor has
 * left or the time is up is discarded without a word; `signal` tells.
 */
export interface HandlerContext<Fields extends FieldList = FieldList, Needs extends Requires = Requires>
  extends HandlerServices {
  /** Event name as the visitor wrote it. */
  readonly event: string;
  /** `GET`, `HEAD` or `POST`. */
  readonly method: string;
  /** The items of the query, decoded, in order: `name=value`, or a bare word. The event selector is among them. */
  readonly commandLine: readonly string[];
  /** Value of the first command-line argument of that name (without letter case); `''` when there is none. */
  argument(name: string): string;
  /** Values of the fields that the handler binds. */
  readonly fields: FieldValues<Fields>;
  /** All fields of the form as they were sent: the body of a POST, else the query. */
  readonly form: ReadonlyMap<string, readonly string[]>;
  readonly cgi: CgiVariables;
  readonly cookies: ReadonlyMap<string, string>;
  /** The visitor's address, as the host's `trust proxy` setting sees it. */
  readonly address: string;
  /** The `Accept-Language` header, empty when absent. */
  readonly language: string;
  /** Relative way from this page to the root of the site, such as `../../`. Links that begin with it are right behind any gateway. */
  readonly toRoot: string;
  /** The visitor's account; undefined: nobody has signed in on the handlers' pages. */
  readonly visitor: Needs extends 'visitor' ? SignedInVisitor : SignedInVisitor | undefined;
  /** Aborted when the visitor leaves, the time is up (`WebCGIRequestTimeout`) or the service closes. */
  readonly signal: AbortSignal;
  /** The service's log, with the handler's name and event in every line. */
  readonly log: HandlerLog;

  /** Status of the answer to come: 200 to 599. */
  status(code: number): void;
  /** A header of the answer to come. @throws TypeError for what no header can be, and for those that are not the handler's */
  header(name: string, value: string | number): void;
  /** @throws TypeError for what no cookie can be, and for the names of our own cookies */
  setCookie(name: string, value: string, options?: CookieOptions): void;
  /**
   * Answers with a template whose substitution fields are filled in, each escaped for the place where it stands
   * (docs/templates.md). Throws `template.invalid` for a template with mistakes.
   */
  page(template: TemplateSource, bindings?: Bindings, options?: PageOptions): void;
  /** Answers with a document: html`<p>${text}</p>` escapes what is filled in. */
  html: AnswerHtml;
  /** Answers with plain text. */
  text(text: string): void;
  /**
   * Sends the browser elsewhere: a path on this site, or an address that begins with `http:`, `https:`, `mailto:` or `tel:`.
   * `status` is 303 unless it says 301, 302, 307 or 308.
   * @throws TypeError for any other address
   */
  redirect(url: string, status?: number): void;

  /** Starts a chat in the name of this visitor. */
  startChat(chat: NewChat): ReturnType<HandlerServices['startChat']>;
  /** Asks for a callback in the name of this visitor. */
  createCallback(callback: NewCallback): ReturnType<HandlerServices['createCallback']>;
}

/** Takes a template literal, or a document made by the tag `html`; never a text, which might hold what a visitor sent. */
export interface AnswerHtml {
  (parts: TemplateStringsArray, ...values: readonly Value[]): void;
  (document: Html): void;
}

/** What `status` and `header` set, in one go. */
export interface PageOptions {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | number>>;
}

/** `maxAge` is in seconds; without it the cookie goes with the browser. */
export interface CookieOptions {
  /** Default: the folder of the request. */
  readonly path?: string;
  readonly maxAge?: number;
  /** Default: whether the request came over TLS. */
  readonly secure?: boolean;
  /** Default true: scripts do not see it. */
  readonly httpOnly?: boolean;
  /** Default `Lax`. */
  readonly sameSite?: 'Strict' | 'Lax' | 'None';
}

type Write = (fields: object, message: string) => void;

export interface HandlerLog {
  readonly debug: Write;
  readonly info: Write;
  readonly warn: Write;
  readonly error: Write;
}
