import { type ErrorCode, IwtError } from '../errors.ts';
import type { Interaction } from '../interactions/interaction.ts';
import * as limits from '../wire/limits.ts';

/**
 * May this caller do this now, and is what he sends sound? Nothing here changes anything. What is too long is refused,
 * never cut, so that nobody believes to have said what did not arrive.
 */

/** UTF-16 units of one text, from either side: four times what agents type in one go, and far below what clients choke on. */
export const MAX_TEXT = 8_000;
/** Prefix of a page's attributes (visitor-protocol section 6.1). */
const ATTRIBUTE_PREFIX = 'WebTools_';
/** The page's `customInfo` as an attribute of the interaction (handlers-and-site section 4.1). */
const CUSTOM_INFO = 'CUSTOM_INFO';

/** What a visitor asks for with chat/start (visitor-protocol section 6.1), already read from the wire. */
export interface StartInput {
  /** Workgroup or user; letter case does not matter. */
  readonly target: string;
  /** `Workgroup` (when absent) or `User`, in any letter case. */
  readonly targetType?: string | undefined;
  readonly name?: string | undefined;
  /** Null, empty or absent: an anonymous visitor. Otherwise `name` is a login name. */
  readonly password?: string | null | undefined;
  readonly customInfo?: string | undefined;
  /** Page attributes, not yet prefixed. Null values are left out. */
  readonly attributes?: Readonly<Record<string, string | null>> | undefined;
  /** Language tag of the visitor's page, e.g. `en-us`. */
  readonly language?: string | undefined;
  /** The visitor's network address. */
  readonly address?: string | undefined;
}

/** A start that is sound. */
export interface Start {
  readonly target: string;
  readonly targetType: string | undefined;
  /** Empty: the visitor gave none. */
  readonly name: string;
  /** Undefined: an anonymous visitor. */
  readonly password: string | undefined;
  readonly language: string | undefined;
  readonly attributes: Readonly<Record<string, string>>;
  readonly address: string | undefined;
}

/** The person who acts on the agent's side. */
export interface AgentActor {
  readonly id: string;
  readonly displayName: string;
  readonly role: 'agent' | 'supervisor' | 'administrator';
}

export function readStart(input: StartInput): Start {
  const target = within(input.target, limits.MAX_TARGET, 'target').trim();
  if (target === '') throw refuse('request.missing-data', 'A chat needs a target.', 'target');
  const name = oneLine(within(input.name ?? '', limits.MAX_NAME, 'name'));
  const password = within(input.password ?? '', limits.MAX_PASSWORD, 'credentials') || undefined;
  if (password && name === '') throw refuse('request.missing-data', 'Credentials need a name.', 'name');
  return {
    target,
    targetType: input.targetType,
    name,
    password,
    language: languageTag(input.language),
    attributes: readAttributes(input),
    // The column's width; an address from the network is never longer.
    address: input.address?.slice(0, 45),
  };
}

export interface Message {
  readonly text: string;
  readonly clientMessageId: string | undefined;
}

export function readMessage(text: string, clientMessageId: string | undefined): Message {
  within(text, MAX_TEXT, 'message');
  if (text.trim() === '') throw refuse('request.missing-data', 'A message needs a text.', 'message');
  const id = within(clientMessageId ?? '', limits.MAX_CLIENT_MESSAGE_ID, 'clientMessageId');
  return { text: wellFormed(text), clientMessageId: id === '' ? undefined : wellFormed(id) };
}

/** The last sequence number a client has; -1: none. */
export function readAfter(after: number): number {
  if (Number.isSafeInteger(after) && after >= -1) return after;
  throw refuse('request.invalid', 'after is a whole number from -1 on.', 'after');
}

/** A GUID as it opens a session; its letter case does not matter. */
export function readGuid(value: string): string {
  return within(value, limits.MAX_ID, 'id').trim().toLowerCase();
}

export function requireChat(state: Interaction | undefined): Interaction {
  if (state?.type === 'chat') return state;
  throw new IwtError('interaction.unknown', 'There is no such chat.');
}

/** Takes part: it alerts, is connected to or held by him; after the end: he was in it. */
export function requireOwn(state: Interaction, actor: AgentActor): void {
  if (!isOwn(state, actor)) throw new IwtError('forbidden', 'The chat belongs to somebody else.');
}

/** May end it: his own, or anybody's when he supervises. */
export function requireEnder(state: Interaction, actor: AgentActor): void {
  if (actor.role === 'agent') requireOwn(state, actor);
}

export function isOwn(state: Interaction, { id }: AgentActor): boolean {
  if (state.endedAt === null) return state.user === id;
  return state.parties.some((party) => party.user === id);
}

function readAttributes({ attributes = {}, customInfo }: StartInput): Record<string, string> {
  const entries = Object.entries(attributes).filter((entry): entry is [string, string] => entry[1] !== null);
  if (entries.length > limits.MAX_ATTRIBUTES) throw refuse('request.invalid', 'Too many attributes.', 'attributes');
  const result: Record<string, string> = {};
  for (const [name, value] of entries) {
    within(name, limits.MAX_ATTRIBUTE_NAME, 'attributes');
    result[ATTRIBUTE_PREFIX + oneLine(name)] = clean(within(value, limits.MAX_ATTRIBUTE_VALUE, 'attributes'));
  }
  const info = clean(within(customInfo ?? '', limits.MAX_CUSTOM_INFO, 'customInfo'));
  if (info !== '') result[CUSTOM_INFO] = info;
  return result;
}

/** A hint only: what is no language tag says nothing about the visitor's language. */
function languageTag(tag: string | undefined): string | undefined {
  const trimmed = tag?.trim().toLowerCase() ?? '';
  return trimmed.length <= limits.MAX_LANGUAGE && /^[a-z]{1,8}([-_][a-z0-9]{1,8})*$/.test(trimmed)
    ? trimmed
    : undefined;
}

function within(text: unknown, most: number, field: string): string {
  if (typeof text !== 'string') throw refuse('request.invalid', `${field} is not a text.`, field);
  if (text.length <= most) return text;
  throw refuse('request.invalid', `${field} has more than ${most} characters.`, field);
}

/** A name is one line. */
function oneLine(text: string): string {
  return wellFormed(text)
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim();
}

/** SQLite ends a text at NUL in places. */
function clean(text: string): string {
  return wellFormed(text).replaceAll('\0', '');
}

/** Half of a surrogate pair is no character, and does not survive the database. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}

function refuse(code: ErrorCode, message: string, field: string): IwtError {
  return new IwtError(code, message, { field });
}
