import type { Audit } from '../audit/audit.ts';
import type { Database } from '../database/connect.ts';
import { IwtError } from '../errors.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { type WorkgroupRow, workgroupStore } from './store.ts';

/** A group of agents with a queue (handlers-and-site section 4.3). */
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
  readonly members: number;
}

export interface Workgroups {
  /** All workgroups by name. */
  list(): Promise<readonly Workgroup[]>;
  /** @throws IwtError `request.missing-data`, `request.invalid` (name over 100 characters), `account.exists` (name taken) */
  create(name: string, actor: string): Promise<Workgroup>;
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
  const { runtime } = parts;
  const store = workgroupStore(parts.database);

  async function create(name: string, actor: string): Promise<Workgroup> {
    const trimmed = name.trim();
    if (trimmed === '') throw new IwtError('request.missing-data', 'A workgroup needs a name.');
    if (trimmed.length > maximumName) {
      throw new IwtError('request.invalid', `A workgroup's name has at most ${maximumName} characters.`);
    }
    const id = Buffer.from(runtime.ids.bytes(16)).toString('base64url');
    const inserted = await store.insert({ id, name: trimmed, createdAt: runtime.clock.now() });
    if (!inserted) throw new IwtError('account.exists', `There is a workgroup "${trimmed}" already.`);
    await parts.audit.record({ actor, action: 'workgroup.create', target: trimmed });
    return workgroup(await store.get(id));
  }

  return {
    list: async () => (await store.all()).map(workgroup),
    create,
    async ensureFirst() {
      if ((await store.all()).length > 0) return;
      // Another process may have been faster; then its row is the first workgroup.
      await store.insert({ id: firstId, name: firstName, createdAt: runtime.clock.now() });
    },
  };
}

function workgroup(row: WorkgroupRow): Workgroup {
  return {
    id: row.id,
    name: row.name,
    active: row.active !== 0,
    chatMaxAssign: row.chat_max_assign,
    chatUtilization: row.chat_utilization,
    alertTimeout: row.alert_timeout_s,
    members: Number(row.members),
  };
}
