import type { Log } from '../runtime/log.ts';

const otherName =
  'The certificate of a CIC server is for another name. Name the server in the option cic by its fully qualified domain name, as its certificate does, not by a short host name or an address';
const unknownAuthority =
  'The certificate of a CIC server is signed by an authority that is not trusted here. Copy ServerGroupCertificate.cer from that server and name it in the option cic.ca, or in cic.pluginCa for the Web HTML plug-in';
const notNow =
  'The certificate of a CIC server is not valid at this time. Make a new one on that server, or set the clock';
const noTls =
  'A CIC server does not speak TLS on this port. Its usual ports with TLS are 3508 and, for the Web HTML plug-in, 8019';
const other = 'The certificate of a CIC server cannot be accepted';

/** What to do about an error of OpenSSL or of Node's name check, by its code. */
const hints: Readonly<Record<string, string>> = {
  ERR_TLS_CERT_ALTNAME_INVALID: otherName,
  HOSTNAME_MISMATCH: otherName,
  DEPTH_ZERO_SELF_SIGNED_CERT: unknownAuthority,
  SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownAuthority,
  CERT_UNTRUSTED: unknownAuthority,
  CERT_HAS_EXPIRED: notNow,
  CERT_NOT_YET_VALID: notNow,
  EPROTO: noTls,
  ERR_SSL_WRONG_VERSION_NUMBER: noTls,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: noTls,
};

/** What to do about an error that kept a secured connection from being made; undefined: it is no matter of TLS. */
export function tlsHint(code: string): string | undefined {
  return hints[code] ?? (/^(CERT_|UNABLE_TO_|ERR_TLS_|ERR_SSL_|INVALID_|CRL_)/.test(code) ? other : undefined);
}

/** Tells the log once for each cause, so that a wrong certificate is found and does not fill the disk. */
export interface TlsReports {
  failed(where: { readonly server: string; readonly origin: string }, error: NodeJS.ErrnoException): void;
  /** The next failure there is news again. */
  worked(origin: string): void;
}

export function createTlsReports(log: Log): TlsReports {
  const told = new Map<string, Set<string>>();
  return {
    failed({ server, origin }, error) {
      const code = error.code ?? error.name;
      const hint = tlsHint(code);
      if (hint === undefined || told.get(origin)?.has(code)) return;
      told.set(origin, (told.get(origin) ?? new Set()).add(code));
      log.error({ server, origin, code, reason: error.message }, hint);
    },
    worked: (origin) => void told.delete(origin),
  };
}
