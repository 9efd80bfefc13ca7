import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { codeOf, type Limits, within } from './probe.ts';

export type Names =
  | { readonly kind: 'found'; readonly addresses: readonly string[] }
  /** The host is an address itself. */
  | { readonly kind: 'address'; readonly addresses: readonly string[] }
  | { readonly kind: 'unknown'; readonly code: string }
  | { readonly kind: 'timeout' };

/** Addresses of one name that are tried. */
export const MAX_ADDRESSES = 8;

/** Resolves a host as every other program of this machine does: hosts file, then DNS. */
export async function lookUp(host: string, { clock, connectTimeout }: Limits): Promise<Names> {
  if (isIP(host) !== 0) return { kind: 'address', addresses: [host] };
  const work = lookup(host, { all: true }).then(
    (found): Names => ({ kind: 'found', addresses: found.map(({ address }) => address).slice(0, MAX_ADDRESSES) }),
    (error): Names => ({ kind: 'unknown', code: codeOf(error) }),
  );
  return within(clock, connectTimeout, work, { kind: 'timeout' });
}
