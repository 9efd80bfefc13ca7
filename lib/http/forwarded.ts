import type { IncomingMessage } from 'node:http';
import { isIP, type Socket } from 'node:net';
import { withoutPort } from '../limits/address.ts';

interface ExpressRequest extends IncomingMessage {
  readonly ips?: readonly string[];
}

/**
 * Value of `X-Forwarded-For` for the next server: the way the request has come as far as the host's `trust proxy` setting
 * believes it, and who has sent it here. Undefined: nobody knows (a socket of the file system). `chained`: the request
 * itself has such a header.
 */
export function forwardedFor(req: ExpressRequest, { remoteAddress }: Socket, chained: boolean): string | undefined {
  const peer = plainAddress(remoteAddress);
  // Express looks at nothing else, and this is nearly every request.
  if (!chained) return peer;
  const way = [...(req.ips ?? []).map(plainAddress), peer].filter((address) => address !== undefined);
  return way.length === 0 ? undefined : way.join(', ');
}

/** IPv4 inside IPv6 is the IPv4 address; a zone means something on this machine only. Undefined: no address. */
function plainAddress(written: string | undefined): string | undefined {
  if (written === undefined) return undefined;
  const address = isIP(written) === 0 ? withoutPort(written) : written;
  if (address.startsWith('::ffff:') && address.includes('.')) return plainAddress(address.slice(7));
  const zone = address.indexOf('%');
  const bare = zone === -1 ? address : address.slice(0, zone);
  return isIP(bare) === 0 ? undefined : bare;
}
