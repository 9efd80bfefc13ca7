import { hash, verify } from '@node-rs/argon2';
import { IwtError } from '../errors.ts';

/** Argon2id (the library's default) with the least that OWASP's Password Storage Cheat Sheet asks: 19 MiB, 2 passes, 1 lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Name of the algorithm, as it stands beside a stored hash. */
export const passwordAlgorithm = 'argon2id';

/** Salt and hash are all zeros: no password is known that fits, and verifying against it costs what any other costs. */
const dummy = `$argon2id$v=19$m=${cost.memoryCost},t=${cost.timeCost},p=${cost.parallelism}$${'A'.repeat(22)}$${'A'.repeat(43)}`;

/**
 * Hashes at work at one time. Each takes 19 MiB and a thread of libuv's pool (four, also used for files and DNS), so
 * that a flood of logins leaves half of the pool to others.
 */
export const hashesAtOnce = 2;

/** Hashes that may wait; at some 30 ms each the last one waits two seconds. More are refused. */
export const hashesWaiting = 128;

/** Longest password that is hashed, in UTF-16 units; bounds the work of a request. */
export const longestPassword = 128;

export interface Passwords {
  /** A hash in the PHC string format. @throws IwtError `login.limited` when too many are waiting */
  hash(password: string): Promise<string>;
  /**
   * Whether the password fits. Without a hash (unknown name, no password set) it takes the same time and answers false.
   * @throws IwtError `login.limited` when too many are waiting
   */
  verify(hashed: string | null | undefined, password: string): Promise<boolean>;
}

export function createPasswords(): Passwords {
  const queue = createQueue(hashesAtOnce, hashesWaiting);
  return {
    hash: (password) => queue(() => hash(password, cost)),
    async verify(hashed, password) {
      const possible = typeof hashed === 'string' && password.length <= longestPassword;
      const fits = await queue(() => verify(possible ? hashed : dummy, password.slice(0, longestPassword)));
      return fits && possible;
    },
  };
}

/** Runs at most `atOnce` tasks together and keeps at most `waiting` more. */
function createQueue(atOnce: number, waiting: number): <T>(task: () => Promise<T>) => Promise<T> {
  const line: (() => void)[] = [];
  let running = 0;
  return async (task) => {
    if (running < atOnce) running++;
    else if (line.length >= waiting) throw new IwtError('login.limited', 'Too many people are signing in just now.');
    // Whoever finishes hands its place to the next in line, so `running` does not change.
    else await new Promise<void>((resolve) => line.push(resolve));
    try {
      return await task();
    } finally {
      const next = line.shift();
      if (next) next();
      else running--;
    }
  };
}
