/** A request to WebProcessorBridge, ready to be sent. */
export interface Call {
  readonly method: string;
  /** Path and query as they go over the wire. */
  readonly path: string;
  /** Name, value, name, value …; without `Content-Length` and what is for one connection only. The host is filled in. */
  readonly headers: readonly string[];
  readonly body: Buffer | undefined;
  /** Whether the visitor came over HTTPS, which chooses among a server's two ports. */
  readonly secure: boolean;
}

/** A whole answer. `head` is name, value, name, value … as it came. */
export interface CallAnswer {
  readonly status: number;
  readonly head: readonly Buffer[];
  readonly body: Buffer;
}

/** Why there is no answer: surely nothing arrived, or it was sent, wholly or in part. */
export type Loss = 'unreachable' | 'failed';

/** Who waits for the answer. Told exactly once, unless it leaves before. */
export interface Caller {
  answered(answer: CallAnswer): void;
  /** `code`: of the system, of OpenSSL, of undici, or one of those in lane.ts. */
  lost(loss: Loss, code: string): void;
}

/** A call under way. */
export interface Underway {
  /** Sends it. Before that the caller is told nothing. */
  begin(): void;
  /** Nobody waits any more: it ends at the server, too. */
  leave(): void;
}
