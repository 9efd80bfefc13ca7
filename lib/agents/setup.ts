import type { Audit } from '../audit/audit.ts';
import { isDuplicate } from '../database/errors.ts';
import { digest, secret } from '../runtime/ids.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Workgroups } from '../workgroups/workgroups.ts';
import type { AgentStore, NewUserRow } from './store.ts';
import type { NewUser, User } from './user.ts';

/** The first administrator's way in: a link that works once. There is no default password. */
export interface Setup {
  /** A token for the link: 256 random bits, kept only as a digest. Undefined when there are users already. */
  makeToken(): Promise<string | undefined>;
  /** Whether the token's 24 hours last, it has not been used, and there is still no user. */
  works(token: string): Promise<boolean>;
  /** Undefined when the token does not work (any more). @throws IwtError as `Agents.create` does */
  createAdministrator(token: string, user: SetupUser): Promise<User | undefined>;
}

export interface SetupUser {
  readonly username: string;
  readonly displayName: string;
  readonly password: string;
}

const linkLasts = 24 * 3_600_000;

interface Parts {
  readonly workgroups: Pick<Workgroups, 'list'>;
  readonly runtime: Runtime;
  readonly audit: Pick<Audit, 'record'>;
}

export function createSetup(
  { workgroups, runtime, audit }: Parts,
  store: AgentStore,
  newRow: (user: NewUser) => Promise<NewUserRow>,
): Setup {
  const { clock, ids } = runtime;
  const works = (token: string) => store.setupLinkWorks(digest(token), clock.now());

  return {
    works,
    async makeToken() {
      if (await store.hasUsers()) return undefined;
      const token = secret(ids);
      const now = clock.now();
      await store.addSetupLink(digest(token), now, now + linkLasts);
      return token;
    },
    async createAdministrator(token, user) {
      if (!(await works(token))) return undefined;
      const row = await newRow({ ...user, role: 'administrator' });
      // A member of every workgroup, so that a new site can chat at once.
      const everywhere = (await workgroups.list()).map(({ id }) => id);
      const used = await store.useSetupLink(digest(token), row, everywhere, clock.now()).catch((error) => {
        if (isDuplicate(error)) return false;
        throw error;
      });
      if (!used) return undefined;
      await audit.record({ actor: 'setup link', action: 'user.create', target: row.username });
      return store.find({ id: row.id });
    },
  };
}
