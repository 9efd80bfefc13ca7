import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Cancel } from '../runtime/clock.ts';

/**
 * What a room gets and gives at the HTTP edge. Rooms never see `req` or `res`: they take data and return data, and throw
 * `IwtError` for what the caller did wrong.
 */
export interface RoomRequest {
  readonly method: string;
  /** Path parameters, decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** Query parameters; of a repeated one the first. */
  readonly query: Readonly<Record<string, string>>;
  /** Parsed JSON on API rows, the fields of a form (strings; of a repeated one the first) on page rows, undefined without a body. */
  readonly body: unknown;
  /** The client's address as the host's `trust proxy` setting sees it. */
  readonly address: string;
  /** Reached over TLS, also as `trust proxy` sees it. */
  readonly secure: boolean;
  /** The `Accept-Language` header, empty when absent. */
  readonly language: string;
  /** Path of the root as this process sees it, without a slash at the end: `/shop/I3Root`. A gateway may have taken off more. */
  readonly base: string;
  /** Relative address of the root from this request: `../` at `account/login`. Links start with it, right behind any gateway. */
  readonly toRoot: string;
  /** Whoever the row's session step found; present on rows with such a step. */
  readonly caller?: Caller;
  /** Resume mark of a server-sent events request: the header, or the query parameter `lastEventId`. */
  readonly lastEventId?: string;
}

/** The cookie session of a request. */
export interface Caller {
  /** Key of the signed-in user or individual; undefined: nobody is signed in. */
  readonly subject: string | undefined;
  /** Names the session among the person's others; it opens nothing. Undefined: nobody is signed in. */
  readonly session: string | undefined;
  /**
   * Starts a session under a new id. The browser shows it to the API that it signed in to; `also` names another one below
   * the root that it is good for, such as `admin/api`.
   */
  signIn(subject: string, also?: string): Promise<void>;
  /** Ends the session and removes its cookie. */
  signOut(): Promise<void>;
  /** Whether the session still stands, read from the database; for answers that stay open, such as streams. */
  stands(): Promise<boolean>;
}

/** An Express middleware, named without importing Express. */
export type Middleware = (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void) => void;

/** What a session step is made of: the middlewares to run in order, and how to read what they found. */
export interface SignIn {
  readonly middlewares: readonly Middleware[];
  caller(req: IncomingMessage): Caller;
}

interface AnswerHead {
  /** 200 when absent. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Exactly one of the kinds below. */
export type Answer = JsonAnswer | PageAnswer | BytesAnswer | RedirectAnswer | StreamAnswer;

export interface JsonAnswer extends AnswerHead {
  readonly body: unknown;
}

export interface PageAnswer extends AnswerHead {
  /** A complete HTML document, already escaped. */
  readonly html: string;
}

export interface BytesAnswer extends AnswerHead {
  readonly bytes: Uint8Array | string;
  /** Content type, with its charset where it is text. */
  readonly type: string;
}

export interface RedirectAnswer extends AnswerHead {
  /** Relative to the root (`account/login`) or absolute on this site (`/x`). Status 303 when absent. */
  readonly redirect: string;
}

/** Server-sent events: called once the head is out. What it returns is run when the client goes or the server closes. */
export interface StreamAnswer extends AnswerHead {
  readonly stream: (sink: EventSink) => Cancel | Promise<Cancel>;
}

export interface EventSink {
  /** Adds text that is already in the stream's format; false: the reader is gone, or was too slow and has been cut off. */
  write(text: string): boolean;
  /** Sends one event. `data` strings go as they are, anything else as JSON. False as for `write`. */
  send(event: { readonly event?: string; readonly id?: string | number; readonly data: unknown }): boolean;
  /** Ends the stream politely. */
  end(): void;
}

export type RoomAnswer = (request: RoomRequest) => Answer | Promise<Answer>;
