import { z } from 'zod';
import * as limits from './limits.ts';

/**
 * What clients send, one schema per message (visitor-protocol section 22, "accept"). Keys are matched in any letter case
 * and null counts as absent (`shape.ts`); keys that no schema names are ignored.
 */

/** The database and the streams hold well-formed Unicode only. */
const text = (most: number) => z.string().max(most).transform(wellFormed);
const optional = (most: number) => text(most).optional();
/** Text that must be there; blank counts as absent. */
const required = (most: number) => z.string().max(most).regex(/\S/).transform(wellFormed);
/** Something the server can do without: what does not fit is taken as absent, never refused. */
const hint = (most: number) => text(most).optional().catch(undefined);

/** A name is one line: control characters become spaces. */
const name = (most: number) => z.string().max(most).transform(oneLine).optional();

const visitor = z.object({
  name: name(limits.MAX_NAME),
  participantName: name(limits.MAX_NAME),
  username: name(limits.MAX_NAME),
  credentials: optional(limits.MAX_PASSWORD),
  password: optional(limits.MAX_PASSWORD),
  telephone: hint(255),
});

const routingContext = z.object({
  category: text(limits.MAX_ROUTING_CONTEXT),
  context: text(limits.MAX_ROUTING_CONTEXT),
});

const attributes = z
  .record(z.string().max(limits.MAX_ATTRIBUTE_NAME), text(limits.MAX_ATTRIBUTE_VALUE))
  .refine((record) => Object.keys(record).length <= limits.MAX_ATTRIBUTES, 'has too many entries');

const common = {
  target: required(limits.MAX_TARGET),
  targetType: optional(limits.MAX_ID),
  participant: visitor,
  customInfo: optional(limits.MAX_CUSTOM_INFO),
  attributes: attributes.optional(),
  routingContexts: z.array(routingContext).max(limits.MAX_ROUTING_CONTEXTS).optional(),
  language: hint(limits.MAX_LANGUAGE),
};

export const chatStart = z.object({
  ...common,
  supportedContentTypes: hint(255),
  transcriptRequired: z.boolean().optional().catch(undefined),
  emailAddress: hint(255),
});

export const chatReconnect = z.object({ chatID: required(limits.MAX_ID) });

export const sendMessage = z.object({
  message: required(limits.MAX_MESSAGE),
  contentType: hint(255),
  clientMessageId: optional(limits.MAX_CLIENT_MESSAGE_ID),
});

export const setTypingState = z.object({ typingIndicator: z.boolean() });

export const partyInfo = z.object({ participantID: required(limits.MAX_ID) });

export const queueQuery = z.object({
  queueName: required(limits.MAX_TARGET),
  queueType: optional(limits.MAX_ID),
  participant: visitor.optional(),
});

/** The fields themselves are the visitors' room's to check; more keys than these have no column. */
export const register = z.object({ contact: z.record(z.string().max(100), z.string().max(limits.MAX_CUSTOM_INFO)) });

/** Text that means nothing when it is blank; forms send all their fields. */
const given = (most: number) => text(most).transform(unlessBlank).optional();

/** `emailAddress`, `preferredTime` and `timeZone` are ours (docs/visitor-protocol.md). The telephone number is the room's to check. */
export const callbackCreate = z.object({
  ...common,
  participant: visitor.extend({ telephone: given(Number.POSITIVE_INFINITY) }),
  subject: given(limits.MAX_SUBJECT),
  emailAddress: given(limits.MAX_EMAIL),
  preferredTime: given(limits.MAX_TIME),
  timeZone: given(limits.MAX_TIME),
});

/** Whoever types the number in may make a JSON number of it. */
export const callbackReconnect = z.object({
  callbackID: z.union([required(limits.MAX_ID), z.number().transform(String)]),
});

export type ChatStart = z.output<typeof chatStart>;
export type ChatReconnect = z.output<typeof chatReconnect>;
export type SendMessage = z.output<typeof sendMessage>;
export type SetTypingState = z.output<typeof setTypingState>;
export type PartyInfoQuery = z.output<typeof partyInfo>;
export type QueueQuery = z.output<typeof queueQuery>;
export type Register = z.output<typeof register>;
export type CallbackCreate = z.output<typeof callbackCreate>;
export type CallbackReconnect = z.output<typeof callbackReconnect>;
export type Visitor = z.output<typeof visitor>;

/** The name a visitor goes by: clients disagree about the key (sections 6.1 and 8). Undefined when there is none. */
export function visitorName(participant: Visitor | undefined): string | undefined {
  return participant?.name || participant?.participantName || participant?.username || undefined;
}

/** The password, undefined for an anonymous visitor. */
export function visitorPassword(participant: Visitor | undefined): string | undefined {
  return participant?.credentials || participant?.password || undefined;
}

function unlessBlank(text: string): string | undefined {
  return text.trim() === '' ? undefined : text;
}

function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}

function oneLine(text: string): string {
  return wellFormed(text)
    .replace(/[\p{Control}\p{Line_Separator}\p{Paragraph_Separator}]+/gu, ' ')
    .trim();
}
