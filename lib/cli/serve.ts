import { readFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Command } from 'commander';
import express from 'express';
import { latest } from '../database/migrate.ts';
import { IwtSetupError } from '../errors.ts';
import { createServer } from '../http/create-server.ts';
import { type Iwt, iwt } from '../iwt.ts';
import { databaseUrl, withDatabase } from './database.ts';
import { type DemoPerson, makeDemo } from './demo.ts';
import { openPeople } from './people.ts';
import { plainLog } from './plain-log.ts';

interface ServeFlags {
  readonly port: string;
  readonly host: string;
  readonly data?: string;
  readonly database?: string;
  readonly demo?: boolean;
  readonly cic?: boolean;
  readonly cicPort: string;
  readonly cicTlsPort: string;
  readonly cert?: string;
  readonly key?: string;
  readonly json?: boolean;
}

interface Ready {
  readonly url: string;
  readonly root: string;
  readonly cic?: { readonly http: number; readonly https?: number };
  readonly people?: readonly DemoPerson[];
}

/** `iwt serve`: a ready host site; with `--cic` it stands in for a CIC server as well. */
export function serveCommand(program: Command): void {
  program
    .command('serve')
    .description('run a ready site with chat, consoles and accounts')
    .option('--port <number>', 'port of the site; 0 picks a free one', '3000')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--data <folder>', 'folder of the SQLite file')
    .option('--database <url>', 'sqlite:PATH or mysql://user:password@host:port/name')
    .option('--demo', 'make workgroups and people with generated passwords in an empty database')
    .option('--cic', 'also answer /websvcs like a CIC server, so that another web server can proxy to it')
    .option('--cic-port <number>', 'its HTTP port', '8114')
    .option('--cic-tls-port <number>', 'its HTTPS port, open when --cert and --key are given', '3508')
    .option('--cert <file>', 'certificate (PEM) for HTTPS')
    .option('--key <file>', 'private key (PEM) for HTTPS')
    .option('--json', 'print one line of JSON when ready')
    .action((flags: ServeFlags) => serve(flags));
}

async function serve(flags: ServeFlags): Promise<void> {
  const tls = await readTls(flags);
  const people = flags.demo ? await prepareDemo(flags) : [];
  const site = iwt({ database: databaseUrl(flags), logger: plainLog });
  const servers: Server[] = [];
  closeOnSignal(site, servers);
  await site.ready();
  const open = (server: Server, port: string) => {
    servers.push(server);
    return listen(server, parsePort(port), flags.host);
  };

  const port = await open(createServer(siteApp(site), tls), flags.port);
  const cic = flags.cic ? await openCic(site, flags, tls, open) : undefined;
  announce(flags, {
    url: `${tls ? 'https' : 'http'}://${urlHost(flags.host)}:${port}`,
    root: site.root,
    ...(cic && { cic }),
    ...(people.length > 0 && { people }),
  });
}

/** The demo's people are there before the site starts, so that it does not ask for a first administrator. */
function prepareDemo(flags: ServeFlags): Promise<readonly DemoPerson[]> {
  return withDatabase(flags, { existing: false }, async (database) => {
    await latest(database);
    return makeDemo(openPeople(database));
  });
}

function siteApp(site: Iwt): express.Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(site);
  app.get('/', (_request, response) => response.redirect(`${site.root.slice(1)}/`));
  return app;
}

/** What a CIC server answers on its WebProcessorBridge ports: the visitor protocol and nothing else. */
async function openCic(
  site: Iwt,
  flags: ServeFlags,
  tls: { cert: Buffer; key: Buffer } | undefined,
  open: (server: Server, port: string) => Promise<number>,
): Promise<{ http: number; https?: number }> {
  const app = express();
  app.disable('x-powered-by');
  app.use((request, response, next) => {
    if (/^\/websvcs(\/|$)/i.test(request.path)) site(request, response, next);
    else next();
  });
  const http = await open(createServer(app), flags.cicPort);
  return tls ? { http, https: await open(createServer(app, tls), flags.cicTlsPort) } : { http };
}

async function readTls(flags: ServeFlags): Promise<{ cert: Buffer; key: Buffer } | undefined> {
  if ((flags.cert === undefined) !== (flags.key === undefined)) {
    throw new IwtSetupError('IWT_IMPOSSIBLE_OPTIONS', 'HTTPS needs both --cert and --key.');
  }
  if (flags.cert === undefined || flags.key === undefined) return undefined;
  const [cert, key] = await Promise.all([flags.cert, flags.key].map(readPem));
  return { cert: cert as Buffer, key: key as Buffer };
}

function readPem(file: string): Promise<Buffer> {
  return readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new IwtSetupError('IWT_BAD_OPTION', `The file ${file} cannot be read (${error.code}).`);
  });
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) {
    throw new IwtSetupError('IWT_BAD_OPTION', `"${text}" is not a port: it must be a number from 0 to 65535.`);
  }
  return port;
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(new IwtSetupError('IWT_PORT', `Port ${port} on ${host} cannot be opened (${error.code}).`)),
    );
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

function announce(flags: ServeFlags, ready: Ready): void {
  if (flags.json) {
    process.stdout.write(`${JSON.stringify(ready)}\n`);
    return;
  }
  const lines = [
    `Visitors: ${ready.url}${ready.root}/`,
    `Agents:   ${ready.url}${ready.root}/agent/`,
    ...(ready.cic ? [`Visitor protocol on port ${Object.values(ready.cic).join(' and ')}`] : []),
    ...(ready.people ? ['', 'These passwords are shown once:', ...ready.people.map(personLine)] : []),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

function personLine(person: DemoPerson): string {
  return `  ${person.username.padEnd(8)} ${person.password}  ${person.role}${person.workgroups.length > 0 ? ` in ${person.workgroups.join(', ')}` : ''}`;
}

/** The first signal closes politely, the second at once. */
function closeOnSignal(site: Iwt, servers: readonly Server[]): void {
  let closing = false;
  const close = () => {
    if (closing) process.exit(1);
    closing = true;
    for (const server of servers) server.close();
    void site.close().then(
      () => {
        for (const server of servers) server.closeAllConnections();
        process.exit(0);
      },
      () => process.exit(1),
    );
  };
  process.on('SIGINT', close);
  process.on('SIGTERM', close);
}
