import { Resolver } from 'node:dns/promises';
import type { BlockList } from 'node:net';
import { addRange, isInside, readTrustedHosts } from '../limits/trusted-hosts.ts';
import type { Params } from '../params/params.ts';
import type { Cancel } from '../runtime/clock.ts';
import type { Runtime } from '../runtime/runtime.ts';

/** Addresses of a host name, both families. Rejects when it has none, or nobody knows. */
export type Resolve = (name: string) => Promise<readonly string[]>;

/** Names are looked up this often; in between, and while the name server is silent, the last answer counts. */
const lookEveryMs = 5 * 60_000;

/** Who the parameter `TrustedHosts` names. Asking it never waits: names are resolved beside. */
export interface TrustedCallers {
  trusts(address: string): boolean;
  start(): void;
  /** Resolves when all names that were being looked up are known, or known to be unknown. */
  settled(): Promise<void>;
  close(): void;
}

export function createTrustedCallers(parts: {
  readonly params: Pick<Params, 'get' | 'watch'>;
  readonly runtime: Pick<Runtime, 'clock' | 'log'>;
  readonly resolve?: Resolve | undefined;
}): TrustedCallers {
  const { clock, log } = parts.runtime;
  const resolve = parts.resolve ?? resolveName;
  let hosts = readTrustedHosts('');
  let resolved: BlockList = readTrustedHosts('').ranges;
  const known = new Map<string, readonly string[]>();
  let looking: Promise<void> = Promise.resolve();
  let cancel: Cancel | undefined;
  let closed = false;
  let round = 0;

  async function look(): Promise<void> {
    cancel?.();
    const own = ++round;
    const { names } = hosts;
    const found = await Promise.all(names.map((name) => addressesOf(name)));
    // Another value came meanwhile.
    if (own !== round || closed) return;
    const next = readTrustedHosts('').ranges;
    for (const address of found.flat()) addRange(next, address);
    resolved = next;
    if (names.length > 0) cancel = clock.after(lookEveryMs, lookAgain);
  }

  function lookAgain(): void {
    looking = look();
  }

  async function addressesOf(name: string): Promise<readonly string[]> {
    try {
      const addresses = await resolve(name);
      known.set(name, addresses);
      return addresses;
    } catch (error) {
      log.warn({ err: error, name }, 'a name in TrustedHosts could not be resolved');
      return known.get(name) ?? [];
    }
  }
  function adopt(text: string): void {
    hosts = readTrustedHosts(text);
    for (const name of known.keys()) if (!hosts.names.includes(name)) known.delete(name);
    lookAgain();
  }

  const unwatch = parts.params.watch('TrustedHosts', adopt);

  return {
    trusts: (address) => isInside(hosts.ranges, address) || isInside(resolved, address),
    start: () => adopt(parts.params.get('TrustedHosts')),
    settled: () => looking,
    close() {
      closed = true;
      cancel?.();
      unwatch();
    },
  };
}

/** Short of patience: a name server that does not answer must not hold anything up. */
async function resolveName(name: string): Promise<string[]> {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
  const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  if (found.length === 0) throw new Error(`The name ${name} has no address.`);
  return found;
}
