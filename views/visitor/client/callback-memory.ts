import type { CallbackEnd } from './callback-protocol.ts';
import type { Store } from './ports.ts';
import { parseJson, readTime } from './protocol.ts';

/** What finds a callback again after a reload. The participantID opens it, so it leaves this browser when it is over. */
export interface KeptCallback {
  /** The number that people read out. */
  readonly callbackID: string;
  readonly participantID: string;
  readonly server: number;
  /** UTC milliseconds. */
  readonly createdAt: number;
  readonly subject: string;
  /** As typed; empty: answered by e-mail. */
  readonly telephone: string;
  readonly email: string;
  /** UTC milliseconds; absent: as soon as possible. */
  readonly preferredAt?: number | undefined;
  /** How it ended. `gone`: no server knows it any more. */
  readonly over?: CallbackEnd | 'gone' | undefined;
}

/** Nobody waits longer for a call than this after it was due. */
const FORGET_AFTER = 7 * 24 * 60 * 60 * 1000;

/**
 * What the browser remembers of callbacks, below `prefix`, by the rules for chats: shared by all tabs while it runs, each
 * tab with its own, and left to its tab alone once it is over.
 */
export interface CallbackMemory {
  /** The callback of this tab, otherwise the latest one. */
  find(now: number): KeptCallback | undefined;
  keep(kept: KeptCallback): void;
  forget(callbackID: string): void;
}

export function createCallbackMemory(prefix: string, local: Store, tab: Store): CallbackMemory {
  const keyOf = (callbackID: string): string => `${prefix}callback.${callbackID}`;
  const current = `${prefix}callback-current`;

  function forget(callbackID: string): void {
    for (const store of [tab, local]) {
      store.remove(keyOf(callbackID));
      if (store.get(current) === callbackID) store.remove(current);
    }
  }

  function read(callbackID: string | undefined, now: number): KeptCallback | undefined {
    if (callbackID === undefined) return undefined;
    const kept = readKept(tab.get(keyOf(callbackID)) ?? local.get(keyOf(callbackID)));
    if (kept?.callbackID !== callbackID) return undefined;
    return now - Math.max(kept.createdAt, kept.preferredAt ?? 0) < FORGET_AFTER ? kept : undefined;
  }

  return {
    find(now) {
      for (const key of local.keys(keyOf(''))) {
        const callbackID = key.slice(keyOf('').length);
        if (!read(callbackID, now)) forget(callbackID);
      }
      return read(tab.get(current), now) ?? read(local.get(current), now);
    },
    keep(kept) {
      const { callbackID, over } = kept;
      if (over) forget(callbackID);
      for (const store of over ? [tab] : [tab, local]) store.set(current, callbackID);
      (over ? tab : local).set(keyOf(callbackID), JSON.stringify({ v: 1, ...kept }));
    },
    forget,
  };
}

/** Anybody can edit a browser's storage, and another version of this page may have written it. */
function readKept(stored: string | undefined): KeptCallback | undefined {
  const kept = parseJson(stored ?? '') as (KeptCallback & { v: number }) | undefined | null;
  if (kept?.v !== 1 || !Number.isSafeInteger(kept.server)) return undefined;
  const ats = [kept.createdAt, kept.preferredAt ?? kept.createdAt];
  if (ats.some((at) => typeof at !== 'number' || readTime(at) === undefined)) return undefined;
  const texts = [kept.callbackID, kept.participantID, kept.subject, kept.telephone, kept.email];
  return texts.every((value) => typeof value === 'string') ? kept : undefined;
}
