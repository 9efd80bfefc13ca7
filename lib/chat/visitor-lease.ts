import type { Bus } from '../cluster/bus.ts';
import type { Cancel } from '../runtime/clock.ts';
import { guid } from '../runtime/ids.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { END_GRACE_MS, isOver, type Session, type Sessions } from './sessions.ts';
import type { SharedLeases } from './shared-leases.ts';
import type { ChatStore, Place } from './store.ts';
import type { Streams } from './streams.ts';

/** A visitor who neither polls nor has a stream open for this long is gone. Browsers poll once a minute in the background. */
export const VISITOR_GONE_MS = 5 * 60_000;
/** All sessions are looked through in this time, a part at each tick, so that no tick lasts long. */
const ROUND_MS = 5_000;
const TICK_MS = 250;
const TICKS = ROUND_MS / TICK_MS;
/** Ticks further apart than this mean that the machine slept or its clock was set: nobody could come by meanwhile. */
const LAPSE_MS = 30_000;
/** How long other nodes have to say that the visitor comes by there. */
const ASK_MS = 2_000;
/** Visitors declared gone at one tick; the others wait for the next round. */
const MAX_GONE = 50;
/** Open chats read in one round, in search of those whose visitors have not come by since this process started. */
const WALK = 500;
const TOPIC = 'chat.visitor';

export interface VisitorLease {
  start(): void;
  close(): void;
}

export interface LeaseParts {
  readonly bus: Bus;
  readonly sessions: Sessions;
  readonly streams: Pick<Streams, 'endAll'>;
  readonly store: Pick<ChatStore, 'openChats'>;
  readonly shared: SharedLeases;
  readonly runtime: Runtime;
  readonly goneAfter: number;
  /** True while somebody else ends the chats of visitors who are gone. */
  readonly resting?: (() => boolean) | undefined;
  /** Ends the chat because its visitor is gone. */
  readonly gone: (interaction: string) => Promise<void>;
}

/** Asks who has heard of these chats' visitors lately, and answers. */
type Message =
  | { readonly ask: string; readonly interactions: readonly string[] }
  | { readonly to: string; readonly interactions: readonly string[] };

/**
 * Finds the visitors who went without a word. A visitor may be known here, on another node, or nowhere since a restart;
 * the last get a fresh lease when they are found. Before a chat is ended all nodes are asked, on the bus and, for those
 * that a bus does not reach, in the database.
 */
export function createVisitorLease(parts: LeaseParts): VisitorLease {
  const { bus, sessions, streams, store, shared, runtime, goneAfter, gone } = parts;
  const { clock, log } = runtime;
  const resting = parts.resting ?? (() => false);
  const node = guid(runtime.ids);
  /** Open chats without a session here, and since when they are waited for. */
  const absent = new Map<string, number>();
  const asked = new Set<string>();
  const sessionRound = createRound(() => sessions.all());
  const absentRound = createRound(() => absent);
  let ticks = 0;
  let ticked = clock.now();
  let place: Place | undefined;
  let stop: Cancel | undefined;
  let walking = false;
  let closed = false;

  function tick(): void {
    const now = clock.now();
    const lapse = now - ticked - TICK_MS;
    ticked = now;
    if (Math.abs(lapse) > LAPSE_MS) excuse(lapse);
    const missing: string[] = [];
    sessionRound.next(sessions.size(), (session) => visit(session, now, missing));
    absentRound.next(absent.size, ([interaction, since]) => visitAbsent(interaction, since, now, missing));
    shared.flush();
    if (missing.length > 0) ask(missing);
    if (ticks++ % TICKS === 0 && !walking) void walk(now);
    stop = clock.after(TICK_MS, tick);
  }

  /** Time that did not pass for anybody counts for nobody. */
  function excuse(lapse: number): void {
    for (const session of sessions.all()) session.seen += lapse;
    for (const [interaction, since] of absent) absent.set(interaction, since + lapse);
  }

  function visit(session: Session, now: number, missing: string[]): void {
    sessions.tidy(session);
    if (session.endedAt === null) {
      const away = session.streams === null && now - session.seen >= goneAfter && !resting();
      if (away) report(session.interaction, missing);
      else shared.renew(session, now);
      return;
    }
    shared.release(session);
    if (isOver(session, now)) streams.endAll(session);
    // Whoever still comes for the end of this chat finds it in the database.
    const idle = session.streams === null && now - Math.max(session.seen, session.endedAt) >= END_GRACE_MS;
    const written = session.saved === session.delivered;
    if (written && (idle || isOver(session, now))) sessions.drop(session);
  }

  function visitAbsent(interaction: string, since: number, now: number, missing: string[]): void {
    if (sessions.ofInteraction(interaction)) absent.delete(interaction);
    else if (now - since >= goneAfter && !resting()) report(interaction, missing);
  }

  function report(interaction: string, missing: string[]): void {
    if (missing.length < MAX_GONE && !asked.has(interaction)) missing.push(interaction);
  }

  function ask(interactions: readonly string[]): void {
    for (const interaction of interactions) asked.add(interaction);
    bus.publish(TOPIC, { ask: node, interactions } satisfies Message);
    clock.after(ASK_MS, () => void decide(interactions.filter((interaction) => asked.has(interaction))));
  }

  /** Nobody has answered on the bus. */
  async function decide(interactions: readonly string[]): Promise<void> {
    if (interactions.length === 0) return;
    try {
      const leases = await shared.untilOf(interactions);
      for (const interaction of interactions) {
        const until = leases.get(interaction) ?? 0;
        if (until > clock.now()) elsewhere(interaction, until - goneAfter);
        else if (asked.delete(interaction)) end(interaction);
      }
    } catch (error) {
      log.warn({ err: error }, 'whether visitors are gone could not be looked up and is tried again');
      for (const interaction of interactions) asked.delete(interaction);
    }
  }

  function end(interaction: string): void {
    const session = sessions.ofInteraction(interaction);
    // Came back while the others were asked.
    if (closed || resting() || (session && isHere(interaction))) return;
    absent.delete(interaction);
    gone(interaction).catch((error) => {
      log.warn({ err: error, interaction }, 'a chat whose visitor is gone could not be ended and is tried again');
      if (!sessions.ofInteraction(interaction)) absent.set(interaction, clock.now() - goneAfter);
    });
  }

  function hear(message: unknown, own: boolean): void {
    const { ask: asker, to, interactions } = message as { ask?: string; to?: string; interactions: readonly string[] };
    if (asker !== undefined && !own) {
      const here = interactions.filter(isHere);
      if (here.length > 0) bus.publish(TOPIC, { to: asker, interactions: here } satisfies Message);
    } else if (to === node) {
      for (const interaction of interactions) elsewhere(interaction, clock.now());
    }
  }

  function isHere(interaction: string): boolean {
    const session = sessions.ofInteraction(interaction);
    return session !== undefined && (session.streams !== null || clock.now() - session.seen < goneAfter);
  }

  /** Another node has the visitor: what this node remembers about him is old, but the chat stays in sight. */
  function elsewhere(interaction: string, seen: number): void {
    if (!asked.delete(interaction)) return;
    const session = sessions.ofInteraction(interaction);
    // Came back while the others were asked.
    if (session && isHere(interaction)) return;
    if (session) sessions.drop(session);
    absent.set(interaction, seen);
  }

  async function walk(now: number): Promise<void> {
    walking = true;
    try {
      const { ids, next } = await store.openChats(place, WALK);
      place = next;
      for (const id of ids) if (!absent.has(id) && !sessions.ofInteraction(id)) absent.set(id, now);
    } catch (error) {
      log.warn({ err: error }, 'the open chats could not be read');
    } finally {
      walking = false;
    }
  }

  const unsubscribe = bus.subscribe(TOPIC, hear);

  return {
    start() {
      ticked = clock.now();
      stop ??= clock.after(TICK_MS, tick);
    },
    close() {
      closed = true;
      stop?.();
      unsubscribe();
    },
  };
}

/** Goes round a map for ever, a part of it at a time; what comes and goes meanwhile does not disturb it. */
function createRound<T>(all: () => Iterable<T>) {
  let place: Iterator<T> | undefined;
  return {
    /** The next part of `size`, such that a round takes all ticks. */
    next(size: number, visit: (one: T) => void): void {
      for (let left = Math.ceil(size / TICKS); left > 0; left--) {
        place ??= all()[Symbol.iterator]();
        const { done, value } = place.next();
        if (done) place = undefined;
        else visit(value);
      }
    },
  };
}
