import { createContext } from 'preact';
import { useContext, useEffect, useLayoutEffect, useReducer, useRef } from 'preact/hooks';
import type { Announcer } from './alerts/announcer.ts';
import type { Desktop } from './alerts/notify.ts';
import type { Sound } from './alerts/sound.ts';
import type { Engine } from './engine.ts';
import type { Environment } from './environment.ts';
import type { PreferenceStore, Preferences } from './preferences.ts';
import type { Cancel } from './runtime/clock.ts';
import type { ConsoleState } from './state/console.ts';

/** What every component may use. */
export interface Page {
  readonly engine: Engine;
  readonly environment: Environment;
  readonly preferences: PreferenceStore;
  readonly sound: Sound;
  readonly desktop: Desktop;
  readonly announcer: Announcer;
}

export const PageContext = createContext<Page | undefined>(undefined);

export function usePage(): Page {
  const page = useContext(PageContext);
  if (!page) throw new Error('outside of the page');
  return page;
}

export function useEngine(): Engine {
  return usePage().engine;
}

/** A part of the state; the component is drawn again when that part is another one. */
export function useSelect<T>(select: (state: ConsoleState) => T): T {
  const { store } = useEngine();
  return useWatched(
    (listener) => store.subscribe(listener),
    () => select(store.get()),
  );
}

export function usePreferences(): Preferences {
  const { preferences } = usePage();
  return useWatched(preferences.subscribe, preferences.get);
}

/** The time, at each full second of the console's clock. */
export function useNow(): number {
  const { clock } = useEngine();
  const redraw = useRedraw();
  const now = clock.now();
  useEffect(() => clock.after(1000 - (now % 1000), redraw));
  return now;
}

export function useRedraw(): () => void {
  return useReducer<number, void>((count) => count + 1, 0)[1];
}

/** Follows a source that tells of changes and can be asked for its value. */
export function useWatched<T>(subscribe: (listener: () => void) => Cancel, get: () => T): T {
  const redraw = useRedraw();
  const value = get();
  const latest = useRef({ get, value });
  latest.current = { get, value };
  useLayoutEffect(() => {
    const look = () => {
      if (!Object.is(latest.current.get(), latest.current.value)) redraw();
    };
    // It may have changed between drawing and here.
    look();
    return subscribe(look);
    // Sources live as long as the page.
  }, []);
  return value;
}
