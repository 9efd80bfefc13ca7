import { isIPv4, isIPv6 } from 'node:net';

/**
 * What limits count as one caller: an IPv4 address; of IPv6 the /64, because that is what one customer gets. IPv4 inside
 * IPv6 (v4-mapped, and NAT64's well-known prefix) counts as IPv4, or all such callers would share one /64.
 */
export function callerOf(address: string): string {
  const bare = withoutPort(address.trim()).replace(/%.*$/, '').toLowerCase();
  if (isIPv4(bare)) return bare;
  if (!isIPv6(bare)) return 'unknown';
  const groups = groupsOf(bare);
  return (
    embeddedIPv4(groups) ??
    `${groups
      .slice(0, 4)
      .map((group) => group.toString(16))
      .join(':')}::/64`
  );
}

/** Some proxies (IIS, for one) write the port behind a visitor's address. */
export function withoutPort(address: string): string {
  return /^\[(.*)\](?::\d+)?$/.exec(address)?.[1] ?? address.replace(/^(\d+\.[\d.]+):\d+$/, '$1');
}

/** The eight groups of a valid IPv6 address. */
function groupsOf(address: string): number[] {
  const [head = '', tail] = address.split('::');
  const before = readGroups(head);
  if (tail === undefined) return before;
  const after = readGroups(tail);
  return [...before, ...new Array<number>(8 - before.length - after.length).fill(0), ...after];
}

function readGroups(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((part) => {
    if (!part.includes('.')) return [Number.parseInt(part, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = part.split('.').map(Number);
    return [a * 256 + b, c * 256 + d];
  });
}

function embeddedIPv4(groups: readonly number[]): string | undefined {
  const prefix = groups.slice(0, 6).join();
  const [high = 0, low = 0] = groups.slice(6);
  // ::ffff:0:0/96 (RFC 4291) and 64:ff9b::/96 (RFC 6052)
  if (prefix !== '0,0,0,0,0,65535' && prefix !== '100,65435,0,0,0,0') return undefined;
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
