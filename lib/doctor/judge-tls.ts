import { isIP } from 'node:net';
import type { Code } from './advice.ts';
import { type Endpoint, factsOf } from './endpoint.ts';
import { type Finding, finding, type Verdict } from './finding.ts';
import type { Handshake, Shown } from './probe-tls.ts';
import { quote } from './quote.ts';

/** What else is known when a handshake is judged. */
export interface TlsContext {
  /** Epoch milliseconds. */
  readonly now: number;
  /** The port answered a question in plain HTTP. */
  readonly plainHttp: boolean;
  /** The authority given for the plug-in is the one given for WebProcessorBridge. */
  readonly sharedAuthority: boolean;
}

type Done = Extract<Handshake, { kind: 'done' }>;

const DAY = 86_400_000;
/** A certificate that ends sooner is worth a warning. */
export const SOON_DAYS = 30;

export function judgeTls(handshake: Handshake, endpoint: Endpoint, context: TlsContext): Verdict {
  if (handshake.kind === 'done') return judgeCertificate(handshake, endpoint, context);
  const facts = factsOf(endpoint);
  const blocks = `there is no TLS on port ${facts.port} of ${facts.host}`;
  const none = (code: Code, answer: string): Verdict => ({ answer, findings: [finding(code, facts)], blocks });
  if (handshake.kind === 'timeout')
    return none('tls.timeout', 'The connection was taken, and the handshake never answered.');
  if (handshake.older !== undefined) {
    return none('tls.legacy-protocol', `The server speaks ${handshake.older} at most.`);
  }
  if (context.plainHttp) return none('tls.plain-http', 'The port speaks plain HTTP.');
  if (handshake.code === 'ERR_SSL_WRONG_VERSION_NUMBER') return none('tls.not-tls', 'What came back is not TLS.');
  return none('tls.handshake', `The handshake failed (${handshake.code}).`);
}

function judgeCertificate(done: Done, endpoint: Endpoint, context: TlsContext): Verdict {
  const found = [...times(done, endpoint, context), ...trust(done, endpoint, context), ...names(done, endpoint)];
  const [own] = done.chain;
  const who = `${done.protocol}; the certificate is for ${list(done.names)}, from ${quote(own?.issuer ?? '')}, and ends ${day(own?.validTo ?? 0)}`;
  const reasons = found.map(({ reason }) => reason).filter(Boolean);
  const answer = [who, ...reasons].join('. ');
  if (endpoint.verify) return { answer: `${answer}.`, findings: found.map((one) => one.finding) };
  return {
    answer: `${answer}.`,
    findings: [finding('tls.not-verified'), ...found.map((one): Finding => ({ ...one.finding, level: 'warning' }))],
  };
}

interface Reason {
  readonly finding: Finding;
  /** What is wrong, as a sentence without its full stop. */
  readonly reason: string;
}

function times({ chain, distrust }: Done, endpoint: Endpoint, { now }: TlsContext): Reason[] {
  const facts = factsOf(endpoint);
  const over = chain.find(({ validTo }) => validTo <= now);
  if (over || distrust === 'CERT_HAS_EXPIRED') {
    return [
      {
        finding: finding('tls.expired', facts),
        reason: over ? `${of(over, chain)} expired ${day(over.validTo)}` : 'An authority has expired',
      },
    ];
  }
  const early = chain.find(({ validFrom }) => validFrom > now);
  if (early || distrust === 'CERT_NOT_YET_VALID') {
    const reason = early
      ? `${of(early, chain)} is valid only from ${day(early.validFrom)}`
      : 'An authority is not valid yet';
    return [{ finding: finding('tls.not-yet-valid', facts), reason }];
  }
  const soon = chain.find(({ validTo }) => validTo <= now + SOON_DAYS * DAY);
  if (!soon) return [];
  const left = Math.floor((soon.validTo - now) / DAY);
  return [{ finding: finding('tls.expires-soon', facts), reason: `${of(soon, chain)} expires in ${left} days` }];
}

function of(one: Shown, [own]: readonly Shown[]): string {
  return one === own ? 'It' : `The authority ${quote(one.subject)}`;
}

/** OpenSSL's reasons for weak keys and digests. */
const weak = new Set(['EE_KEY_TOO_SMALL', 'CA_KEY_TOO_SMALL', 'CA_MD_TOO_WEAK']);
const untrusted = new Set([
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'CERT_UNTRUSTED',
  'CERT_SIGNATURE_FAILURE',
]);
/** Said of times already, or of the name. */
const otherwise = new Set([
  '',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'HOSTNAME_MISMATCH',
]);

function trust(done: Done, endpoint: Endpoint, context: TlsContext): Reason[] {
  const { distrust, chain } = done;
  if (otherwise.has(distrust)) return [];
  const one = (code: Code, reason: string): Reason[] => [{ finding: finding(code, factsOf(endpoint)), reason }];
  const issuer = quote(chain.at(-1)?.issuer ?? '');
  if (weak.has(distrust)) return one('tls.weak-certificate', `Its key or digest is too weak (${distrust})`);
  if (distrust === 'DEPTH_ZERO_SELF_SIGNED_CERT') return one('tls.self-signed', 'It is signed by itself');
  if (!untrusted.has(distrust)) return one('tls.untrusted', `It is not accepted (${quote(distrust)})`);
  if (done.namesake)
    return one('tls.old-authority', `The authority given is called ${issuer} too, but has another key`);
  if (endpoint.ca === undefined && chain.length === 1 && done.hasIssuerUrl) {
    return one('tls.incomplete-chain', `It came without the certificate of ${issuer}`);
  }
  if (endpoint.part === 'plugin' && context.sharedAuthority) {
    return one('plugin.wrong-authority', `It is signed by ${issuer}, not by the authority of WebProcessorBridge`);
  }
  return one('tls.unknown-authority', `Nobody here knows the authority ${issuer}`);
}

function names({ nameFits, names: known }: Done, endpoint: Endpoint): Reason[] {
  if (nameFits) return [];
  const facts = factsOf(endpoint);
  const host = facts.host ?? '';
  const full = known.find((name) => isIP(name) === 0 && !name.startsWith('*'));
  const reason = `It is not for ${host}`;
  if (isIP(host) !== 0 && full !== undefined) {
    return [{ finding: finding('tls.ip-address', { ...facts, full: quote(full) }), reason }];
  }
  const longer = known.find((name) => name.toLowerCase().startsWith(`${host.toLowerCase()}.`));
  if (longer !== undefined) {
    return [{ finding: finding('tls.short-name', { ...facts, full: quote(longer) }), reason }];
  }
  return [{ finding: finding('tls.name-mismatch', facts), reason }];
}

function list(known: readonly string[]): string {
  return quote(known.join(', ')) || 'nobody';
}

function day(time: number): string {
  return Number.isFinite(time) ? new Date(time).toISOString().slice(0, 10) : 'at no known time';
}
