import type { Audit } from '../audit/audit.ts';
import type { Database } from '../database/connect.ts';
import { IwtError } from '../errors.ts';
import type { Cancel } from '../runtime/clock.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Declaration } from './declaration.ts';
import { declarations, type ParameterName, type ParameterValue, parameterNames } from './declarations.ts';
import { nearest } from './nearest.ts';
import { createParamsStore, type Stored, type StoredParameter } from './store.ts';
import { type Read, readValue, type Value } from './value.ts';

/** A change made by another process acts within this time. */
const lookEveryMs = 1000;

export interface Params {
  /** Reads what was set; until then every parameter has its default. From then on it looks for changes of others. */
  start(): Promise<void>;
  /** From memory. */
  get<Name extends ParameterName>(name: Name): ParameterValue<Name>;
  list(): readonly ParameterRow[];
  /** How many changes the values come from: it rises with every change, never falls, and survives restarts. */
  revision(): number;
  /** One, by its name in any letter case. @throws IwtError `parameter.unknown` */
  find(name: string): ParameterRow;
  /** What `set` would refuse the value with; undefined: nothing. @throws IwtError `parameter.unknown` */
  check(name: string, value: string | number): string | undefined;
  /**
   * Takes effect here at once, in other processes within a second. `value` may come as text, as people type it.
   * @throws IwtError `parameter.unknown` (naming the one that was probably meant), `parameter.invalid`
   */
  set(name: string, value: string | number, actor: string): Promise<void>;
  /** Back to the default. @throws IwtError `parameter.unknown` */
  reset(name: string, actor: string): Promise<void>;
  /** Calls `listener` with the new value after every change, wherever it was made. */
  watch<Name extends ParameterName>(name: Name, listener: (value: ParameterValue<Name>) => void): Cancel;
  /** Looks for changes of others now. */
  refresh(): Promise<void>;
  close(): void;
}

export interface ParameterRow {
  readonly name: ParameterName;
  readonly value: string | number;
  readonly declaration: Declaration;
  /** When and by whom it was set, in UTC milliseconds; null while it has its default. */
  readonly changedAt: number | null;
  readonly changedBy: string | null;
}

/** What was set. */
interface Held {
  readonly value: Value;
  readonly at: number;
  readonly actor: string;
}

type Listener = (value: never) => void;

interface Parts {
  readonly database: Database;
  readonly runtime: Pick<Runtime, 'clock' | 'log'>;
  readonly audit: Pick<Audit, 'record'>;
}

/** Web Services parameters: declared in one table, set in the database, read from memory. */
export function createParams({ database, runtime, audit }: Parts): Params {
  const store = createParamsStore(database, audit);
  const listeners = new Map<ParameterName, Set<Listener>>(parameterNames.map((name) => [name, new Set()]));
  let values = new Map<ParameterName, Held>();
  let revision = 0;
  let complaints = '';
  /** Counts changes made here, so that a reading that began before one does not undo it. */
  let written = 0;
  let cancel: Cancel | undefined;
  let closed = false;

  const current = (name: ParameterName): Value => values.get(name)?.value ?? declarations[name].default;

  function adopt(stored: Stored): void {
    const before = new Map(parameterNames.map((name) => [name, current(name)]));
    values = understand(stored.parameters);
    revision = stored.revision;
    for (const name of parameterNames) {
      const value = current(name);
      if (value !== before.get(name)) for (const listener of listeners.get(name) ?? []) listener(value as never);
    }
  }

  async function refresh(): Promise<void> {
    const began = written;
    const stored = await store.read();
    if (began === written && !closed) adopt(stored);
  }

  /** What somebody wrote past the checks is not used, and said once. */
  function understand(rows: readonly StoredParameter[]): Map<ParameterName, Held> {
    const found = new Map<ParameterName, Held>();
    const refused: string[] = [];
    for (const { name, value: text, at, actor } of rows) {
      if (!isName(name)) continue;
      const read = readValue(declarations[name], text);
      if ('wrong' in read) refused.push(name);
      else found.set(name, { value: read.value, at, actor });
    }
    const names = refused.join(', ');
    if (names !== complaints && names !== '') {
      runtime.log.warn({ parameters: refused }, 'parameters hold values that are not allowed; their defaults are used');
    }
    complaints = names;
    return found;
  }

  function look(): void {
    cancel = runtime.clock.after(lookEveryMs, () => {
      refresh()
        .catch((error) => runtime.log.warn({ err: error }, 'parameters could not be read; the last known are used'))
        .then(() => {
          if (!closed) look();
        });
    });
  }

  async function write(name: ParameterName, value: Value | undefined, actor: string): Promise<void> {
    const at = runtime.clock.now();
    const text = value === undefined ? undefined : String(value);
    const stored = await store.write({ name, value: text, at, actor });
    written++;
    // Of two changes made here at once, the later may be told first.
    if (stored.revision > revision) adopt(stored);
  }

  function row(name: ParameterName): ParameterRow {
    const held = values.get(name);
    const changed = { changedAt: held?.at ?? null, changedBy: held?.actor ?? null };
    return { name, value: current(name), declaration: declarations[name], ...changed };
  }

  return {
    async start() {
      await refresh();
      if (!cancel && !closed) look();
    },
    get: <Name extends ParameterName>(name: Name) => current(name) as ParameterValue<Name>,
    list: () => parameterNames.map(row),
    revision: () => revision,
    find: (text) => row(known(text)),
    check(text, given) {
      const read = readAs(known(text), given);
      return 'wrong' in read ? read.wrong : undefined;
    },
    async set(text, given, actor) {
      const name = known(text);
      const read = readAs(name, given);
      if ('wrong' in read) throw new IwtError('parameter.invalid', read.wrong);
      await write(name, read.value, actor);
    },
    async reset(text, actor) {
      await write(known(text), undefined, actor);
    },
    watch(name, listener) {
      const set = listeners.get(name);
      set?.add(listener as Listener);
      return () => void set?.delete(listener as Listener);
    },
    refresh,
    close() {
      closed = true;
      cancel?.();
    },
  };
}

function isName(text: string): text is ParameterName {
  return Object.hasOwn(declarations, text);
}

/** A value, or what is wrong with it as a sentence. */
function readAs(name: ParameterName, given: string | number): Read {
  const read = readValue(declarations[name], String(given));
  return 'wrong' in read ? { wrong: `${name} ${read.wrong}.` } : read;
}

/** The original's administrators type names in any letter case. */
function known(text: string): ParameterName {
  const folded = text.toLowerCase();
  const name = parameterNames.find((candidate) => candidate.toLowerCase() === folded);
  if (name) return name;
  const hint = nearest(text, parameterNames);
  const shown = text.slice(0, 100);
  throw new IwtError(
    'parameter.unknown',
    `There is no parameter "${shown}"${hint === undefined ? `; there are ${parameterNames.join(', ')}.` : `; did you mean ${hint}?`}`,
  );
}
