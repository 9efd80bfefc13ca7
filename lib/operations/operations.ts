import type { Database } from '../database/connect.ts';
import { status } from '../database/migrate.ts';
import type { Clock } from '../runtime/clock.ts';
import type { JsonAnswer } from '../wire/room.ts';
import { ping } from './store.ts';

/** Whether the process lives, and whether it should be given work. Says nothing that a stranger should not know. */
export interface Operations {
  /** 200 as long as the process answers at all. */
  live(): JsonAnswer;
  /** 200 when it can take chats; 503 with the reason otherwise, so that a balancer sends nobody here. */
  ready(): Promise<JsonAnswer>;
}

/** How long an answer of the database stands, in milliseconds: whoever asks often costs little. */
const answerStands = 1_000;
/** How long the database may take before it counts as away. */
const patience = 2_000;

type Problem = 'closing' | 'starting' | 'database' | 'migrations';

export function createOperations(parts: {
  readonly database: Database;
  readonly clock: Clock;
  /** How far the service is: `starting` until it is up, `closing` once it goes down. */
  readonly phase: () => 'starting' | 'up' | 'closing';
}): Operations {
  const { database, clock, phase } = parts;
  let migrated = false;
  let last: { readonly at: number; readonly problem: Promise<Problem | undefined> } | undefined;

  async function look(): Promise<Problem | undefined> {
    try {
      if (migrated) {
        await ping(database);
        return undefined;
      }
      const { pending, unknown } = await status(database);
      migrated = pending.length === 0 && unknown.length === 0;
      return migrated ? undefined : 'migrations';
    } catch {
      return 'database';
    }
  }

  /** A database that does not answer must not keep the asker waiting. */
  function lookInTime(): Promise<Problem | undefined> {
    return new Promise((resolve) => {
      const cancel = clock.after(patience, () => resolve('database'));
      void look().then((problem) => {
        cancel();
        resolve(problem);
      });
    });
  }

  function databaseProblem(): Promise<Problem | undefined> {
    const now = clock.now();
    if (!last || now - last.at >= answerStands) last = { at: now, problem: lookInTime() };
    return last.problem;
  }

  return {
    live: () => ({ body: { status: 'up' } }),
    async ready() {
      const current = phase();
      const problem = current === 'up' ? await databaseProblem() : current;
      if (problem === undefined) return { body: { status: 'ready' } };
      return { status: 503, headers: { 'Retry-After': '5' }, body: { status: 'unready', problem } };
    },
  };
}
