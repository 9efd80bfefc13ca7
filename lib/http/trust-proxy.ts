import type { IncomingMessage } from 'node:http';
import type { Log } from '../runtime/log.ts';

/**
 * Looks once, at the first request, at the host's setting `trust proxy`. One that believes every address that a request
 * names lets anybody choose his own, and limits per address mean nothing. It is the host's to decide, so it is only said.
 */
export function createProxyCheck(log: Log): (req: IncomingMessage) => void {
  let looked = false;
  return (req) => {
    if (looked) return;
    looked = true;
    if (!trustsEverybody(req)) return;
    log.warn(
      { code: 'IWT_TRUST_PROXY_PERMISSIVE' },
      'The setting "trust proxy" believes every address in X-Forwarded-For, so visitors can choose theirs and no limit per address holds. Set it to the addresses or the number of your proxies',
    );
  };
}

/** An address of nobody (RFC 5737), further away than proxies stand in a row. */
const stranger = { address: '192.0.2.1', hops: 100 };

function trustsEverybody(req: IncomingMessage): boolean {
  const { app } = req as IncomingMessage & { readonly app?: { get?(name: string): unknown } };
  const trusts = app?.get?.('trust proxy fn');
  try {
    return typeof trusts === 'function' && trusts(stranger.address, stranger.hops) === true;
  } catch {
    return false;
  }
}
