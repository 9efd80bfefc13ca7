import type { Database } from '../database/connect.ts';
import { status } from '../database/migrate.ts';
import type { ServerState } from '../proxy/upstreams.ts';
import type { Clock } from '../runtime/clock.ts';
import type { JsonAnswer } from '../wire/room.ts';
import type { Metrics } from './metrics.ts';
import { ping } from './store.ts';

/** Whether the process lives, and whether it should be given work. Says nothing that a stranger should not know. */
export interface Operations {
  /** 200 as long as the process answers at all. */
  live(): JsonAnswer;
  /** 200 when it can take chats; 503 with the reason otherwise, so that a balancer sends nobody here. */
  ready(): Promise<JsonAnswer>;
  /** What is counted, for those who may read it. */
  readonly metrics: Metrics;
}

/** How long an answer of the database stands, in milliseconds: whoever asks often costs little. */
const answerStands = 1_000;
/** How long the database may take before it counts as away. */
const patience = 2_000;

type Problem = 'closing' | 'starting' | 'database' | 'migrations' | 'cic';

/** The CIC servers behind a gateway. */
export interface CicHealth {
  states(): readonly ServerState[];
  /** Whether chats are taken here when none of them answers. */
  readonly net: boolean;
}

export interface OperationsParts {
  readonly database: Database;
  readonly clock: Clock;
  /** How far the service is: `starting` until it is up, `closing` once it goes down. */
  readonly phase: () => 'starting' | 'up' | 'closing';
  /** Undefined: there are none. */
  readonly cic: CicHealth | undefined;
  readonly metrics: Metrics;
}

export function createOperations({ database, clock, phase, cic, metrics }: OperationsParts): Operations {
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

  /** One server is enough, be it the backup: it takes over. */
  function cicProblem(servers: readonly ServerState[]): Problem | undefined {
    if (cic === undefined || cic.net) return undefined;
    return servers.some(({ circuit }) => circuit === 'closed') ? undefined : 'cic';
  }

  return {
    live: () => ({ body: { status: 'up' } }),
    async ready() {
      const current = phase();
      const servers = cic?.states() ?? [];
      const problem = current === 'up' ? ((await databaseProblem()) ?? cicProblem(servers)) : current;
      const said = cic ? { cic: servers.map(shown) } : {};
      if (problem === undefined) return { body: { status: 'ready', ...said } };
      return { status: 503, headers: { 'Retry-After': '5' }, body: { status: 'unready', problem, ...said } };
    },
    metrics,
  };
}

/** Without the reason: it is the operators', and strangers may read this. */
function shown({ name, circuit, role, since }: ServerState): Omit<ServerState, 'reason'> {
  return { name, circuit, role, since };
}
