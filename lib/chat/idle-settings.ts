import type { Params } from '../params/params.ts';
import type { Cancel } from '../runtime/clock.ts';
import type { Runtime } from '../runtime/runtime.ts';

/** What a workgroup says other than the parameters; null: nothing. */
export interface IdleOverride {
  /** Seconds. */
  readonly idle: number | null;
  /** Seconds. */
  readonly grace: number | null;
  readonly warning: string | null;
  readonly disconnect: string | null;
}

/** Where the times and texts come from. */
export interface IdleSource {
  readonly params: Pick<Params, 'get' | 'watch'>;
  /** By the key of the workgroup; those that say nothing may be missing. */
  readonly overrides: () => Promise<ReadonlyMap<string, IdleOverride>>;
  /** Of visitors who say none. */
  readonly language: string;
}

export interface IdleSetting {
  /** Seconds. */
  readonly idle: number;
  /** Seconds. */
  readonly grace: number;
  readonly warning: string;
  readonly disconnect: string;
}

export interface IdleSettings {
  enabled(): boolean;
  /** Of the workgroup or user with this queue. */
  of(queue: string): IdleSetting;
  /** Resolves when the workgroups were read once. */
  loaded(): Promise<void>;
  /** Reads the workgroups now and then, while idle chats are ended at all. */
  begin(): void;
  close(): void;
}

/** Workgroups are changed by other processes too, which tell nobody. */
const LOOK_MS = 3_000;

/** `changed` is called when running chats may have to be warned or ended sooner. */
export function createIdleSettings(
  { params, overrides }: IdleSource,
  { clock, log }: Runtime,
  changed: () => void,
): IdleSettings {
  let known: ReadonlyMap<string, IdleOverride> = new Map();
  let first: Promise<void> | undefined;
  let stop: Cancel | undefined;
  let closed = false;

  const enabled = () => params.get('EnableIdleTimeout') === 1;

  async function read(): Promise<boolean> {
    const found = await overrides();
    const same = timesIn(found) === timesIn(known);
    known = found;
    return !same;
  }

  function loaded(): Promise<void> {
    first ??= read().then(
      () => undefined,
      (error) => {
        first = undefined;
        throw error;
      },
    );
    return first;
  }

  async function look(): Promise<void> {
    try {
      if (enabled() && (await read())) changed();
    } catch (error) {
      log.warn({ err: error }, 'the idle times of the workgroups could not be read; the last known are used');
    }
    if (!closed) stop = clock.after(LOOK_MS, () => void look());
  }

  const unwatch = [
    params.watch('EnableIdleTimeout', changed),
    params.watch('PartyIdleTime', changed),
    params.watch('PartyIdleGraceTime', changed),
  ];

  return {
    enabled,
    of(queue) {
      const own = known.get(queue);
      return {
        idle: own?.idle ?? params.get('PartyIdleTime'),
        grace: own?.grace ?? params.get('PartyIdleGraceTime'),
        warning: own?.warning ?? params.get('IdleWarningMessage'),
        disconnect: own?.disconnect ?? params.get('IdleDisconnectMessage'),
      };
    },
    loaded,
    begin() {
      stop ??= clock.after(LOOK_MS, () => void look());
    },
    close() {
      closed = true;
      stop?.();
      for (const cancel of unwatch) cancel();
    },
  };
}

function timesIn(overrides: ReadonlyMap<string, IdleOverride>): string {
  return JSON.stringify([...overrides].map(([id, { idle, grace }]) => [id, idle, grace]).sort());
}
