import type { Probe } from '../../lib/proxy/health-check.ts';
import { createUpstreams } from '../../lib/proxy/live-upstreams.ts';
import type { CicServer } from '../../lib/proxy/settings.ts';
import type { Outcome, Upstreams } from '../../lib/proxy/upstreams.ts';
import { type TestClock, testClock } from '../support/clock.ts';

export const answered = (status: number): Outcome => ({ kind: 'answered', status });
export const refused: Outcome = { kind: 'unreachable', code: 'ECONNREFUSED' };
export const timeOut: Outcome = { kind: 'failed', code: 'TIMEOUT' };

/** CIC servers that are made of what they answer health checks; `silent` ones never do. */
export interface Pair {
  readonly upstreams: Upstreams;
  readonly clock: TestClock;
  /** What each server answers from now on. */
  readonly says: (Outcome | 'silent')[];
  /** Every line of the log, as its code and server. */
  readonly lines: string[];
  /** Health checks so far, by server. */
  readonly checks: number[];
  /** Health checks that were broken off. */
  readonly aborted: number[];
  /** Lets time pass in small steps, so that answers arrive in between. */
  pass(ms: number): Promise<void>;
}

export interface PairOptions {
  readonly switchover?: 'documented' | 'transparent';
  readonly net?: boolean;
}

export function pairOf(
  says: (Outcome | 'silent')[],
  { switchover = 'transparent', net = false }: PairOptions = {},
): Pair {
  const clock = testClock();
  const lines: string[] = [];
  const checks = says.map(() => 0);
  const aborted = says.map(() => 0);
  const write = (fields: object) => {
    const { code, server } = fields as { code: string; server?: string };
    lines.push(server === undefined ? code : `${code} ${server}`);
  };
  const log = { debug() {}, info: write, warn: write, error: write };
  const probe: Probe = (server, signal) => {
    checks[server] = (checks[server] ?? 0) + 1;
    const said = says[server];
    if (said !== 'silent' && said !== undefined) return Promise.resolve(said);
    return new Promise((_, reject) => {
      signal.addEventListener('abort', () => {
        aborted[server] = (aborted[server] ?? 0) + 1;
        reject(new Error('aborted'));
      });
    });
  };
  const servers = says.map((_, index) => ({ name: `Server${index + 1}` }) as CicServer);
  const upstreams = createUpstreams({ settings: { servers, switchover, net }, probe, clock, log });

  async function pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 100) {
      await settled();
      clock.advance(Math.min(100, left));
    }
    await settled();
  }
  return { upstreams, clock, says, lines, checks, aborted, pass };
}

/** Everything that waits for nothing but promises has run. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
