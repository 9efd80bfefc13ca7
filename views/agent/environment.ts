import type { Cancel } from './runtime/clock.ts';

/** What the page knows about itself. */
export interface Environment {
  /** The agent can see the page. */
  visible(): boolean;
  /** The page has the keyboard. */
  focused(): boolean;
  /** False only when the browser is sure. */
  online(): boolean;
  /** Called when any of these changes, and when the page comes back from sleep or from the back-forward cache. */
  watch(listener: () => void): Cancel;
}
