/**
 * What the client library needs from the world. The page gives it the browser's; tests give it a clock they move by hand
 * and a server that fails on purpose.
 */
export type Cancel = () => void;

export interface Clock {
  /** UTC milliseconds since 1970. */
  now(): number;
  /** Calls `run` once, after `ms` milliseconds. */
  after(ms: number, run: () => void): Cancel;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  /** JSON text; absent: no body. */
  readonly body?: string | undefined;
  /** After so many milliseconds the request counts as lost. */
  readonly timeout: number;
}

export interface HttpAnswer {
  /** 0: no answer (refused, aborted, timed out, cut off). */
  readonly status: number;
  readonly body: string;
}

/** Never rejects. */
export type Http = (request: HttpRequest) => Promise<HttpAnswer>;

export interface StreamHandlers {
  /** The server accepted the stream. */
  opened(): void;
  /** A server-sent event: its name (`message` when it has none) and its data. */
  event(name: string, data: string): void;
  /** The stream is over, for whatever reason. Nothing follows. */
  failed(): void;
}

/** Opens a stream of server-sent events that does not reconnect by itself. */
export type OpenStream = (url: string, handlers: StreamHandlers) => Cancel;

/** A storage area of the browser. Never throws: what cannot be stored is kept until the page goes. */
export interface Store {
  get(key: string): string | undefined;
  set(key: string, value: string): void;
  remove(key: string): void;
  /** Keys that start with `prefix`. */
  keys(prefix: string): readonly string[];
}

export interface Ports {
  readonly clock: Clock;
  readonly http: Http;
  /** Absent where the browser has no server-sent events: then it polls. */
  readonly stream?: OpenStream | undefined;
  /** Shared by all tabs, survives a crash. */
  readonly local: Store;
  /** This tab's own, survives a reload. */
  readonly tab: Store;
  /** What the browser believes about the network; false is reliable, true is not. */
  readonly online: () => boolean;
  readonly guid: () => string;
  /** From 0 to below 1. */
  readonly random: () => number;
}
