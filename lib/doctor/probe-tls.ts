import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import tls from 'node:tls';
import { codeOf, type Limits } from './probe.ts';

/** Where a TLS handshake is tried. */
export interface TlsPlace {
  readonly host: string;
  readonly address: string;
  readonly port: number;
  /** Certificate authorities as PEM; undefined: those that come with Node.js. */
  readonly ca: readonly string[] | undefined;
}

/** One certificate as the server sent it. Times in epoch milliseconds. */
export interface Shown {
  readonly subject: string;
  readonly issuer: string;
  readonly validFrom: number;
  readonly validTo: number;
  readonly selfSigned: boolean;
}

export type Handshake =
  | {
      readonly kind: 'done';
      /** Such as `TLSv1.3`. */
      readonly protocol: string;
      /** The server's own first. Never empty. */
      readonly chain: readonly Shown[];
      /** Host names and addresses in the server's own certificate. */
      readonly names: readonly string[];
      readonly nameFits: boolean;
      /** OpenSSL's reason why the chain is not trusted, such as `CERT_HAS_EXPIRED`; empty: it is. */
      readonly distrust: string;
      /** An authority that was given has the issuer's name but not its key. */
      readonly namesake: boolean;
      /** The certificate says where its issuer's can be had, so that one is an intermediate of a public authority. */
      readonly hasIssuerUrl: boolean;
    }
  /** `older`: the protocol that the server speaks when older ones are admitted. */
  | { readonly kind: 'failed'; readonly code: string; readonly older: string | undefined }
  | { readonly kind: 'timeout' };

/** Certificates of a chain that are looked at. */
const MAX_CHAIN = 10;

/** Shakes hands whatever the certificate is, and tells all about it. */
export async function shakeHands(place: TlsPlace, limits: Limits): Promise<Handshake> {
  const first = await connect(place, {}, limits);
  if (first.kind !== 'failed' || first.code === 'ERR_SSL_WRONG_VERSION_NUMBER') return first;
  const legacy = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' } as const;
  const second = await connect(place, legacy, limits);
  return second.kind === 'done' ? { ...first, older: second.protocol } : first;
}

function connect(place: TlsPlace, options: tls.ConnectionOptions, limits: Limits): Promise<Handshake> {
  return new Promise((resolve) => {
    const end = (result: Handshake) => {
      cancel();
      socket.destroy();
      resolve(result);
    };
    const cancel = limits.clock.after(limits.timeout, () => end({ kind: 'timeout' }));
    let socket: tls.TLSSocket;
    try {
      socket = tls.connect({ ...trustNobody(place), host: place.address, port: place.port, ...options });
    } catch (error) {
      // This OpenSSL may know no protocol that is as old.
      cancel();
      resolve({ kind: 'failed', code: codeOf(error), older: undefined });
      return;
    }
    socket.once('secureConnect', () => end(describe(socket, place)));
    socket.on('error', (error) => end({ kind: 'failed', code: codeOf(error), older: undefined }));
    socket.once('close', () => end({ kind: 'failed', code: 'ECONNRESET', older: undefined }));
  });
}

/** No secret is sent to whoever answers, so that a bad certificate need not end the examination. */
export function trustNobody({ host, ca }: Pick<TlsPlace, 'host' | 'ca'>): tls.ConnectionOptions {
  return {
    rejectUnauthorized: false,
    ...(ca && { ca: [...ca] }),
    // An address may not be sent as a server's name (RFC 6066, section 3).
    servername: isIP(host) === 0 ? host : '',
  };
}

function describe(socket: tls.TLSSocket, place: TlsPlace): Handshake {
  try {
    return detail(socket, place);
  } catch (error) {
    // A certificate may be anything, also something that cannot be read.
    return { kind: 'failed', code: codeOf(error), older: undefined };
  }
}

function detail(socket: tls.TLSSocket, { host, ca }: TlsPlace): Handshake {
  const chain = chainOf(socket);
  const [own] = chain;
  const last = chain.at(-1);
  if (own === undefined || last === undefined) return { kind: 'failed', code: 'no-certificate', older: undefined };
  return {
    kind: 'done',
    protocol: socket.getProtocol() ?? 'unknown',
    chain: chain.map(show),
    names: namesOf(own),
    nameFits: tls.checkServerIdentity(host, socket.getPeerCertificate()) === undefined,
    distrust: socket.authorized ? '' : String(socket.authorizationError ?? 'unknown'),
    namesake: (ca ?? []).some((pem) => isNamesake(new X509Certificate(pem), last)),
    hasIssuerUrl: own.infoAccess?.includes('CA Issuers') ?? false,
  };
}

function chainOf(socket: tls.TLSSocket): readonly X509Certificate[] {
  const chain: X509Certificate[] = [];
  let next: tls.DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  while (next?.raw && chain.length < MAX_CHAIN) {
    const found = new X509Certificate(next.raw);
    if (chain.some((one) => one.fingerprint256 === found.fingerprint256)) break;
    chain.push(found);
    next = next.issuerCertificate;
  }
  return chain;
}

function show(certificate: X509Certificate): Shown {
  return {
    subject: nameIn(certificate.subject),
    issuer: nameIn(certificate.issuer),
    validFrom: Date.parse(certificate.validFrom),
    validTo: Date.parse(certificate.validTo),
    selfSigned: certificate.subject === certificate.issuer,
  };
}

/** The common name where there is one, else the whole distinguished name. */
function nameIn(distinguished: string): string {
  return /^CN=(.*)$/m.exec(distinguished)?.[1] ?? distinguished.replaceAll('\n', ', ');
}

function namesOf(certificate: X509Certificate): readonly string[] {
  const alternative = certificate.subjectAltName ?? '';
  const found = [...alternative.matchAll(/(?:DNS|IP Address):("(?:[^"\\]|\\.)*"|[^,]+)/g)].map(([, name = '']) => name);
  return found.length > 0 ? found : [nameIn(certificate.subject)];
}

function isNamesake(authority: X509Certificate, last: X509Certificate): boolean {
  if (authority.subject !== last.issuer) return false;
  try {
    return !last.verify(authority.publicKey);
  } catch {
    return true;
  }
}
