import type { Api, ChatSeat } from './api.ts';
import { createConnection, type Link } from './connection.ts';
import type { Identity, Kept, Memory } from './memory.ts';
import { createOutbox } from './outbox.ts';
import type { Cancel, Ports } from './ports.ts';
import type { ChatEvent } from './protocol.ts';
import {
  acknowledge,
  addOwn,
  agentsOf,
  applyEvent,
  type Entry,
  isKnown,
  isSaid,
  removeEntry,
  setDelivery,
  setPhoto,
  type Transcript,
  TYPING_LASTS,
  unsaid,
} from './transcript.ts';
import { createTypingSignal } from './typing.ts';

/** Why the chat is over: left by the visitor, ended by the other side, no server knows it any more, or a server failed and lost it. */
export type End = 'left' | 'ended' | 'gone' | 'failed';

export interface View {
  readonly identity: Identity;
  readonly transcript: Transcript;
  readonly link: Link;
  readonly end: End | undefined;
}

export interface Session {
  view(): View;
  subscribe(listener: (view: View) => void): Cancel;
  /** Called with lines of others that came while the page was open, and with the end of the chat. */
  onArrival(listener: (entries: readonly Entry[], end: End | undefined) => void): Cancel;
  /** False: there was nothing to send, or nobody to send it to. */
  send(text: string): boolean;
  retry(id: string): void;
  /** Takes a refused message away. */
  discard(id: string): void;
  typed(empty: boolean): void;
  draft(): string;
  /** Everything that was written and no server has, with the draft. */
  unsaid(): string;
  setDraft(text: string): void;
  /** Undefined: left. Otherwise the reason why not. */
  exit(): Promise<string | undefined>;
  wake(sure?: boolean): void;
  lost(): void;
  /** Ends all work; the chat itself goes on and can be taken up again. */
  close(): void;
  /** Forgets the chat in this browser. */
  forget(): void;
}

/** An accepted message that the server does not repeat within this time was heard by a server that cannot reach us. */
const ECHO_WITHIN = 5000;

/**
 * A running chat: what is known of it, what goes out, what comes in, all of it remembered so that it survives a reload.
 * `photos`: ask the server for the photos of agents.
 */
export function openSession(ports: Ports, api: Api, memory: Memory, kept: Kept, photos: boolean): Session {
  let { identity, transcript, last } = kept;
  let link: Link = 'connecting';
  let end: End | undefined = transcript.over ? 'ended' : undefined;
  let closed = false;
  let leaving = false;
  let left: string | undefined;
  const listeners = new Set<(view: View) => void>();
  const arrivals = new Set<(entries: readonly Entry[], end: End | undefined) => void>();
  const echoes = new Map<string, Cancel>();
  const asked = new Set<string>();
  let view: View = { identity, transcript, link, end };

  const { clock } = ports;
  const connection = createConnection(
    ports,
    api,
    { seat: identity, chatID: identity.chatID, last },
    {
      events: applyAll,
      link(next) {
        link = next;
        if (link === 'live') outbox.flush();
        changed();
      },
      moved,
      gone: (failed) => finish(failed ? 'failed' : 'gone'),
    },
  );
  const outbox = createOutbox(ports, {
    repeatable: () => connection.seat().resumable,
    live: () => link === 'live',
    send: (message) => api.send(connection.seat(), message.text, message.id),
    sending: (id) => update(setDelivery(transcript, id, 'sending')),
    waiting: (id) => update(setDelivery(transcript, id, 'waiting')),
    accepted(id, answer) {
      connection.heard(answer.events);
      const { resumable, offset } = connection.seat();
      const { sequence } = answer;
      if (resumable && sequence !== undefined) transcript = acknowledge(transcript, id, sequence + offset);
      record(setDelivery(transcript, id, 'sent'));
      memory.removeUnsent(identity.chatID, id);
      if (link === 'live') awaitEcho(id);
      // What we say arrives, so what is said to us can: no need to wait for the next try.
      else connection.wake(true);
    },
    refused(id, reason) {
      const entry = transcript.entries.find((other) => other.id === id);
      if (entry) memory.addUnsent(identity.chatID, { id, text: entry.value, at: entry.at, reason });
      update(setDelivery(transcript, id, 'failed', reason));
    },
    sessionUnknown: () => connection.recover(),
  });
  const typing = createTypingSignal(clock, (state) => {
    if (link !== 'live' || end) return;
    void api.typing(connection.seat(), state).then((reply) => reply.ok && connection.heard(reply.value.events));
  });

  function changed(): void {
    view = { identity, transcript, link, end };
    for (const listener of listeners) listener(view);
  }

  function update(next: Transcript): void {
    transcript = next;
    if (!closed) changed();
  }

  /** As update, and remembers it. Unsent messages have a memory of their own. */
  function record(next: Transcript): void {
    transcript = next;
    if (closed) return;
    memory.keep({ identity, last, transcript: { ...transcript, entries: transcript.entries.filter(isKnown) } });
    changed();
  }

  function applyAll(events: readonly ChatEvent[], reached: number): void {
    const before = new Set(transcript.entries.map((entry) => entry.id));
    const now = clock.now();
    last = reached;
    let next = transcript;
    for (const event of events) next = applyEvent(next, event, now);
    for (const entry of next.entries) {
      if (!entry.mine || entry.sequence === undefined) continue;
      echoes.get(entry.id)?.();
      if (echoes.delete(entry.id) || before.has(entry.id)) outbox.settle(entry.id);
      memory.removeUnsent(identity.chatID, entry.id);
    }
    if (events.every((event) => event.type === 'typing')) update(next);
    else record(next);
    if (events.some((event) => event.type === 'typing')) clock.after(TYPING_LASTS, () => closed || changed());
    if (next.over) finish(leaving ? 'left' : 'ended');
    const fresh = next.entries.filter((entry) => !before.has(entry.id) && !entry.mine);
    if (fresh.length > 0) for (const listener of arrivals) listener(fresh, undefined);
    askPhotos();
  }

  function moved(seat: ChatSeat): void {
    identity = { ...identity, ...seat };
    record({ ...transcript, me: seat.participantID });
  }

  function awaitEcho(id: string): void {
    if (transcript.entries.some((entry) => entry.id === id && entry.sequence !== undefined)) return;
    echoes.get(id)?.();
    echoes.set(
      id,
      clock.after(ECHO_WITHIN, () => void (echoes.delete(id) && connection.restart())),
    );
  }

  function askPhotos(): void {
    for (const { id, photo } of photos && !end ? agentsOf(transcript) : []) {
      if (photo !== undefined || asked.has(id)) continue;
      asked.add(id);
      void api.photo(connection.seat(), id).then((found) => {
        if (found !== undefined && !closed) record(setPhoto(transcript, id, found));
      });
    }
  }

  const stillToSay = () => [...unsaid(transcript), memory.draft(identity.chatID)].filter(Boolean).join('\n');

  function finish(reason: End): void {
    if (end) return;
    end = reason;
    // What is over is forgotten, the draft with it.
    left = stillToSay();
    stopWork();
    for (const entry of transcript.entries) {
      if (!isSaid(entry) && entry.delivery !== 'sent') {
        transcript = setDelivery(transcript, entry.id, 'failed', 'error.websvc.unknownEntity.session');
      }
    }
    record({ ...transcript, over: true });
    for (const listener of arrivals) listener([], end);
  }

  function stopWork(): void {
    connection.stop();
    outbox.stop();
    typing.stop();
    for (const cancel of echoes.values()) cancel();
  }

  function begin(): void {
    let tried = false;
    for (const { id, text, at, reason } of memory.unsent(identity.chatID)) {
      if (transcript.entries.some((entry) => entry.id === id)) {
        memory.removeUnsent(identity.chatID, id);
        continue;
      }
      transcript = addOwn(transcript, id, text, at);
      if (reason !== undefined) transcript = setDelivery(transcript, id, 'failed', reason);
      else outbox.add({ id, text }, !tried);
      // They go out one after the other, so only the first may have been on its way.
      tried ||= reason === undefined;
    }
    record(transcript);
    connection.start();
    connection.heard(kept.events ?? []);
    askPhotos();
  }

  if (!end) begin();
  else changed();

  return {
    view: () => view,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    onArrival(listener) {
      arrivals.add(listener);
      return () => void arrivals.delete(listener);
    },
    send(text) {
      if (end || text.trim() === '') return false;
      const id = ports.guid();
      const at = clock.now();
      memory.addUnsent(identity.chatID, { id, text, at });
      typing.sent();
      update(addOwn(transcript, id, text, at));
      outbox.add({ id, text });
      return true;
    },
    retry(id) {
      const entry = transcript.entries.find((other) => other.id === id && other.sequence === undefined);
      if (!entry || end) return;
      if (entry.delivery === 'failed') {
        memory.addUnsent(identity.chatID, { id, text: entry.value, at: entry.at });
        update(setDelivery(transcript, id, 'sending'));
        outbox.add({ id, text: entry.value });
      }
      outbox.flush();
      if (link !== 'live') connection.wake(true);
    },
    discard(id) {
      const entry = transcript.entries.find((other) => other.id === id);
      if (entry?.delivery !== 'failed') return;
      memory.removeUnsent(identity.chatID, id);
      update(removeEntry(transcript, id));
    },
    typed: (empty) => typing.key(empty),
    draft: () => memory.draft(identity.chatID),
    unsaid: () => left ?? stillToSay(),
    setDraft: (text) => memory.setDraft(identity.chatID, text),
    async exit() {
      leaving = true;
      const reply = await api.exit(connection.seat());
      const unknown = !reply.ok && reply.reason === 'error.websvc.unknownEntity.session';
      leaving = false;
      if (!reply.ok && !unknown) return end ? undefined : reply.reason;
      finish('left');
      return undefined;
    },
    wake: (sure) => connection.wake(sure),
    lost: () => connection.lost(),
    close() {
      closed = true;
      stopWork();
    },
    forget() {
      closed = true;
      stopWork();
      memory.forget(identity.chatID);
    },
  };
}
