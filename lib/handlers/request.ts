import type { Cancel } from '../runtime/clock.ts';

/** A request for a handler page, as data. */
export interface HandlerRequest {
  readonly method: string;
  /** What follows the question mark, as it was sent. */
  readonly query: string;
  /** Fields of the body; undefined: the method has none. */
  readonly body: Fields | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Such as `1.1`. */
  readonly httpVersion: string;
  /** Port that accepted it. */
  readonly port: number;
  readonly address: string;
  readonly secure: boolean;
  readonly toRoot: string;
  /** Calls `left` when the visitor has gone before he was answered. */
  onLeft(left: () => void): Cancel;
}

/** Names and values in order. `bare`: a name without even an equals sign. */
export type Fields = readonly (readonly [name: string, value: string, bare?: boolean])[];

export interface HandlerAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string;
}
