import { IwtError } from '../errors.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { ChatHead, RootKey } from '../wire/answers.ts';
import type { Answer } from '../wire/room.ts';
import { failureReply, type Reply } from './reply.ts';

/** What a failure is called in an answer. `reference` finds it in the log when it was not the caller's doing. */
export interface Failure {
  readonly code: string;
  readonly status: number;
  readonly reason: string;
  readonly message: string;
  readonly reference?: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** The only place where errors become answers. */
export interface ErrorAnswers {
  /** Under /websvcs: status 200 with a failure, or 503 when this server is not the one to ask. */
  protocol(error: unknown, where: { readonly name: string; readonly root: RootKey }, head: ChatHead): ProtocolFailure;
  /** On APIs: `{error: {code, message, reference?}}`. */
  api(error: unknown, name: string): Answer;
  /** On pages. */
  page(error: unknown, name: string, reader: Reader): Answer;
  /** For an error after the head went out, when nobody can be told any more but the log. */
  note(error: unknown, name: string): void;
}

export interface ProtocolFailure {
  readonly status: 200 | 503;
  readonly reply: Reply;
}

/** Who reads a page: the `Accept-Language` header, and the way from the page's folder to the root. */
export interface Reader {
  readonly language: string;
  readonly toRoot: string;
}

export type ErrorPage = (failure: Failure, reader: Reader) => string;

export function createErrorAnswers(runtime: Runtime, errorPage: ErrorPage): ErrorAnswers {
  /** An unexpected error is logged with a number that the answer repeats; its text stays in the log. */
  function understand(error: unknown, name: string): Failure {
    if (error instanceof IwtError && error.code !== 'internal') {
      const { code, status, reason, message, details } = error;
      if (details === undefined) return { code, status, reason, message };
      // Whoever has logged it by himself says under which number.
      const { reference } = details;
      return { code, status, reason, message, details, ...(typeof reference === 'string' && { reference }) };
    }
    const reference = Buffer.from(runtime.ids.bytes(6)).toString('hex');
    runtime.log.error({ err: error, reference, route: name }, 'A request failed');
    const { status, reason } = new IwtError('internal', '');
    const message = 'Something went wrong here. The reference number finds it in the log.';
    return { code: 'internal', status, reason, message, reference };
  }

  return {
    protocol(error, { name, root }, head) {
      const { code, reason, reference, details } = understand(error, name);
      const params = reference === undefined ? details : { reference };
      return { status: code === 'closing' ? 503 : 200, reply: failureReply(root, { reason, params }, head) };
    },
    api(error, name) {
      const failure = understand(error, name);
      const { code, status, message, reference, details } = failure;
      return { status, body: { error: { code, message, reference, details } }, headers: retryAfter(code, details) };
    },
    page(error, name, reader) {
      const failure = understand(error, name);
      return {
        status: failure.status,
        html: errorPage(failure, reader),
        headers: retryAfter(failure.code, failure.details),
      };
    },
    note(error, name) {
      understand(error, name);
    },
  };
}

/** When to come back, in seconds: the error says, or a restart takes about so long. */
function retryAfter(code: string, details?: Readonly<Record<string, unknown>>): Record<string, string> {
  const seconds = code === 'closing' ? 2 : details?.retryAfter;
  return typeof seconds === 'number' ? { 'Retry-After': String(seconds) } : {};
}
