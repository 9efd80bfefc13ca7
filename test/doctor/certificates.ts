import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

/** A key pair as `https.createServer` takes it. */
export interface Pair {
  readonly cert: string;
  readonly key: string;
}

export interface Wish {
  /** Subject alternative names, such as `DNS:icserver.company.com`. */
  readonly names: string;
  /** `YYYYMMDDHHMMSSZ`; long ago and far away unless given. */
  readonly from?: string;
  readonly to?: string;
  /** Options of `openssl req -newkey`. */
  readonly newkey?: string;
  /** Where the issuer's certificate can be had. */
  readonly issuerUrl?: string;
}

/** A certificate authority of its own, made with the openssl command. */
export interface Authority {
  readonly cert: string;
  /** The file of its certificate. */
  readonly file: string;
  certificate(wish: Wish): Pair;
  /** An authority below this one; its `cert` is only its own. */
  below(name: string): Authority;
}

export function authority(name = 'Server Group Authority'): Authority {
  return make(folder(), name, undefined);
}

/** A certificate that is signed with its own key. */
export function selfSigned(names: string): Pair {
  const dir = folder();
  const [key, cert] = [path.join(dir, 'self.key'), path.join(dir, 'self.pem')];
  const subject = ['-subj', '/CN=self', '-addext', `subjectAltName=${names}`];
  openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '36500', '-keyout', key, '-out', cert, ...subject);
  return { cert: read(cert), key: read(key) };
}

const always = { from: '20200101000000Z', to: '20991231000000Z' };

function make(dir: string, name: string, parent: ((csr: string, out: string) => void) | undefined): Authority {
  const file = (end: string) => path.join(dir, end);
  const subject = ['-newkey', 'rsa:2048', '-nodes', '-keyout', file('ca.key'), '-subj', `/CN=${name}`];
  if (parent === undefined) openssl('req', '-x509', ...subject, '-days', '36500', '-out', file('ca.pem'));
  else {
    openssl('req', '-new', ...subject, '-out', file('ca.csr'));
    parent(file('ca.csr'), file('ca.pem'));
  }
  let made = 0;
  const sign = (csr: string, out: string, extensions: string, { from = always.from, to = always.to } = {}) => {
    made += 1;
    writeFileSync(file('index'), '');
    writeFileSync(file('serial'), `10${made}0`.slice(-4));
    writeFileSync(file('ca.conf'), configuration(dir, extensions));
    openssl(
      ...['ca', '-batch', '-notext', '-config', file('ca.conf'), '-in', csr, '-out', out],
      '-startdate',
      from,
      '-enddate',
      to,
    );
  };
  return {
    cert: read(file('ca.pem')),
    file: file('ca.pem'),
    certificate({ names, from, to, newkey = 'rsa:2048', issuerUrl }) {
      const [key, csr, out] = [file('own.key'), file('own.csr'), file('own.pem')];
      openssl('req', '-new', '-newkey', newkey, '-nodes', '-keyout', key, '-out', csr, '-subj', '/CN=icserver');
      const where = issuerUrl ? `authorityInfoAccess = caIssuers;URI:${issuerUrl}\n` : '';
      sign(csr, out, `subjectAltName = ${names}\n${where}`, { from, to });
      return { cert: read(out), key: read(key) };
    },
    below: (other) => make(folder(), other, (csr, out) => sign(csr, out, 'basicConstraints = critical,CA:true\n')),
  };
}

function configuration(dir: string, extensions: string): string {
  return `
[ca]
default_ca = own
[own]
database = ${dir}/index
serial = ${dir}/serial
new_certs_dir = ${dir}
certificate = ${dir}/ca.pem
private_key = ${dir}/ca.key
default_md = sha256
policy = any
x509_extensions = extensions
[any]
commonName = supplied
[extensions]
${extensions}`;
}

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'iwt-doctor-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

function openssl(...args: string[]): void {
  execFileSync('openssl', args, { stdio: 'pipe' });
}

function read(file: string): string {
  return readFileSync(file, 'utf8');
}
