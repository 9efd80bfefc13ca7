import type { Audit } from '../audit/audit.ts';
import type { Database } from '../database/connect.ts';
import { IwtError } from '../errors.ts';
import type { Cancel } from '../runtime/clock.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { columnsOf, type WorkgroupChange } from './change.ts';
import { standard } from './figures.ts';
import { type CallbackSettings, createSettings } from './settings.ts';
import { type IdleRow, type WorkgroupRow, workgroupStore } from './store.ts';

export type { WorkgroupChange } from './change.ts';
export { checkFigure, type LimitName, limits } from './figures.ts';
export type { CallbackSettings } from './settings.ts';

/** A group of agents with a queue (handlers-and-site section 4.3). Where nothing was set, the defaults stand here. */
export interface Workgroup {
  readonly id: string;
  readonly name: string;
  readonly active: boolean;
  /** Most chats that assignment gives one agent from this queue. */
  readonly chatMaxAssign: number;
  /** Percent of an agent's attention that one chat takes. */
  readonly chatUtilization: number;
  /** Seconds an agent has to pick up. */
  readonly alertTimeout: number;
  /** Visitors can ask to be called back. */
  readonly callbacksEnabled: boolean;
  readonly callbackMaxAssign: number;
  readonly callbackUtilization: number;
  /** How often a callback may be tried again. */
  readonly callbackRetries: number;
  /** Minutes until it is; null: the parameter *Default Snooze Duration* decides. */
  readonly callbackRetryMinutes: number | null;
  /** Seconds in the queue after which agents below the minimum proficiency may get it as well; null: never. */
  readonly skillRelaxAfter: number | null;
  /** Seconds until a visitor counts as idle; null: the parameter *PartyIdleTime*. */
  readonly idleTime: number | null;
  /** Seconds from the warning to the end; null: the parameter *PartyIdleGraceTime*. */
  readonly idleGrace: number | null;
  /** Null: the parameter *IdleWarningMessage*. */
  readonly idleWarning: string | null;
  /** Null: the parameter *IdleDisconnectMessage*. */
  readonly idleDisconnect: string | null;
  readonly members: number;
}

/** What a workgroup says of idle visitors; null: the parameter counts. */
export interface IdleOverride {
  /** Seconds. */
  readonly idle: number | null;
  /** Seconds. */
  readonly grace: number | null;
  readonly warning: string | null;
  readonly disconnect: string | null;
}

export interface Workgroups {
  /** All workgroups by name. */
  list(): Promise<readonly Workgroup[]>;
  /** By name in any letter case; inactive ones too. */
  find(name: string): Promise<Workgroup | undefined>;
  /** @throws IwtError `request.missing-data`, `request.invalid` (name over 100 characters), `account.exists` (name taken) */
  create(name: string, actor: string): Promise<Workgroup>;
  /**
   * Acts with the next assignment, in other processes within seconds.
   * @throws IwtError `not-found`, `request.missing-data` (no change), `request.invalid` with `details.field`
   */
  update(name: string, change: WorkgroupChange, actor: string): Promise<Workgroup>;
  /** What it says of callbacks, by its key: from memory, at most three seconds old. A user's own queue has the defaults. */
  settings(id: string): Promise<CallbackSettings>;
  /** By their keys, the workgroups that say anything of idle visitors. */
  idleOverrides(): Promise<ReadonlyMap<string, IdleOverride>>;
  /** Calls `listener` with the key of a workgroup that was changed here, once it is on disk. */
  watch(listener: (id: string) => void): Cancel;
  /** Makes the first workgroup, `Support`, in a database that has none, so that a new site can chat at once. */
  ensureFirst(): Promise<void>;
}

const maximumName = 100;
const firstName = 'Support';
/** Fixed, so that two processes that start at once make one. */
const firstId = 'support000000000000000';

export function createWorkgroups(parts: {
  database: Database;
  runtime: Runtime;
  audit: Pick<Audit, 'record'>;
}): Workgroups {
  const { runtime, audit } = parts;
  const store = workgroupStore(parts.database);
  const settings = createSettings(store.settings, runtime.clock);
  const listeners = new Set<(id: string) => void>();

  async function create(name: string, actor: string): Promise<Workgroup> {
    const trimmed = name.trim();
    if (trimmed === '') throw new IwtError('request.missing-data', 'A workgroup needs a name.');
    if (trimmed.length > maximumName) {
      throw new IwtError('request.invalid', `A workgroup's name has at most ${maximumName} characters.`);
    }
    const id = Buffer.from(runtime.ids.bytes(16)).toString('base64url');
    const inserted = await store.insert({ id, name: trimmed, createdAt: runtime.clock.now() });
    if (!inserted) throw new IwtError('account.exists', `There is a workgroup "${trimmed}" already.`);
    await audit.record({ actor, action: 'workgroup.create', target: trimmed });
    return workgroup(await store.get(id));
  }

  async function update(name: string, change: WorkgroupChange, actor: string): Promise<Workgroup> {
    const columns = columnsOf(change);
    const found = await store.byName(name.trim());
    if (!found) throw new IwtError('not-found', `There is no workgroup "${name.trim()}".`);
    const entry = { actor, action: 'workgroup.update', target: found.name, detail: told(change) };
    await store.update(found.id, columns, (trx) => audit.record(entry, trx));
    settings.forget(found.id);
    for (const listener of listeners) listener(found.id);
    return workgroup(await store.get(found.id));
  }

  return {
    list: async () => (await store.all()).map(workgroup),
    async find(name) {
      const row = await store.byName(name.trim());
      return row && workgroup(row);
    },
    create,
    update,
    settings: settings.get,
    idleOverrides: async () => new Map((await store.idle()).map((row) => [row.id, idleOverride(row)])),
    watch(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async ensureFirst() {
      if ((await store.all()).length > 0) return;
      // Another process may have been faster; then its row is the first workgroup.
      await store.insert({ id: firstId, name: firstName, createdAt: runtime.clock.now() });
    },
  };
}

/** Opening hours and messages may be longer than what a row of the audit holds. */
function told(change: WorkgroupChange): Readonly<Record<string, unknown>> {
  const told: Record<string, unknown> = { ...change };
  for (const name of ['openingHours', 'idleWarning', 'idleDisconnect']) if (told[name]) told[name] = 'set';
  return told;
}

function workgroup(row: WorkgroupRow): Workgroup {
  return {
    id: row.id,
    name: row.name,
    active: row.active !== 0,
    chatMaxAssign: row.chat_max_assign,
    chatUtilization: row.chat_utilization,
    alertTimeout: row.alert_timeout_s,
    callbacksEnabled: row.callbacks_enabled !== 0,
    callbackMaxAssign: row.callback_max_assign ?? standard.callbackMaxAssign,
    callbackUtilization: row.callback_utilization ?? standard.callbackUtilization,
    callbackRetries: row.callback_retries ?? standard.callbackRetries,
    callbackRetryMinutes: row.callback_retry_min || null,
    skillRelaxAfter: row.skill_relax_s,
    idleTime: row.idle_time_s,
    idleGrace: row.idle_grace_s,
    idleWarning: row.idle_warning,
    idleDisconnect: row.idle_disconnect,
    members: Number(row.members),
  };
}

function idleOverride(row: IdleRow): IdleOverride {
  return {
    idle: row.idle_time_s,
    grace: row.idle_grace_s,
    warning: row.idle_warning,
    disconnect: row.idle_disconnect,
  };
}
