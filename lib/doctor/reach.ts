import { type Endpoint, factsOf, shown } from './endpoint.ts';
import { judgeName, judgePort } from './judge-reach.ts';
import { judgeTls } from './judge-tls.ts';
import type { Limits } from './probe.ts';
import { ask, hostOf, portOf } from './probe-http.ts';
import { lookUp } from './probe-name.ts';
import { knock } from './probe-port.ts';
import { shakeHands } from './probe-tls.ts';
import { type Task, task } from './task.ts';

/** The way to one place: its name, its port, and TLS. */
export interface Way {
  /** In the order in which they are told. */
  readonly tasks: readonly Task<unknown>[];
  /** Whatever asks there needs all of these. */
  readonly needs: readonly Task<unknown>[];
  /** The address to connect to. Only to be asked when `needs` came out well. */
  address(): Promise<string>;
}

export interface WayContext {
  readonly section: string;
  readonly limits: Limits;
  /** Names that were looked up in this section already. */
  readonly names: Map<string, Task<readonly string[]>>;
  /** The authority given for the plug-in is the one given for WebProcessorBridge. */
  readonly sharedAuthority: boolean;
}

/** Begins to find out how far one gets. */
export function findWay(endpoint: Endpoint, context: WayContext): Way {
  const { section, names } = context;
  const host = hostOf(endpoint.origin);
  const target = shown(endpoint.origin);
  const known = names.get(host);
  const name = known ?? lookingUp(endpoint, context);
  names.set(host, name);
  const port = task(
    { section, step: 'port', target, tried: `Connect to port ${portOf(endpoint.origin)} of ${host}` },
    [name],
    async () => {
      const addresses = (await name.done).value ?? [];
      const knocks = await knock(addresses, portOf(endpoint.origin), context.limits);
      return { verdict: judgePort(knocks, endpoint), value: knocks.find(({ result }) => result === 'open')?.address };
    },
  );
  const address = async () => (await port.done).value ?? '';
  const secured = endpoint.origin.protocol === 'https:' ? [shakingHands(endpoint, context, port, address)] : [];
  return { tasks: [...(known ? [] : [name]), port, ...secured], needs: [port, ...secured], address };
}

function lookingUp(endpoint: Endpoint, { section, limits }: WayContext): Task<readonly string[]> {
  const host = hostOf(endpoint.origin);
  return task({ section, step: 'name', target: shown(endpoint.origin), tried: `Look up ${host}` }, [], async () => {
    const names = await lookUp(host, limits);
    return { verdict: judgeName(names, endpoint), value: 'addresses' in names ? names.addresses : undefined };
  });
}

function shakingHands(
  endpoint: Endpoint,
  { section, limits, sharedAuthority }: WayContext,
  port: Task<unknown>,
  address: () => Promise<string>,
): Task<undefined> {
  const { origin, ca } = endpoint;
  const { host = '' } = factsOf(endpoint);
  const heading = {
    section,
    step: 'tls',
    target: shown(origin),
    tried: `Shake hands (TLS) with ${host}:${portOf(origin)}`,
  } as const;
  return task(heading, [port], async () => {
    const place = { host, address: await address(), port: portOf(origin), ca };
    const handshake = await shakeHands(place, limits);
    const plainHttp = handshake.kind === 'failed' && (await speaksHttp(endpoint, place.address, limits));
    const context = { now: limits.clock.now(), plainHttp, sharedAuthority };
    return { verdict: judgeTls(handshake, endpoint, context), value: undefined };
  });
}

async function speaksHttp({ origin }: Endpoint, address: string, limits: Limits): Promise<boolean> {
  const url = new URL(`http://${origin.hostname}:${portOf(origin)}/`);
  return (await ask({ url, address, method: 'HEAD' }, limits)).kind === 'answered';
}

/** Whether a port that should speak plain HTTP speaks TLS, by the way it answered: not at all, or with "Bad Request". */
export async function speaksTls(
  endpoint: Endpoint,
  address: string,
  answer: Awaited<ReturnType<typeof ask>>,
  limits: Limits,
): Promise<boolean> {
  const suspect = answer.kind === 'failed' || (answer.kind === 'answered' && answer.status === 400);
  if (!suspect || endpoint.origin.protocol === 'https:') return false;
  const place = { host: hostOf(endpoint.origin), address, port: portOf(endpoint.origin), ca: undefined };
  return (await shakeHands(place, limits)).kind === 'done';
}
