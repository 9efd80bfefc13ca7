import type { ChatEvent } from '../wire/messages.ts';

/** Where a stream's events go. Both are called synchronously and must not throw. */
export interface StreamSink {
  push(events: readonly ChatEvent[]): void;
  /** The session is over, or the service closes; nothing follows. */
  end(): void;
}

/** An open stream of a session, and the number of the event it gets next. */
export interface OpenStream {
  readonly sink: StreamSink;
  next: number;
  reading: boolean;
  closed: boolean;
}
