import type { Audit } from '../audit/audit.ts';
import type { Database } from '../database/connect.ts';
import { IwtError } from '../errors.ts';
import type { Cancel } from '../runtime/clock.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { accountKey } from '../sessions/account-name.ts';
import type { RoutingHooks, RoutingRequest } from './hooks.ts';
import { checkRange, readName } from './names.ts';
import { createRoute, type Routed } from './route.ts';
import type { Held } from './score.ts';
import { type Holder, type SkillRow, skillStore } from './store.ts';
import { tableStore } from './store-tables.ts';
import { createTables, type Mapping, type Table } from './tables.ts';

export type { ChosenSkills, LookUp, RoutingHooks, RoutingRequest, WantedSkill } from './hooks.ts';
export type { Routed } from './route.ts';
export { type ReadContexts, type RoutingContext, readRoutingContexts } from './routing-contexts.ts';
export type { Held, HeldSkills } from './score.ts';
export type { Holder } from './store.ts';
export { heldSkills } from './store-held.ts';
export type { Mapping, Table } from './tables.ts';

/** A skill with those who were given it, by name. */
export interface Skill {
  readonly name: string;
  readonly users: readonly Assignee[];
  readonly workgroups: readonly Assignee[];
}

export interface Assignee extends Held {
  /** User name, or name of the workgroup. */
  readonly name: string;
}

/**
 * Skills of agents, and what pages mean by them (handlers-and-site sections 4.5 and 4.8). Names are found in any letter case.
 * Errors: `not-found` for what is unknown, `account.exists` for what is taken, `request.missing-data` and
 * `request.invalid` with `details.field` for what cannot be. `actor` stands in the audit.
 */
export interface Skills {
  /** By name. */
  list(): Promise<readonly Skill[]>;
  add(name: string, actor: string): Promise<void>;
  /** From everybody and from all tables; what waits for it waits for it no longer. */
  remove(name: string, actor: string): Promise<void>;
  /** Gives a skill, or changes how good somebody is at it. Default: proficiency 1 (to 100), desire 0 (to 100). */
  assign(skill: string, to: Holding, values: Partial<Held>, actor: string): Promise<void>;
  unassign(skill: string, from: Holding, actor: string): Promise<void>;
  /** The tables by name, each with its rows by external name. */
  tables(): Promise<readonly Table[]>;
  /** At most one table for each category. */
  addTable(name: string, category: string, actor: string): Promise<void>;
  removeTable(name: string, actor: string): Promise<void>;
  /** Adds a row, or changes the one of this external name. */
  map(table: string, row: Mapping, actor: string): Promise<void>;
  unmap(table: string, external: string, actor: string): Promise<void>;
  /** Customization points; set one to use it. */
  readonly hooks: RoutingHooks;
  /** What a new interaction needs. */
  route(request: RoutingRequest): Promise<Routed>;
  /** Calls `listener` after agents' skills were changed here. */
  watch(listener: () => void): Cancel;
}

/** A user or a workgroup, by name. */
export interface Holding {
  readonly kind: Holder;
  readonly name: string;
}

export function createSkills(parts: {
  readonly database: Database;
  readonly runtime: Runtime;
  readonly audit: Pick<Audit, 'record'>;
}): Skills {
  const { database, runtime, audit } = parts;
  const store = skillStore(database, audit);
  const tables = createTables(tableStore(database, audit), find, runtime);
  const hooks: RoutingHooks = {};
  const listeners = new Set<() => void>();

  async function find(name: string): Promise<SkillRow> {
    const row = await store.byKey(accountKey(name));
    if (!row) throw new IwtError('not-found', `There is no skill "${name.trim()}".`);
    return row;
  }

  async function findHolder({ kind, name }: Holding) {
    const holder = await store.holder(kind, name.trim());
    if (!holder) throw new IwtError('not-found', `There is no ${kind} "${name.trim()}".`);
    return holder;
  }

  function changed(): void {
    for (const listener of listeners) listener();
  }

  async function assign(skill: string, to: Holding, values: Partial<Held>, actor: string): Promise<void> {
    const proficiency = checkRange('proficiency', values.proficiency ?? 1, 1, 100);
    const desire = checkRange('desire', values.desire ?? 0, 0, 100);
    const { id, name } = await find(skill);
    const holder = await findHolder(to);
    if (!holder.acd) {
      const why = `The workgroup ${holder.name} is not ACD (its Max Assign is 0), so it cannot carry skills.`;
      throw new IwtError('request.invalid', why, { field: 'workgroup' });
    }
    const detail = { [to.kind]: holder.name, proficiency, desire };
    const entry = { actor, action: 'skill.assign', target: name, detail };
    const done = await store.assign(to.kind, holder.id, id, { proficiency, desire }, entry);
    if (!done) throw new IwtError('not-found', `There is no skill "${name}".`);
    changed();
  }

  async function unassign(skill: string, from: Holding, actor: string): Promise<void> {
    const { id, name } = await find(skill);
    const holder = await findHolder(from);
    const entry = { actor, action: 'skill.unassign', target: name, detail: { [from.kind]: holder.name } };
    if (!(await store.unassign(from.kind, holder.id, id, entry))) {
      throw new IwtError('not-found', `The ${from.kind} ${holder.name} was not given the skill "${name}".`);
    }
    changed();
  }

  return {
    async list() {
      const users = await store.assignments('user');
      const workgroups = await store.assignments('workgroup');
      const of = (rows: typeof users, name: string) =>
        rows.filter(({ skill }) => skill === name).map(({ holder, values }) => ({ name: holder, ...values }));
      return (await store.all()).map(({ name }) => ({
        name,
        users: of(users, name),
        workgroups: of(workgroups, name),
      }));
    },
    async add(given, actor) {
      const name = readName('skill', given);
      const id = Buffer.from(runtime.ids.bytes(16)).toString('base64url');
      const entry = { actor, action: 'skill.add', target: name.text };
      if (await store.add(id, name, runtime.clock.now(), entry)) return;
      throw new IwtError('account.exists', `There is a skill "${name.text}" already.`, { field: 'skill' });
    },
    async remove(given, actor) {
      const { id, name } = await find(given);
      await store.remove(id, { actor, action: 'skill.remove', target: name });
      tables.forget();
      changed();
    },
    assign,
    unassign,
    tables: tables.list,
    addTable: tables.add,
    removeTable: tables.remove,
    map: tables.map,
    unmap: tables.unmap,
    hooks,
    route: createRoute({ hooks, book: tables.book, findSkill: find, runtime }),
    watch(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
