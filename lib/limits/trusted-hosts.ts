import { BlockList, isIP, isIPv4 } from 'node:net';

/** The parameter `TrustedHosts`, read: addresses and ranges, and names that are still to be resolved. */
export interface TrustedHosts {
  readonly ranges: BlockList;
  readonly names: readonly string[];
}

/** Names in one value: each costs questions to the name server. */
const mostNames = 50;
const hostName = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*\.?$/i;

/** What is wrong with the text, as the end of "TrustedHosts …"; undefined: nothing. */
export function wrongTrustedHosts(text: string): string | undefined {
  const entries = entriesOf(text);
  const wrong = entries.find((entry) => !isRange(entry) && !isName(entry));
  if (wrong !== undefined) {
    return `must be addresses, ranges such as 10.0.0.0/8 or host names with commas between them, and "${wrong.slice(0, 60)}" is none`;
  }
  if (entries.filter((entry) => !isRange(entry)).length > mostNames) return `may have at most ${mostNames} host names`;
  return undefined;
}

export function readTrustedHosts(text: string): TrustedHosts {
  const ranges = new BlockList();
  const names: string[] = [];
  for (const entry of entriesOf(text)) {
    if (!isRange(entry)) names.push(entry.toLowerCase());
    else addRange(ranges, entry);
  }
  return { ranges, names };
}

export function addRange(ranges: BlockList, entry: string): void {
  const [address = '', bits] = entry.split('/');
  const family = isIPv4(address) ? 'ipv4' : 'ipv6';
  ranges.addSubnet(address, bits === undefined ? (family === 'ipv4' ? 32 : 128) : Number(bits), family);
}

/** IPv4 inside IPv6 is the IPv4 address. */
export function isInside(ranges: BlockList, address: string): boolean {
  const bare = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  const version = isIP(bare);
  return version !== 0 && ranges.check(bare, version === 4 ? 'ipv4' : 'ipv6');
}

function entriesOf(text: string): string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

export function isRange(entry: string): boolean {
  const [address = '', bits, more] = entry.split('/');
  const version = isIP(address);
  if (version === 0 || more !== undefined) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

/** A name that is all digits and dots was meant as an address. */
function isName(entry: string): boolean {
  return hostName.test(entry) && !/^[\d.]+$/.test(entry);
}
