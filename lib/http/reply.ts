import type { Cancel } from '../runtime/clock.ts';
import { type ChatHead, type Failed, failure, type ProtocolAnswer, print, type RootKey } from '../wire/answers.ts';
import type { ChatEvent } from '../wire/messages.ts';
import type { Format } from '../wire/negotiate.ts';
import type { Message } from '../wire/shape.ts';
import type { Settle } from './delivery.ts';
import type { Stream } from './sse.ts';

/** A request of the visitor protocol, as data. */
export interface ProtocolRequest<T = undefined> {
  /** The participantID at the end of the path; empty when the path has none. */
  readonly id: string;
  readonly body: T;
  /** Last sequence number the client says it has (`?after=` or `Last-Event-ID`); undefined when it does not say. */
  readonly after: number | undefined;
  readonly address: string;
  /** The `Accept-Language` header, empty when absent. */
  readonly language: string;
}

/** What an operation says, in whichever format the client reads. */
export interface Reply {
  print(format: Format): string;
  /** Told whether the reply reached the client; present when that matters. */
  readonly settle?: Settle | undefined;
}

export function reply(answer: ProtocolAnswer, settle?: Settle): Reply {
  return { print: (format) => print(answer, format), settle };
}

export function failureReply(root: RootKey, failed: Failed, head: ChatHead): Reply {
  return reply(failure(root, failed, head));
}

interface RowHead {
  readonly name: string;
  /** Starts with `/websvcs/`; `:id` stands for the participantID. */
  readonly path: string;
  /** Root key of its answers, failures included. */
  readonly root: RootKey;
}

/** Answers at once; `reads` is the message in its body. Bodies of rows without it are not looked at, unless as `text`. */
export interface OperationRow extends RowHead {
  readonly kind: 'operation';
  readonly method: 'get' | 'post';
  readonly reads: Message<unknown> | undefined;
  /** Whether the body is wanted as it came, be it a message or not; asked with every request. */
  readonly text?: () => boolean;
  readonly answer: (request: ProtocolRequest<never>) => Reply | Promise<Reply>;
}

/** The poll has a path of its own through the server, because it is nearly all of the traffic. */
export interface PollRow extends RowHead {
  readonly kind: 'poll';
  readonly method: 'get';
  readonly answer: PollAnswer;
}

/** Server-sent events. */
export interface StreamRow extends RowHead {
  readonly kind: 'stream';
  readonly method: 'get';
  readonly answer: (request: ProtocolRequest, stream: Stream) => Promise<Cancel>;
}

/** A file beside the protocol's answers: no API answer, so a browser shows it and what is unknown is 404. */
export interface FileRow extends RowHead {
  readonly kind: 'file';
  readonly method: 'get';
  /** By the last part of the path. A file never changes: another content has another name. */
  readonly answer: (name: string) => Promise<ServedFile | undefined>;
}

export interface ServedFile {
  readonly bytes: Uint8Array;
  /** Its content type. */
  readonly type: string;
}

export type ProtocolRow = OperationRow | PollRow | StreamRow | FileRow;

export type PollAnswer = (id: string, after: number | undefined) => Polled | Promise<Polled>;

export interface Polled {
  readonly events: readonly ChatEvent[];
  readonly settle?: Settle | undefined;
}

/** A row of the table, with the type of its body checked against its function. */
export function operation<T>(row: {
  readonly name: string;
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly root: RootKey;
  readonly reads?: Message<T>;
  readonly text?: () => boolean;
  readonly answer: (request: ProtocolRequest<T>) => Reply | Promise<Reply>;
}): OperationRow {
  return { ...row, kind: 'operation', reads: row.reads };
}
