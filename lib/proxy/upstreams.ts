/** What came of sending a request to a CIC server. */
export type Outcome =
  /** An answer with this status; 503 from WebProcessorBridge means "I am the backup" (visitor-protocol section 2.8). */
  | { readonly kind: 'answered'; readonly status: number }
  /** Surely nothing arrived: no connection, or none with a certificate that we accept. */
  | { readonly kind: 'unreachable'; readonly code: string }
  /** Sent, wholly or in part, and no usable answer. */
  | { readonly kind: 'failed'; readonly code: string };

/** One server as logs, metrics and the health endpoint tell it. */
export interface ServerState {
  readonly name: string;
  /** The circuit: `closed` works, `open` is left alone, `half-open` is being tried. */
  readonly circuit: 'closed' | 'open' | 'half-open';
  /** What it last said of itself; `unknown` until it first answers, and again while the circuit is not closed. */
  readonly role: 'active' | 'backup' | 'unknown';
  /** UTC milliseconds since when it works, does not work, or has this role. */
  readonly since: number;
  /** Why the circuit opened, such as `ECONNREFUSED`; undefined while it is closed. */
  readonly reason: string | undefined;
}

/** Counts since the start, for metrics. */
export interface Figures {
  /** Times that another server than before became the active one. */
  readonly switchovers: number;
  /** Requests that were sent on to the next candidate. */
  readonly retries: number;
  /** In the order of the servers: what came of the requests that `heard` was told of. Health checks are not in it. */
  readonly requests: readonly Readonly<Record<RequestOutcome, number>>[];
}

/** `backup`: answered with 503. */
export type RequestOutcome = 'answered' | 'backup' | 'unreachable' | 'failed';

/** Knows which CIC servers are alive and which of them is active, by their answers and a small health check. */
export interface Upstreams {
  /**
   * Servers (indexes) that should get a request for this prefix, the best first; empty: 502 at once. Documented: the
   * prefix's own, or none while it is known to be gone. Transparent: the active one, then the others that may answer.
   * To be asked again before each further attempt with those that were tried (a bit for each index): a server whose
   * circuit is not closed is offered last, alone, and to one request at a time. Costs no I/O.
   */
  candidates(prefix: number, tried?: number): readonly number[];
  /** To be told of every attempt at the bridge. */
  heard(server: number, outcome: Outcome): void;
  /** To be told when a request goes on to the next candidate. */
  retried(): void;
  /** Calls back when the server's circuit opens, so that requests which wait for it give up. Returns how to stop. */
  onOpen(server: number, callback: () => void): () => void;
  /** With `net`: whether our own engine takes new chats and callbacks now. */
  netIsOut(): boolean;
  /** With `net`: whether our own engine answers `serverConfiguration`, and so calls in clients that had a chat elsewhere. */
  netAnswersConfiguration(): boolean;
  states(): readonly ServerState[];
  figures(): Figures;
  /** Begins to check. */
  start(): void;
  /** Stops checking; what is under way is broken off. A second call does nothing more. */
  close(): Promise<void>;
}
