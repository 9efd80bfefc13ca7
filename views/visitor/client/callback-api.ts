import { type Api, contextList, type Seat } from './api.ts';
import { type CallbackStatus, type CreatedCallback, readCreated, readStatus } from './callback-protocol.ts';
import { type Json, type Reply, text } from './protocol.ts';

export interface CallbackInput {
  readonly name: string;
  /** Empty: without an account. */
  readonly password: string;
  /** As typed; empty: answer by e-mail instead. */
  readonly telephone: string;
  readonly emailAddress: string | undefined;
  readonly subject: string;
  /** UTC milliseconds; undefined: as soon as possible. */
  readonly preferredAt: number | undefined;
  /** IANA name of the visitor's zone. */
  readonly timeZone: string;
  readonly target: string;
  readonly targetType: string;
  readonly language: string;
  readonly customInfo?: string | undefined;
  readonly attributes?: Readonly<Record<string, string>> | undefined;
  readonly routingContexts?: Readonly<Record<string, string>> | undefined;
}

/** The callback operations of the protocol (visitor-protocol section 9). */
export interface CallbackApi {
  create(server: number, input: CallbackInput): Promise<Reply<CreatedCallback>>;
  status(seat: Seat): Promise<Reply<CallbackStatus>>;
  cancel(seat: Seat): Promise<Reply<unknown>>;
  /** The participantID that goes with the number. */
  reconnect(server: number, callbackID: string): Promise<Reply<string>>;
}

export function createCallbackApi(api: Api): CallbackApi {
  async function read<T>(asked: Promise<Reply<Json>>, reader: (answer: Json) => T | undefined): Promise<Reply<T>> {
    const reply = await asked;
    if (!reply.ok) return reply;
    const value = reader(reply.value);
    return value === undefined ? { ok: false, reason: 'error.websvc', lost: true, params: {} } : { ok: true, value };
  }
  return {
    create: (server, input) => read(api.call(server, 'callback/create', 'callback', createBody(input)), readCreated),
    status: (seat) => read(api.call(seat.server, `callback/status/${seat.participantID}`, 'callback'), readStatus),
    cancel: (seat) => api.call(seat.server, `callback/disconnect/${seat.participantID}`, 'callback', null),
    reconnect: (server, callbackID) =>
      read(api.call(server, 'callback/reconnect', 'callback', { callbackID }), (answer) => text(answer.participantID)),
  };
}

/** `preferredTime`, `timeZone` and `emailAddress` are our server's own; others ignore them. */
function createBody(input: CallbackInput): unknown {
  const { preferredAt } = input;
  return {
    target: input.target,
    targettype: input.targetType,
    subject: input.subject,
    participant: { name: input.name, credentials: input.password, telephone: input.telephone || undefined },
    emailAddress: input.emailAddress,
    preferredTime: preferredAt === undefined ? undefined : new Date(preferredAt).toISOString(),
    timeZone: input.timeZone,
    customInfo: input.customInfo,
    attributes: input.attributes,
    routingContexts: contextList(input.routingContexts),
    language: input.language,
    clientToken: 'deprecated',
  };
}
