import type { Api, Seat } from './api.ts';
import { createConnection, type Link } from './connection.ts';
import type { Identity, Kept, Memory } from './memory.ts';
import { createOutbox } from './outbox.ts';
import type { Cancel, Ports } from './ports.ts';
import { type ChatEvent, sameId } from './protocol.ts';
import {
  acknowledge,
  addOwn,
  agentsOf,
  applyEvent,
  type Entry,
  emptyTranscript,
  removeEntry,
  setDelivery,
  setPhoto,
  type Transcript,
  TYPING_LASTS,
} from './transcript.ts';
import { createTypingSignal } from './typing.ts';

/** Why the chat is over: left by the visitor, ended by the other side, or no server knows it any more. */
export type End = 'left' | 'ended' | 'gone';

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

/** Nobody stays on `fresh` for long: the server writes the first events at once. */
export function newChat(identity: Identity): Kept {
  return { identity, last: -1, transcript: emptyTranscript(identity.participantID) };
}

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
  const listeners = new Set<(view: View) => void>();
  const arrivals = new Set<(entries: readonly Entry[], end: End | undefined) => void>();
  const echoes = new Map<string, Cancel>();
  const asked = new Set<string>();
  let view: View = { identity, transcript, link, end };

  const { clock } = ports;
  const connection = createConnection(
    ports,
    api,
    { seat: { server: identity.server, participantID: identity.participantID }, chatID: identity.chatID, last },
    {
      events: applyAll,
      link(next) {
        link = next;
        if (link === 'live') outbox.flush();
        changed();
      },
      moved,
      gone: () => finish('gone'),
    },
  );
  const outbox = createOutbox(ports, {
    send: (message) => api.send(connection.seat(), message.text, message.id),
    sending: (id) => update(setDelivery(transcript, id, 'sending')),
    waiting: (id) => update(setDelivery(transcript, id, 'waiting')),
    accepted(id, answer) {
      if (answer.sequence !== undefined) transcript = acknowledge(transcript, id, answer.sequence);
      update(setDelivery(transcript, id, 'sent'));
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
    if (link === 'live' && !end) void api.typing(connection.seat(), state);
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
    memory.keep({ identity, last, transcript: { ...transcript, entries: transcript.entries.filter(isSaid) } });
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

  function moved(seat: Seat): void {
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

  function finish(reason: End): void {
    if (end) return;
    end = reason;
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
    for (const { id, text, at, reason } of memory.unsent(identity.chatID)) {
      if (transcript.entries.some((entry) => entry.id === id)) {
        memory.removeUnsent(identity.chatID, id);
        continue;
      }
      transcript = addOwn(transcript, id, text, at);
      if (reason !== undefined) transcript = setDelivery(transcript, id, 'failed', reason);
      else outbox.add({ id, text });
    }
    record(transcript);
    connection.start();
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

/** Lines that the server has; own messages it has not repeated are kept as unsent ones instead. */
function isSaid(entry: Entry): boolean {
  return entry.sequence !== undefined;
}

/** Whether the chat of this view waits for somebody to take it. */
export function isWaiting({ transcript, end }: View): boolean {
  return !end && agentsOf(transcript).length === 0;
}

/** The visitor's own name as the server has it. */
export function ownName({ transcript }: View): string {
  return transcript.participants.find(({ id }) => sameId(id, transcript.me))?.name ?? '';
}
