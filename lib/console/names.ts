import type { Agents } from '../agents/agents.ts';

/** Display name of a user; the key itself when nobody has it any more. */
export type NameOf = (user: string) => string;

/** Display names of users, as summaries need them. */
export interface Names {
  /** Knows all names asked for with `learn`. */
  readonly of: NameOf;
  /** Makes sure that these users' names are known; nothing is read when they are. */
  learn(users: readonly (string | null)[]): Promise<void> | undefined;
  /** The user changed: the next `learn` reads the name again. */
  forget(user: string): void;
}

/** Users are few (those who ever worked here), so all names that were asked for stay in memory. */
export function createNames(agents: Pick<Agents, 'find'>): Names {
  const known = new Map<string, string>();

  async function read(users: readonly string[]): Promise<void> {
    for (const user of users) known.set(user, (await agents.find(user))?.displayName ?? user);
  }

  return {
    of: (user) => known.get(user) ?? user,
    learn(users) {
      const missing = users.filter((user): user is string => user !== null && !known.has(user));
      return missing.length === 0 ? undefined : read([...new Set(missing)]);
    },
    forget: (user) => void known.delete(user),
  };
}
