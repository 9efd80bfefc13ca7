import type { Audit } from '../audit/audit.ts';
import type { Database } from '../database/connect.ts';
import { IwtError } from '../errors.ts';
import type { Cancel } from '../runtime/clock.ts';
import type { Runtime } from '../runtime/runtime.ts';
import {
  type Declaration,
  declarations,
  type ParameterName,
  type ParameterValue,
  parameterNames,
} from './declarations.ts';
import { nearest } from './nearest.ts';
import { createParamsStore } from './store.ts';

/** A change made by another process acts within this time. */
const lookEveryMs = 1000;

export interface Params {
  /** Reads what was set; until then every parameter has its default. From then on it looks for changes of others. */
  start(): Promise<void>;
  /** From memory. */
  get<Name extends ParameterName>(name: Name): ParameterValue<Name>;
  list(): readonly ParameterRow[];
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
}

type Value = string | number;
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
  let values = new Map<ParameterName, Value>();
  let complaints = '';
  /** Counts changes made here, so that a reading that began before one does not undo it. */
  let written = 0;
  let cancel: Cancel | undefined;
  let closed = false;

  const current = (name: ParameterName): Value => values.get(name) ?? declarations[name].default;

  function adopt(found: Map<ParameterName, Value>): void {
    const before = new Map(parameterNames.map((name) => [name, current(name)]));
    values = found;
    for (const name of parameterNames) {
      const value = current(name);
      if (value !== before.get(name)) for (const listener of listeners.get(name) ?? []) listener(value as never);
    }
  }

  async function refresh(): Promise<void> {
    const began = written;
    const rows = await store.read();
    if (began === written && !closed) adopt(understand(rows));
  }

  /** What somebody wrote past the checks is not used, and said once. */
  function understand(rows: ReadonlyMap<string, string>): Map<ParameterName, Value> {
    const found = new Map<ParameterName, Value>();
    const refused: string[] = [];
    for (const [name, text] of rows) {
      if (!isName(name)) continue;
      const value = parse(declarations[name], text);
      if (value === undefined) refused.push(name);
      else found.set(name, value);
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
    const change = { name, value: value === undefined ? undefined : String(value), at: runtime.clock.now(), actor };
    await store.write(change);
    written++;
    const next = new Map(values);
    if (value === undefined) next.delete(name);
    else next.set(name, value);
    adopt(next);
  }

  return {
    async start() {
      await refresh();
      if (!cancel && !closed) look();
    },
    get: <Name extends ParameterName>(name: Name) => current(name) as ParameterValue<Name>,
    list: () => parameterNames.map((name) => ({ name, value: current(name), declaration: declarations[name] })),
    async set(text, given, actor) {
      const name = known(text);
      const value = parse(declarations[name], String(given));
      if (value === undefined) throw new IwtError('parameter.invalid', `${name} ${demand(declarations[name])}.`);
      await write(name, value, actor);
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

/** undefined: not allowed. */
function parse(declaration: Declaration, text: string): Value | undefined {
  if (declaration.kind === 'text') {
    if (text.length > declaration.longest || (text.trim() === '' && !declaration.empty)) return undefined;
    return text;
  }
  const number = Number(text);
  if (!/^-?\d{1,15}$/.test(text.trim()) || number < declaration.least || number > declaration.most) return undefined;
  return number;
}

function demand(declaration: Declaration): string {
  if (declaration.kind === 'integer') {
    return `must be a whole number from ${declaration.least} to ${declaration.most} (${declaration.unit})`;
  }
  return `must have ${declaration.empty ? 'at most' : 'from 1 to'} ${declaration.longest} characters`;
}
