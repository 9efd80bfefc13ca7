import type { Api, Seat } from './api.ts';
import { backoff } from './backoff.ts';
import type { Cancel, Ports } from './ports.ts';
import { type ChatAnswer, type ChatEvent, isUnknownSession, type Refusal, sameId } from './protocol.ts';
import { createPushed } from './pushed.ts';
import { recoverSession } from './recovery.ts';

/** `live`: what the server says arrives here. `offline`: the browser itself says that there is no network. */
export type Link = 'connecting' | 'live' | 'reconnecting' | 'offline';

export interface ConnectionEvents {
  /** New events, in order, each exactly once (typing states may repeat). `last`: number of the last one, −1: none. */
  events(events: readonly ChatEvent[], last: number): void;
  link(link: Link): void;
  /** The session goes on under another participantID or at another server. */
  moved(seat: Seat): void;
  /** No server knows the chat any more. */
  gone(): void;
}

export interface Connection {
  start(): void;
  /** Ends everything; no callback comes after it. */
  stop(): void;
  seat(): Seat;
  /** Something may have happened to the network or the page: look now instead of waiting. `sure`: whatever was open is dead. */
  wake(sure?: boolean): void;
  /** The browser lost its network. */
  lost(): void;
  /** A send was told that the session is unknown: find the chat again. */
  recover(): void;
  /** Asks the server what is missing and opens the stream anew. */
  restart(): void;
}

/** Until the server says otherwise (visitor-protocol section 6.0). */
const FIRST_POLL_WAIT = 2000;
const POLL_LIMITS = { least: 500, most: 30_000 };
/** Between servers of a switchover pair (section 13.3). */
const SWITCH_PAUSE = 2000;
const RETRY = { first: 1000, most: 15_000 };

/**
 * The incoming half of a chat. It prefers the stream; whenever that fails or falls silent it polls, which tells at once
 * whether the session still stands, and tries the stream again later. Everything is asked for by the last sequence number
 * it has, so that nothing is lost or doubled whichever way it comes.
 */
export function createConnection(
  ports: Ports,
  api: Api,
  begin: { readonly seat: Seat; readonly chatID: string; readonly last: number },
  on: ConnectionEvents,
): Connection {
  let seat = begin.seat;
  let last = begin.last;
  let link: Link = 'connecting';
  let running = false;
  let failures = 0;
  let pollWait = FIRST_POLL_WAIT;
  /** Answers to what was asked before this number changed are not for us any more. */
  let round = 0;
  let cancelTimer: Cancel = () => {};

  const pushed = createPushed(ports, {
    url: () => api.streamUrl(seat, last),
    received: (events) => receive(events, true),
    alive() {
      failures = 0;
      become('live');
    },
    failed: () => void poll(),
  });

  function become(next: Link): void {
    if (!running || link === next) return;
    link = next;
    on.link(link);
  }

  function receive(events: readonly ChatEvent[], fromStream: boolean): void {
    const fresh: ChatEvent[] = [];
    for (const event of events) {
      if (event.sequence <= last) continue;
      // A hole in a stream: what is missing comes by poll, and the rest with it.
      if (fromStream && event.type !== 'typing' && event.sequence > last + 1) {
        deliver(fresh);
        pushed.distrust();
        return;
      }
      if (event.type !== 'typing') last = event.sequence;
      fresh.push(event);
    }
    deliver(fresh);
  }

  function deliver(events: readonly ChatEvent[]): void {
    if (events.length > 0) on.events(events, last);
  }

  function later(ms: number, run: () => void): void {
    cancelTimer();
    cancelTimer = ports.clock.after(ms, run);
  }

  /** Drops whatever is going on, so that only what the caller starts next counts. */
  function reset(): void {
    round += 1;
    cancelTimer();
    pushed.close();
  }

  async function poll(): Promise<void> {
    if (!running) return;
    reset();
    const mine = round;
    const asked = seat;
    const reply = await api.poll(seat, last);
    if (!running) return;
    if (mine !== round) {
      // Overtaken, but a server that knows no `after` will not say it again; what came twice is dropped anyway.
      if (reply.ok && asked === seat) receive(reply.value.events, false);
      return;
    }
    if (reply.ok) return polled(reply.value);
    if (isUnknownSession(reply)) return recover();
    refused(reply);
  }

  function polled(answer: ChatAnswer): void {
    failures = 0;
    if (answer.pollWait) pollWait = Math.min(POLL_LIMITS.most, Math.max(POLL_LIMITS.least, answer.pollWait));
    become('live');
    receive(answer.events, false);
    if (!running) return;
    if (pushed.due()) pushed.open();
    else later(pollWait, poll);
  }

  function refused(refusal: Refusal): void {
    failures += 1;
    become(ports.online() ? 'reconnecting' : 'offline');
    // 502: this server's proxy finds nobody behind it. 503: it is the standby. Both say: the other one.
    const elsewhere = refusal.reason === 'error.http.502' || refusal.reason === 'error.http.503' || failures >= 2;
    if (api.servers > 1 && elsewhere && refusal.lost && ports.online()) later(SWITCH_PAUSE, recoverElsewhere);
    else later(backoff(failures, RETRY.first, RETRY.most, ports.random), poll);
  }

  function recoverElsewhere(): void {
    seat = { ...seat, server: (seat.server + 1) % api.servers };
    recover();
  }

  async function recover(): Promise<void> {
    if (!running) return;
    reset();
    become(ports.online() ? 'reconnecting' : 'offline');
    const mine = round;
    const found = await recoverSession(api, seat.server, begin.chatID);
    if (mine !== round || !running) return;
    if (found.kind === 'found') return recovered(found.server, found.answer);
    if (found.kind === 'gone') {
      on.gone();
      return;
    }
    failures += 1;
    seat = { ...seat, server: (seat.server + 1) % api.servers };
    later(backoff(failures, RETRY.first, RETRY.most, ports.random), recover);
  }

  function recovered(server: number, answer: ChatAnswer): void {
    const participantID = answer.participantID ?? seat.participantID;
    // Another participantID has a stream of its own, which counts from 0 again.
    if (!sameId(participantID, seat.participantID)) last = -1;
    seat = { server, participantID };
    on.moved(seat);
    // The states of all parties come again under numbers that were there before: harmless, and they use none up.
    deliver(answer.events.filter((event) => event.type === 'state' && event.sequence <= last));
    receive(
      answer.events.filter((event) => event.sequence > last),
      false,
    );
    if (running) poll();
  }

  function restart(): void {
    if (!running) return;
    pushed.retrySoon();
    poll();
  }

  return {
    start() {
      running = true;
      if (pushed.due()) pushed.open();
      else poll();
    },
    stop() {
      running = false;
      reset();
    },
    seat: () => seat,
    wake(sure = false) {
      if (running && (sure || !pushed.fresh())) restart();
    },
    lost() {
      become('offline');
      // What is still on its way here must not look like life; if there is a network after all, the poll says so.
      restart();
    },
    recover: () => void recover(),
    restart,
  };
}
