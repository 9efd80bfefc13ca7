import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import type { Api } from './client/api.ts';
import type { CallbackMemory } from './client/callback-memory.ts';
import type { Memory } from './client/memory.ts';
import type { Ports } from './client/ports.ts';
import type { Parameters } from './parameters.ts';
import type { Reporting } from './reporting.ts';
import type { Texts } from './texts.ts';
import type { Times } from './times.ts';

/** What every part of the page may need. */
export interface Page {
  readonly parameters: Parameters;
  readonly ports: Ports;
  readonly api: Api;
  readonly memory: Memory;
  readonly callbacks: CallbackMemory;
  readonly texts: Texts;
  readonly times: Times;
  readonly reporting: Reporting;
}

export const PageContext = createContext<Page | undefined>(undefined);

export function usePage(): Page {
  const page = useContext(PageContext);
  if (!page) throw new Error('This part stands outside of the page.');
  return page;
}

/** The present moment, renewed every `ms` milliseconds. */
export function useNow(ms: number): number {
  const { clock } = usePage().ports;
  const [now, setNow] = useState(clock.now);
  useEffect(() => clock.after(ms, () => setNow(clock.now())), [clock, ms, now]);
  return now;
}
