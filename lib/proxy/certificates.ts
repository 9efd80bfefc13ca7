import { X509Certificate } from 'node:crypto';

const block = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[\s\S]+?-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g;

/** The certificates in a file, PEM or DER (`ServerGroupCertificate.cer` comes as either), as PEM; undefined: it holds none. */
export function readCertificates(bytes: Buffer): readonly string[] | undefined {
  const blocks = bytes.toString('latin1').match(block) ?? [bytes];
  try {
    return blocks.map((one) => new X509Certificate(one).toString());
  } catch {
    return undefined;
  }
}
