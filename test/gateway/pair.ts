import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { signIn, type TestAgent } from '../support/agent.ts';
import type { OpenTestDatabase } from '../support/databases.ts';
import { reservedPort } from '../support/reserved-port.ts';
import { type Served, serve } from '../support/serve.ts';
import { openSite, type Site, testPassword } from '../support/site.ts';

/** A process that stands in for a CIC server, and can be started again on the port that it had. */
export interface CicProcess {
  readonly name: string;
  readonly port: number;
  readonly origin: string;
  kill(): Promise<void>;
  /** As a process that the machine has forgotten. */
  pause(): void;
  resume(): void;
  start(): Promise<void>;
}

export interface Pair {
  readonly servers: readonly [CicProcess, CicProcess];
  /** Where agents work: a third node on the same database, which nobody kills. */
  readonly desk: Site;
  readonly agent: TestAgent;
  /** The certificate authority's file, with TLS. */
  readonly ca: string | undefined;
}

/** Files that are gone when the test is over. */
export function temporaryFolder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'iwt-pair-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** Two processes of `iwt serve --cic` that share a database, as a switchover pair shares its chats. */
export async function openPair(open: OpenTestDatabase, { tls = false } = {}): Promise<Pair> {
  const database = await open();
  const desk = await openSite({ database: database.url });
  onTestFinished(() => desk.close());
  await desk.addUser({ username: 'alicia' });
  const certificate = tls ? makeAuthority(temporaryFolder()) : undefined;
  const secure = certificate ? ['--cert', certificate.cert, '--key', certificate.key] : [];
  const servers = await Promise.all(
    ['Server1', 'Server2'].map((name) => openProcess(name, database.url, secure, tls ? 'https' : 'http')),
  );
  const agent = await signIn(desk.url, 'alicia', testPassword);
  await agent.status('Available');
  return { servers: servers as [CicProcess, CicProcess], desk, agent, ca: certificate?.ca };
}

async function openProcess(name: string, url: string, flags: string[], scheme: 'http' | 'https'): Promise<CicProcess> {
  const data = temporaryFolder();
  const port = await reservedPort();
  const run = () => {
    const ports =
      scheme === 'https' ? ['--cic-port', '0', '--cic-tls-port', String(port)] : ['--cic-port', String(port)];
    return serve(data, '--database', url, '--cic', '--trust-proxy', 'loopback', ...ports, ...flags);
  };
  let process = await run();
  onTestFinished(() => process.kill());
  return {
    name,
    port,
    origin: `${scheme}://${scheme === 'https' ? 'localhost' : '127.0.0.1'}:${port}`,
    kill: () => process.kill(),
    pause: () => void process.process.kill('SIGSTOP'),
    resume: () => void process.process.kill('SIGCONT'),
    async start() {
      process = await run();
    },
  };
}

/** A certificate for this machine and the private authority that signed it, with openssl. */
function makeAuthority(folder: string): { readonly ca: string; readonly cert: string; readonly key: string } {
  const file = (name: string) => path.join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'ignore' });
  const fresh = ['-newkey', 'rsa:2048', '-nodes', '-sha256'];
  const [ca, cert, key] = [file('ca.pem'), file('cert.pem'), file('key.pem')] as const;
  openssl('req', '-x509', ...fresh, '-days', '2', '-subj', '/CN=Server Group', '-keyout', file('ca.key'), '-out', ca);
  openssl('req', ...fresh, '-subj', '/CN=localhost', '-keyout', key, '-out', file('request.pem'));
  writeFileSync(file('names'), 'subjectAltName=DNS:localhost,IP:127.0.0.1\n');
  const signed = ['-CA', ca, '-CAkey', file('ca.key'), '-CAcreateserial', '-days', '2', '-extfile', file('names')];
  openssl('x509', '-req', '-in', file('request.pem'), ...signed, '-out', cert);
  return { ca, cert, key };
}

export interface GatewayProcess extends Served {
  /** Of the package's root. */
  readonly site: string;
  health(): Promise<Health>;
  /** What the metrics say of this counter without labels. */
  counted(name: string): Promise<number>;
}

export interface Health {
  readonly status: 'ready' | 'unready';
  readonly cic: readonly { readonly name: string; readonly circuit: string; readonly role: string }[];
}

/** A process in gateway mode in front of them. */
export async function openGateway(
  { servers, ca }: { readonly servers: readonly { readonly origin: string }[]; readonly ca: string | undefined },
  switchover: 'documented' | 'transparent',
): Promise<GatewayProcess> {
  const data = temporaryFolder();
  const config = path.join(data, 'iwt.json');
  const cic = { servers: servers.map(({ origin }) => origin), switchover, ...(ca ? { ca } : {}) };
  writeFileSync(config, JSON.stringify({ chatTarget: 'Support', cic }));
  const gateway = await serve(data, '--config', config);
  onTestFinished(() => gateway.kill());
  const site = `${gateway.url}${gateway.root}`;
  return {
    ...gateway,
    site,
    async counted(name) {
      const lines = (await (await fetch(`${site}/metrics`)).text()).split('\n');
      return Number(lines.find((line) => line.startsWith(`${name} `))?.slice(name.length));
    },
    health: async () => (await (await fetch(`${site}/health/ready`)).json()) as Health,
  };
}
