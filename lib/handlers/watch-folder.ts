import { existsSync, watch } from 'node:fs';
import path from 'node:path';
import type { Cancel } from '../runtime/clock.ts';
import type { Runtime } from '../runtime/runtime.ts';

/** Editors write a file in several steps. Milliseconds. */
const SETTLE_MS = 60;

/** Calls `changed` after a file of the folder was written, made or removed; one at a time, in order. */
export function watchFolder(
  folder: string,
  wanted: (name: string) => boolean,
  changed: (file: string, there: boolean) => Promise<void>,
  { clock, log }: Runtime,
): Cancel {
  const pending = new Map<string, Cancel>();
  let turn: Promise<void> = Promise.resolve();
  const watcher = watch(folder, { persistent: false }, (_event, name) => {
    if (name === null || !wanted(name)) return;
    pending.get(name)?.();
    const settled = clock.after(SETTLE_MS, () => {
      pending.delete(name);
      const file = path.join(folder, name);
      turn = turn.then(() => changed(file, existsSync(file)));
    });
    pending.set(name, settled);
  });
  watcher.on('error', (error) => log.warn({ err: error, folder }, 'Changes of handler files are not seen any more'));
  return () => {
    watcher.close();
    for (const cancel of pending.values()) cancel();
  };
}
