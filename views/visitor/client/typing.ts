import type { Cancel, Clock } from './ports.ts';

/** The original stops 3 s after the last key; ours says it again before the server lets it expire after 10 s. */
const IDLE = 3000;
const RENEW = 6000;

export interface TypingSignal {
  /** A key was pressed in the compose box; `empty`: nothing is left in it. */
  key(empty: boolean): void;
  /** The message went out; the server ends the state by itself. */
  sent(): void;
  stop(): void;
}

/** Turns key presses into few typing states (visitor-protocol section 6.5). */
export function createTypingSignal(clock: Clock, tell: (typing: boolean) => void): TypingSignal {
  let told = false;
  let toldAt = 0;
  let cancelIdle: Cancel = () => {};

  function end(): void {
    cancelIdle();
    if (told) tell(false);
    told = false;
  }

  return {
    key(empty) {
      if (empty) return end();
      const now = clock.now();
      if (!told || now - toldAt >= RENEW) {
        told = true;
        toldAt = now;
        tell(true);
      }
      cancelIdle();
      cancelIdle = clock.after(IDLE, end);
    },
    sent() {
      cancelIdle();
      told = false;
    },
    stop() {
      cancelIdle();
      told = false;
    },
  };
}
