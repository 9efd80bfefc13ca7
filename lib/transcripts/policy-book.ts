import type { Audit } from '../audit/audit.ts';
import { IwtError } from '../errors.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { type Policy, type PolicyEntity, policyActions, policyEvents } from './policies.ts';
import type { TranscriptStore } from './store.ts';

/** What an administrator asks for. Neither workgroup nor user: all chats. */
export interface NewPolicy {
  readonly workgroup?: string | undefined;
  readonly user?: string | undefined;
  /** `ended` when absent. */
  readonly event?: string | undefined;
  /** `record` when absent. */
  readonly action?: string | undefined;
}

export interface Policies {
  /** In the order in which they were added. */
  list(): Promise<readonly Policy[]>;
  /** @throws IwtError `request.invalid`; `not-found` for a workgroup or user that is not there */
  add(policy: NewPolicy, actor: string): Promise<Policy>;
  /** @throws IwtError `not-found` */
  remove(id: string, actor: string): Promise<void>;
}

export interface PolicyParts {
  readonly store: Pick<TranscriptStore, 'policies' | 'addPolicy' | 'removePolicy'>;
  readonly audit: Pick<Audit, 'record'>;
  readonly runtime: Pick<Runtime, 'clock' | 'ids'>;
  readonly workgroups: { find(name: string): Promise<{ readonly id: string; readonly name: string } | undefined> };
  readonly agents: {
    findByName(username: string): Promise<{ readonly id: string; readonly username: string } | undefined>;
  };
}

export function createPolicies({ store, audit, runtime, workgroups, agents }: PolicyParts): Policies {
  async function entityOf({ workgroup, user }: NewPolicy): Promise<PolicyEntity> {
    if (workgroup !== undefined && user !== undefined) {
      throw new IwtError('request.invalid', 'A policy is for a workgroup or for a user, not for both.');
    }
    if (workgroup !== undefined) {
      const found = await workgroups.find(workgroup);
      if (!found) throw new IwtError('not-found', `There is no workgroup "${workgroup.slice(0, 100)}".`);
      return { type: 'workgroup', id: found.id, name: found.name };
    }
    if (user === undefined) return { type: 'all' };
    const found = await agents.findByName(user);
    if (!found) throw new IwtError('not-found', `There is no user "${user.slice(0, 100)}".`);
    return { type: 'user', id: found.id, name: found.username };
  }

  return {
    list: () => store.policies(),
    async add(wanted, actor) {
      const policy: Policy = {
        id: runtime.ids.bytes(16).toString('base64url'),
        entity: await entityOf(wanted),
        event: oneOf('event', policyEvents, wanted.event ?? 'ended'),
        action: oneOf('action', policyActions, wanted.action ?? 'record'),
      };
      const { id, ...detail } = policy;
      await store.addPolicy(policy, runtime.clock.now(), (trx) =>
        audit.record({ actor, action: 'transcript-policy.add', target: id, detail }, trx),
      );
      return policy;
    },
    async remove(id, actor) {
      const removed = await store.removePolicy(id, (trx) =>
        audit.record({ actor, action: 'transcript-policy.remove', target: id }, trx),
      );
      if (!removed) throw new IwtError('not-found', 'There is no such policy.');
    },
  };
}

function oneOf<Word extends string>(field: string, words: readonly Word[], given: string): Word {
  const found = words.find((word) => word === given.toLowerCase());
  if (found) return found;
  throw new IwtError('request.invalid', `The ${field} of a policy is one of ${words.join(', ')}.`, { field });
}
