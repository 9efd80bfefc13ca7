import type { InteractionEvent } from '../interactions/events.ts';
import type { Interaction } from '../interactions/interaction.ts';
import type { Interactions } from '../interactions/interactions.ts';
import type { Cancel } from '../runtime/clock.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { ChatEvent } from '../wire/messages.ts';
import { acknowledge } from './delivery.ts';
import type { OpenStream, StreamSink } from './open-stream.ts';
import type { Session, Sessions } from './sessions.ts';
import { toChatEvents } from './wire-events.ts';

/** Streams one visitor may have open; the oldest is ended for one more, because it is probably dead. */
const MAX_STREAMS = 8;

export interface Streams {
  /** Pushes from number `from` on until cancelled. Everything that is there already is pushed before it resolves. */
  open(session: Session, from: number, sink: StreamSink): Promise<Cancel>;
  /** Pushes what is new to the session's streams. */
  advance(session: Session): void;
  /** Pushes an event that has no number of its own. */
  push(session: Session, event: ChatEvent): void;
  endAll(session: Session): void;
}

export interface StreamParts {
  readonly interactions: Pick<Interactions, 'peek' | 'get' | 'visible'>;
  readonly sessions: Pick<Sessions, 'delivered'>;
  readonly runtime: Runtime;
}

/** Events pushed as they happen. What was pushed counts as delivered: a client that misses some says so with its mark. */
export function createStreams({ interactions, sessions, runtime }: StreamParts): Streams {
  function give(session: Session, stream: OpenStream, state: Interaction, events: readonly InteractionEvent[]): void {
    const fresh = events.filter((event) => (event.visitorSeq ?? -1) >= stream.next);
    const last = fresh[fresh.length - 1];
    if (stream.closed || last?.visitorSeq === undefined) return;
    stream.next = last.visitorSeq + 1;
    stream.sink.push(toChatEvents(fresh, state, session));
    if (acknowledge(session, stream.next)) sessions.delivered(session, 'later');
  }

  /** What memory holds is pushed at once; older events are read first, and what comes meanwhile follows them. */
  async function catchUp(session: Session, stream: OpenStream): Promise<void> {
    stream.reading = true;
    try {
      for (;;) {
        const state = await interactions.get(session.interaction);
        const from = stream.next;
        if (!state || stream.closed || from >= state.visible) return;
        give(session, stream, state, await interactions.visible(state, from));
        if (stream.next === from && !stream.closed) throw new Error(`Event ${from} of the stream is missing.`);
      }
    } finally {
      stream.reading = false;
    }
  }

  function step(session: Session, stream: OpenStream): void {
    if (stream.reading) return;
    const state = interactions.peek(session.interaction);
    const events = state && interactions.visible(state, stream.next);
    if (state && Array.isArray(events)) give(session, stream, state, events);
    else readUp(session, stream);
  }

  function readUp(session: Session, stream: OpenStream): void {
    catchUp(session, stream).catch((error) => {
      runtime.log.warn({ err: error, interaction: session.interaction }, 'a stream could not go on');
      close(session, stream);
      stream.sink.end();
    });
  }

  function close(session: Session, stream: OpenStream): void {
    stream.closed = true;
    const left = session.streams?.filter((one) => one !== stream) ?? [];
    session.streams = left.length > 0 ? left : null;
    session.seen = runtime.clock.now();
  }

  return {
    async open(session, from, sink) {
      const stream: OpenStream = { sink, next: from, reading: false, closed: false };
      for (const oldest of (session.streams ?? []).slice(0, -(MAX_STREAMS - 1))) {
        close(session, oldest);
        oldest.sink.end();
      }
      session.streams = [...(session.streams ?? []), stream];
      try {
        await catchUp(session, stream);
      } catch (error) {
        close(session, stream);
        throw error;
      }
      return () => close(session, stream);
    },
    advance(session) {
      for (const stream of session.streams ?? []) step(session, stream);
    },
    push(session, event) {
      for (const { sink } of session.streams ?? []) sink.push([event]);
    },
    endAll(session) {
      for (const stream of session.streams ?? []) {
        close(session, stream);
        stream.sink.end();
      }
    },
  };
}
