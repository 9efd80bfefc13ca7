import type { Cancel } from './runtime/clock.ts';
import { type Action, type ConsoleState, firstState, reduce } from './state/console.ts';

export interface Store {
  get(): ConsoleState;
  dispatch(action: Action): void;
  /** Called after every change, with the state before it. */
  subscribe(listener: (state: ConsoleState, before: ConsoleState) => void): Cancel;
}

export function createStore(state: ConsoleState = firstState): Store {
  const listeners = new Set<(state: ConsoleState, before: ConsoleState) => void>();
  const untold: (readonly [ConsoleState, ConsoleState])[] = [];
  let telling = false;
  return {
    get: () => state,
    dispatch(action) {
      const before = state;
      state = reduce(state, action);
      if (state === before) return;
      untold.push([state, before]);
      // A listener that dispatches must not make the others hear of the later change first.
      if (telling) return;
      telling = true;
      try {
        for (let next = untold.shift(); next; next = untold.shift()) {
          for (const listener of [...listeners]) listener(...next);
        }
      } finally {
        telling = false;
      }
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
