import type { Cancel } from '../runtime/clock.ts';

export interface Announcement {
  /** Grows, so that the same words said twice are heard twice. */
  readonly id: number;
  readonly text: string;
  readonly urgent: boolean;
}

/** Words for screen readers; what urgent ones say interrupts. */
export interface Announcer {
  say(text: string, urgent?: boolean): void;
  subscribe(listener: (announcement: Announcement) => void): Cancel;
}

export function createAnnouncer(): Announcer {
  let id = 0;
  const listeners = new Set<(announcement: Announcement) => void>();
  return {
    say(text, urgent = false) {
      id++;
      for (const listener of listeners) listener({ id, text, urgent });
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
