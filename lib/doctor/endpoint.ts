import type { Facts } from './advice.ts';
import { hostOf, portOf } from './probe-http.ts';

/** What listens somewhere: WebProcessorBridge, the Web HTML plug-in or the web server of the site. */
export type Part = 'bridge' | 'plugin' | 'site';

/** One place where something listens. */
export interface Endpoint {
  readonly part: Part;
  /** Such as `http://icserver:8114`. */
  readonly origin: URL;
  /** Certificate authorities as PEM; undefined: those that come with Node.js. */
  readonly ca: readonly string[] | undefined;
  /** Whether the gateway checks certificates; what is wrong with one is only worth a warning otherwise. */
  readonly verify: boolean;
}

/** For the advice of a finding about this place. */
export function factsOf({ part, origin }: Endpoint): Facts {
  const scheme = origin.protocol === 'https:' ? 'HTTPS' : 'HTTP';
  return { part, host: hostOf(origin), port: String(portOf(origin)), scheme };
}

/** An origin as people write it, always with its port: `http://icserver:8114`. */
export function shown(origin: URL): string {
  return `${origin.protocol}//${origin.hostname}:${portOf(origin)}`;
}
