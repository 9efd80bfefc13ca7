import type { Store } from './ports.ts';
import { type ChatEvent, parseJson } from './protocol.ts';
import { emptyTranscript, type Transcript } from './transcript.ts';

/** What finds a chat again after a reload. It opens the chat, so it is forgotten as soon as the chat is over. */
export interface Identity {
  readonly chatID: string;
  readonly participantID: string;
  readonly server: number;
  /** See `Numbers`. */
  readonly resumable: boolean;
  readonly offset: number;
  /** UTC milliseconds. */
  readonly startedAt: number;
  /** Queue or user the chat was started with. */
  readonly target: string;
  readonly targetType: string;
}

export interface Kept {
  readonly identity: Identity;
  /** Last sequence number that `transcript` holds; −1: none. */
  readonly last: number;
  readonly transcript: Transcript;
  /** Events that came with the start of the chat; never stored. */
  readonly events?: readonly ChatEvent[];
}

export interface Unsent {
  readonly id: string;
  readonly text: string;
  readonly at: number;
  /** Set when the server refused it. */
  readonly reason?: string | undefined;
}

/** A chat that has just begun. A server of the original may say the first things in its answer to the start. */
export function newChat(identity: Identity, events: readonly ChatEvent[] = []): Kept {
  return { identity, last: -1, transcript: emptyTranscript(identity.participantID), events };
}

/** A chat that nobody came back to for so long is of no use any more. */
const FORGET_AFTER = 24 * 60 * 60 * 1000;

/**
 * What the browser remembers of chats, below `prefix`. A chat lies in the storage all tabs share, so that it survives a
 * crash and a second tab shows it too; each tab knows by itself which one is its own, so that two chats in two tabs do not
 * overwrite each other. Unsent messages have a key each: tabs only ever write their own. A chat that is over stays readable
 * in its tab, and nowhere else.
 */
export interface Memory {
  /** The chat of this tab, otherwise the latest one. */
  find(now: number): Kept | undefined;
  keep(kept: Kept): void;
  forget(chatID: string): void;
  unsent(chatID: string): readonly Unsent[];
  addUnsent(chatID: string, message: Unsent): void;
  removeUnsent(chatID: string, id: string): void;
  draft(chatID: string): string;
  setDraft(chatID: string, text: string): void;
  /** What stands in a field of the forms, for a reload in between. Not for passwords. */
  typed(field: string): string;
  setTyped(field: string, value: string): void;
  /** A preference of this visitor, such as "press Enter to send". */
  preference(name: string): string | undefined;
  setPreference(name: string, value: string): void;
}

export function createMemory(prefix: string, local: Store, tab: Store): Memory {
  const chatKey = (chatID: string): string => `${prefix}chat.${chatID}`;
  const unsentKey = (chatID: string, id: string): string => `${prefix}unsent.${chatID}.${id}`;
  const draftKey = (chatID: string): string => `${prefix}draft.${chatID}`;
  const current = `${prefix}current`;

  function forget(chatID: string): void {
    for (const key of [chatKey(chatID), draftKey(chatID), ...local.keys(unsentKey(chatID, ''))]) local.remove(key);
    for (const key of [chatKey(chatID), draftKey(chatID)]) tab.remove(key);
    for (const store of [tab, local]) if (store.get(current) === chatID) store.remove(current);
  }

  function read(chatID: string | undefined, now: number): Kept | undefined {
    const kept = chatID === undefined ? undefined : readKept(tab.get(chatKey(chatID)) ?? local.get(chatKey(chatID)));
    if (!kept || kept.identity.chatID !== chatID) return undefined;
    return now - kept.savedAt < FORGET_AFTER ? kept : undefined;
  }

  return {
    find(now) {
      // Chats whose tab never came back would lie about for good otherwise.
      for (const key of local.keys(`${prefix}chat.`)) {
        const chatID = key.slice(`${prefix}chat.`.length);
        if (!read(chatID, now)) forget(chatID);
      }
      return read(tab.get(current), now) ?? read(local.get(current), now);
    },
    keep(kept) {
      const { chatID } = kept.identity;
      const { over } = kept.transcript;
      if (over) forget(chatID);
      for (const store of over ? [tab] : [tab, local]) store.set(current, chatID);
      (over ? tab : local).set(chatKey(chatID), JSON.stringify({ v: 1, savedAt: lastTime(kept), ...kept }));
    },
    forget,
    unsent(chatID) {
      const found = local.keys(unsentKey(chatID, '')).map((key) => parseJson(local.get(key) ?? ''));
      return found.filter(isUnsent).sort((a, b) => a.at - b.at);
    },
    addUnsent: (chatID, message) => local.set(unsentKey(chatID, message.id), JSON.stringify(message)),
    removeUnsent: (chatID, id) => local.remove(unsentKey(chatID, id)),
    draft: (chatID) => tab.get(draftKey(chatID)) ?? local.get(draftKey(chatID)) ?? '',
    setDraft(chatID, text) {
      for (const store of [tab, local]) {
        if (text === '') store.remove(draftKey(chatID));
        else store.set(draftKey(chatID), text);
      }
    },
    typed: (field) => tab.get(`${prefix}typed.${field}`) ?? '',
    setTyped(field, value) {
      if (value === '') tab.remove(`${prefix}typed.${field}`);
      else tab.set(`${prefix}typed.${field}`, value);
    },
    preference: (name) => local.get(`${prefix}preference.${name}`),
    setPreference: (name, value) => local.set(`${prefix}preference.${name}`, value),
  };
}

function lastTime(kept: Kept): number {
  return Math.max(kept.identity.startedAt, ...kept.transcript.entries.slice(-1).map((entry) => entry.at));
}

function isUnsent(value: unknown): value is Unsent {
  const { id, text, at } = (value ?? {}) as Partial<Record<string, unknown>>;
  return typeof id === 'string' && typeof text === 'string' && typeof at === 'number';
}

/** Stored by this page, but perhaps by another version of it, and anybody can edit a browser's storage. */
function readKept(stored: string | undefined): (Kept & { readonly savedAt: number }) | undefined {
  const value = parseJson(stored ?? '') as (Kept & { v: number; savedAt: number }) | undefined | null;
  const identity = value?.identity;
  if (value?.v !== 1 || typeof value.savedAt !== 'number' || !Number.isSafeInteger(value.last)) return undefined;
  if (typeof identity?.chatID !== 'string' || typeof identity.participantID !== 'string') return undefined;
  if (!Number.isSafeInteger(identity.server)) return undefined;
  if (typeof identity.resumable !== 'boolean' || !Number.isSafeInteger(identity.offset)) return undefined;
  if (typeof identity.target !== 'string' || typeof identity.targetType !== 'string') return undefined;
  const { transcript } = value;
  const whole = Array.isArray(transcript?.entries) && Array.isArray(transcript.participants);
  // Without its lines the chat still goes on: from the first event again.
  return whole ? value : { ...value, last: -1, transcript: emptyTranscript(identity.participantID) };
}
