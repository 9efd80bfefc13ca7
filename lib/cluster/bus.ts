import type { Cancel } from '../runtime/clock.ts';

/** Gets a message; `own` is true when this node published it. */
export type Subscriber = (message: unknown, own: boolean) => void;

/**
 * Tells all nodes something at once. Messages of one node arrive in order. A message may get lost between nodes (and
 * never inside one), so whoever must know for certain also looks into the database.
 */
export interface Bus {
  /** `message` survives JSON. Subscribers of this node are called before it returns; never throws. */
  publish(topic: string, message: unknown): void;
  subscribe(topic: string, subscriber: Subscriber): Cancel;
  close(): Promise<void>;
}
