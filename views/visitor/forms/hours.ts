import { useEffect, useState } from 'preact/hooks';
import { askOpening, type Opening } from '../client/opening.ts';
import { type Page, usePage } from '../page.ts';

/** Opening hours of those whom the page asks for a chat and for a callback; undefined: not known. */
export interface Hours {
  readonly chat: Opening | undefined;
  readonly callback: Opening | undefined;
}

export async function askHours({ ports, parameters, times }: Page): Promise<Hours> {
  const { root, target, targetType, callbackTarget, callbackTargetType } = parameters;
  const ask = (name: string, type: string): Promise<Opening | undefined> =>
    name === '' ? Promise.resolve(undefined) : askOpening(ports.http, root, name, type, times.zone);
  const chat = ask(target, targetType);
  const same = callbackTarget === target && callbackTargetType === targetType;
  const callback = same ? chat : ask(callbackTarget, callbackTargetType);
  return { chat: await chat, callback: await callback };
}

/** While it is closed, the page asks again at the opening time, but at least this often, in milliseconds. */
const MOST = 5 * 60_000;
const LEAST = 10_000;

/** The hours as the page was loaded with, renewed while the chat is closed, and when `refresh` is called. */
export function useHours(first: Hours): { readonly hours: Hours; readonly refresh: () => void } {
  const page = usePage();
  const { clock } = page.ports;
  const [hours, setHours] = useState(first);
  const closed = hours.chat?.open === false;

  useEffect(() => {
    if (!closed) return;
    const wait = (hours.chat?.opensAt ?? Number.POSITIVE_INFINITY) - clock.now() + 1000;
    let current = true;
    const cancel = clock.after(Math.min(MOST, Math.max(LEAST, wait)), async () => {
      const renewed = await askHours(page);
      // What cannot be reached at the moment has not changed its hours.
      if (current)
        setHours((known) => ({ chat: renewed.chat ?? known.chat, callback: renewed.callback ?? known.callback }));
    });
    return () => {
      current = false;
      cancel();
    };
  }, [closed, hours]);

  return { hours, refresh: () => void askHours(page).then(setHours) };
}
