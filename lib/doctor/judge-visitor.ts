import { finding, type Verdict, well } from './finding.ts';
import { quote } from './quote.ts';
import type { CgiTest } from './read-cgi-test.ts';

/** An address for documentation (RFC 5737) that no visitor has; sent as `X-Forwarded-For`. */
export const FORGED = '192.0.2.77';

/** What CIC took for the visitor's address in several requests. */
export interface Sightings {
  /** Asked directly, without the header and with `X-Forwarded-For: FORGED`; undefined: nobody answered. */
  readonly direct: { readonly plain: string; readonly forged: string } | undefined;
  /** The same through the site. */
  readonly through: { readonly plain: string; readonly forged: string };
  /** Asked through the site from another address of this machine. */
  readonly other: { readonly from: string; readonly seen: string } | undefined;
  /** Both ends of the connection to the site. */
  readonly own: string;
  readonly site: string;
}

/** Do all visitors seem to come from one address, and can one forge it (*Troubleshooting Gateway Communications*)? */
export function judgeAddresses(seen: Sightings): Verdict {
  const { through, direct } = seen;
  const shown = `Through the site CIC takes this machine for ${quote(through.plain)}`;
  const honours = direct === undefined ? undefined : direct.forged === FORGED;
  if (honours === false) {
    return well(
      `The plug-in shows the address of the connection whatever X-Forwarded-For says, so nothing can be told.`,
    );
  }
  const right = isRight(seen);
  const passes = through.forged === FORGED;
  if (right === false) {
    const answer = `${shown}, which is not where it is.`;
    if (passes) return { answer, findings: [finding('address.not-added')] };
    return { answer, findings: [finding(honours ? 'address.stripped' : 'address.one-for-all')] };
  }
  const verdict = right
    ? `${shown}, which is right.`
    : `${shown}. Whether that is the visitor's address only a look from another machine can tell.`;
  if (!passes) return well(verdict);
  return {
    answer: `${verdict} It believed the address ${FORGED} that the request claimed for itself.`,
    findings: [finding('address.forgeable')],
  };
}

/** Undefined: what is known does not say. */
function isRight({ direct, through, other, own, site }: Sightings): boolean | undefined {
  const { plain } = through;
  if (other !== undefined && other.seen === other.from) return true;
  // The same address for two that asked.
  if (other !== undefined && other.seen === plain) return false;
  if (own !== site) {
    if (plain === own) return true;
    if (plain === site) return false;
    if (plain === direct?.plain) return true;
    if (isInside(plain) && !isInside(site)) return false;
  }
  return undefined;
}

/** Addresses that nobody has on the Internet (RFC 1918, 3927, 4193, 4291, 6598). */
export function isInside(address: string): boolean {
  return /^(0\.|10\.|127\.|169\.254\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|::1?$|fe[89ab]|f[cd])/i.test(
    address,
  );
}

/** Which `Host` reaches CIC: its own name, or that of the site? `cic`: names of the CIC servers, as far as they are known. */
export function judgeHost({ serverName }: CgiTest, site: string, cic: readonly string[]): Verdict {
  const expected = cic.map((name) => name.toLowerCase());
  const shown = `CIC was asked as ${quote(serverName) || 'nobody'}`;
  if (expected.includes(serverName)) {
    return well(
      expected.includes(site.toLowerCase())
        ? `${shown}; the site has the same name, so nothing can be told.`
        : `${shown}, its own name.`,
    );
  }
  if (serverName === site.toLowerCase()) {
    return { answer: `${shown}, the name of the site.`, findings: [finding('host.not-rewritten')] };
  }
  return well(`${shown}, not as ${site}.`);
}
