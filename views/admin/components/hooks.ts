import { createContext } from 'preact';
import { useContext, useEffect } from 'preact/hooks';
import type { Announcer } from '../../agent/alerts/announcer.ts';
import type { Environment } from '../../agent/environment.ts';
import { useRedraw, useWatched } from '../../agent/hooks.ts';
import type { Desk } from '../desk.ts';
import type { DeskState } from '../state.ts';

/** What every component may use. */
export interface Page {
  readonly desk: Desk;
  readonly environment: Environment;
  readonly announcer: Announcer;
}

export const AdminContext = createContext<Page | undefined>(undefined);

export function usePage(): Page {
  const page = useContext(AdminContext);
  if (!page) throw new Error('outside of the page');
  return page;
}

/** A part of the state; the component is drawn again when that part is another one. */
export function useDesk<T>(select: (state: DeskState) => T): T {
  const { desk } = usePage();
  return useWatched(desk.subscribe, () => select(desk.get()));
}

/** Draws the component again, now and then, so that "a minute ago" does not stay that. */
export function useEvery(ms: number): void {
  const redraw = useRedraw();
  useEffect(() => {
    const timer = setInterval(redraw, ms);
    return () => clearInterval(timer);
  }, []);
}
