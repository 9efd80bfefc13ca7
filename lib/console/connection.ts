import type { Caller, EventSink } from '../wire/room.ts';

/** One server-sent event on its way to a console. */
export interface Message {
  readonly event: 'ready' | 'interaction' | 'entry' | 'typing' | 'me' | 'reset' | 'position';
  readonly data: unknown;
  /** Where the journal stands once this is processed; the browser's `Last-Event-ID`. */
  readonly id?: number;
  /** The event of an `entry`, by which a repeat is known. */
  readonly seq?: { readonly interaction: string; readonly seq: number };
}

/** Messages that wait while the past is being read for a resumed stream; more end the stream, and it is resumed again. */
const heldLength = 2_000;

/** One open event stream. */
export interface Stream {
  /** While held, messages wait behind those of `pass`. */
  send(message: Message): void;
  /** Past the hold: what a resumed stream is given first. False: the stream has ended. */
  pass(message: Message): boolean;
  /** Lets the held messages go, without those that `pass` has brought already. */
  release(): void;
  /** Tells the reader how far it has got when nothing has been said about it for a while. */
  advance(position: number): void;
  end(): void;
  readonly ended: boolean;
  /** The session behind it. */
  readonly session: Session;
}

/** What a stream needs to know of the session it was opened in. */
export type Session = Pick<Caller, 'session' | 'stands'>;

/** `onEnd` is called once, whoever ends the stream. */
export function createStream(sink: EventSink, session: Session, onEnd: () => void): Stream {
  let held: Message[] | undefined = [];
  let ended = false;
  let position = -1;
  /** Highest `seq` brought per interaction while the past was read. */
  const passed = new Map<string, number>();

  function write({ event, data, id }: Message): boolean {
    if (ended) return false;
    if (id !== undefined) position = Math.max(position, id);
    const sent = sink.send(id === undefined ? { event, data } : { event, data, id: position });
    if (!sent) end();
    return sent;
  }

  /** A commit may be on disk, and so be read with the past, before it is announced. */
  function isRepeat({ seq }: Message): boolean {
    const last = seq && passed.get(seq.interaction);
    if (!seq || last === undefined) return false;
    if (seq.seq <= last) return true;
    passed.delete(seq.interaction);
    return false;
  }

  function end(): void {
    if (ended) return;
    ended = true;
    held = undefined;
    sink.end();
    onEnd();
  }

  return {
    session,
    get ended() {
      return ended;
    },
    end,
    send(message) {
      if (!held) {
        if (!isRepeat(message)) write(message);
      } else if (held.push(message) > heldLength) end();
    },
    pass(message) {
      if (message.seq) passed.set(message.seq.interaction, message.seq.seq);
      return write(message);
    },
    release() {
      const waiting = held ?? [];
      held = undefined;
      for (const message of waiting) if (!isRepeat(message)) write(message);
    },
    advance(to) {
      if (!held && to > position) write({ event: 'position', data: {}, id: to });
    },
  };
}
