import type { Api, ChatSeat } from './api.ts';
import { backoff } from './backoff.ts';
import { createInbox } from './numbering.ts';
import type { Cancel, Ports } from './ports.ts';
import { type ChatAnswer, type ChatEvent, isServerAway, isUnknownSession, type Refusal, sameId } from './protocol.ts';
import { createPushed } from './pushed.ts';
import { recoverSession } from './recovery.ts';

/**
 * `live`: what the server says arrives here. `offline`: the browser itself says that there is no network. `refused`: the
 * server that answers does not know the chat; the one that may know it does not answer.
 */
export type Link = 'connecting' | 'live' | 'reconnecting' | 'offline' | 'refused';

export interface ConnectionEvents {
  /** New events, in order, each exactly once (typing states may repeat). `last`: number of the last one, −1: none. */
  events(events: readonly ChatEvent[], last: number): void;
  link(link: Link): void;
  /** The session goes on under another participantID or at another server. */
  moved(seat: ChatSeat): void;
  /** No server knows the chat any more. `failed`: a server failed before; otherwise it ended while nobody looked. */
  gone(failed: boolean): void;
}

export interface Connection {
  start(): void;
  /** Ends everything; no callback comes after it. */
  stop(): void;
  seat(): ChatSeat;
  /** Events that came with the answer to something else: a server of the original hands out each one only once. */
  heard(events: readonly ChatEvent[]): void;
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
  begin: { readonly seat: ChatSeat; readonly chatID: string; readonly last: number },
  on: ConnectionEvents,
): Connection {
  let { server, participantID } = begin.seat;
  const { resumable, offset } = begin.seat;
  const inbox = createInbox({ resumable, offset, last: begin.last });
  let link: Link = 'connecting';
  let running = false;
  let failures = 0;
  /** A server failed since the link was last live: then a refused reconnect is its fault. */
  let serverFailed = false;
  let pollWait = FIRST_POLL_WAIT;
  /** Answers to what was asked before this number changed are not for us any more. */
  let round = 0;
  let cancelTimer: Cancel = () => {};

  const pushed = createPushed(ports, {
    url: () => api.streamUrl(seat(), inbox.after()),
    received: (events) => receive(events, true),
    alive: lively,
    failed: () => void poll(),
  });

  function become(next: Link): void {
    if (!running || link === next) return;
    link = next;
    on.link(link);
  }

  function lively(): void {
    failures = 0;
    serverFailed = false;
    become('live');
  }

  function seat(): ChatSeat {
    const { resumable, offset } = inbox.numbers;
    return { server, participantID, resumable, offset };
  }

  function receive(events: readonly ChatEvent[], fromStream: boolean): void {
    const { fresh, hole } = inbox.take(events, fromStream);
    deliver(fresh);
    // What is missing comes by poll, and the rest with it.
    if (hole) pushed.distrust();
  }

  function deliver(events: readonly ChatEvent[]): void {
    if (events.length > 0) on.events(events, inbox.numbers.last);
  }

  const streams = (): boolean => inbox.numbers.resumable && pushed.due();

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
    const asked = participantID;
    const reply = await api.poll(seat(), inbox.after());
    if (!running) return;
    if (mine !== round) {
      // Overtaken, but a server that knows no `after` will not say it again; what came twice is dropped anyway.
      if (reply.ok && asked === participantID) receive(reply.value.events, false);
      return;
    }
    if (reply.ok) return polled(reply.value);
    if (isUnknownSession(reply)) return recover();
    refused(reply);
  }

  function polled(answer: ChatAnswer): void {
    if (answer.pollWait) pollWait = Math.min(POLL_LIMITS.most, Math.max(POLL_LIMITS.least, answer.pollWait));
    lively();
    receive(answer.events, false);
    if (!running) return;
    if (streams()) pushed.open();
    else later(pollWait, poll);
  }

  function refused(refusal: Refusal): void {
    failures += 1;
    serverFailed ||= isServerAway(refusal);
    away();
    // 502: this server's proxy finds nobody behind it. 503: it is the standby. Both say: the other one.
    const elsewhere = refusal.reason === 'error.http.502' || refusal.reason === 'error.http.503' || failures >= 2;
    const change = api.servers > 1 && elsewhere && refusal.lost && ports.online();
    // What a lost answer of the original held comes, if at all, after a reconnect (section 6.2).
    const again = refusal.lost && !inbox.numbers.resumable ? recover : poll;
    if (change) later(SWITCH_PAUSE, recoverElsewhere);
    else later(backoff(failures, RETRY.first, RETRY.most, ports.random), again);
  }

  function away(): void {
    become(ports.online() ? 'reconnecting' : 'offline');
  }

  function recoverElsewhere(): void {
    server = (server + 1) % api.servers;
    void recover();
  }

  async function recover(): Promise<void> {
    if (!running) return;
    reset();
    if (link !== 'refused') away();
    const mine = round;
    const found = await recoverSession(api.servers, server, async (at) => {
      const reply = await api.reconnect(at, begin.chatID);
      serverFailed ||= !reply.ok && isServerAway(reply);
      return reply;
    });
    if (!running) return;
    // Overtaken; but what a server that knows no `after` says with it, it will not say again.
    if (mine !== round && !(found.kind === 'found' && !found.answer.resumable)) return;
    if (found.kind === 'found') return recovered(found.server, found.answer);
    if (found.kind === 'gone') return on.gone(serverFailed);
    failures += 1;
    if (found.kind === 'refused') become('refused');
    server = (server + 1) % api.servers;
    later(backoff(failures, RETRY.first, RETRY.most, ports.random), recover);
  }

  function recovered(at: number, answer: ChatAnswer): void {
    const known = participantID;
    server = at;
    participantID = answer.participantID ?? known;
    // Another participantID has a stream of its own, which counts from 0 again; so may the original after any reconnect.
    if (!answer.resumable || !sameId(participantID, known)) inbox.renumber(answer.resumable);
    on.moved(seat());
    deliver(inbox.repeated(answer.events));
    receive(answer.events, false);
    if (running) void poll();
  }

  function restart(): void {
    if (!running) return;
    pushed.retrySoon();
    void poll();
  }

  return {
    start() {
      running = true;
      if (streams()) pushed.open();
      else void poll();
    },
    stop() {
      running = false;
      reset();
    },
    seat,
    heard(events) {
      // Ours says everything again to whoever asks by number, and a number must not be skipped.
      if (running && !inbox.numbers.resumable) receive(events, false);
    },
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
