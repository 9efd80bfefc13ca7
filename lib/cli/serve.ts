import { readFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Command } from 'commander';
import express from 'express';
import { latest } from '../database/migrate.ts';
import { IwtSetupError } from '../errors.ts';
import { createServer } from '../http/create-server.ts';
import { type Iwt, iwt } from '../iwt.ts';
import { readOptions } from '../options/options.ts';
import type { IwtOptions } from '../options/schema.ts';
import { databaseUrl, withDatabase } from './database.ts';
import { type DemoPerson, makeDemo } from './demo.ts';
import { openPeople } from './people.ts';
import { plainLog } from './plain-log.ts';
import { type CicFlags, type CicPorts, cicDefaults, type KeyPair, openCic } from './serve-cic.ts';
import { readConfig, readTrustProxy } from './serve-config.ts';

interface ServeFlags extends CicFlags {
  readonly port: string;
  readonly host: string;
  readonly data?: string;
  readonly database?: string;
  readonly config?: string;
  readonly trustProxy?: string;
  readonly demo?: boolean;
  readonly cic?: boolean;
  readonly cert?: string;
  readonly key?: string;
  readonly json?: boolean;
}

interface Ready {
  readonly url: string;
  readonly root: string;
  readonly cic?: CicPorts;
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
    .option('--config <file>', 'options of iwt() as JSON, such as the CIC servers to be a gateway for')
    .option(
      '--trust-proxy <value>',
      'number of the proxies in front, or their addresses: whom to believe X-Forwarded-For',
    )
    .option('--demo', 'make workgroups and people with generated passwords in an empty database')
    .option(
      '--cic',
      'also answer /websvcs and handler pages like a CIC server, so that another web server can proxy to it',
    )
    .option('--cic-port <number>', 'its HTTP port', cicDefaults.bridge)
    .option('--cic-tls-port <number>', 'its HTTPS port, open when --cert and --key are given', cicDefaults.bridgeTls)
    .option(
      '--cic-plugin-port <number>',
      `HTTP port of handler pages (default: "${cicDefaults.plugin}", beside another --cic-port a free one)`,
    )
    .option(
      '--cic-plugin-tls-port <number>',
      `their HTTPS port (default: "${cicDefaults.pluginTls}", beside another --cic-tls-port a free one)`,
    )
    .option('--cert <file>', 'certificate (PEM) for HTTPS')
    .option('--key <file>', 'private key (PEM) for HTTPS')
    .option('--json', 'print one line of JSON when ready')
    .action((flags: ServeFlags) => serve(flags));
}

async function serve(flags: ServeFlags): Promise<void> {
  const [tls, config] = await Promise.all([readTls(flags), readConfig(flags.config)]);
  const makeApp = appMaker(flags);
  const database = databaseOf(flags, config);
  const people = flags.demo ? await prepareDemo(database) : [];
  const site = iwt({ ...config, database, logger: plainLog });
  const servers: Server[] = [];
  closeOnSignal(site, servers);
  await site.ready();
  const open = (server: Server, port: string) => {
    servers.push(server);
    return listen(server, parsePort(port), flags.host);
  };

  const port = await open(createServer(siteApp(site, makeApp()), tls), flags.port);
  const cic = flags.cic ? await openCic({ site, flags, tls, makeApp, open }) : undefined;
  announce(flags, {
    url: `${tls ? 'https' : 'http'}://${urlHost(flags.host)}:${port}`,
    root: site.root,
    ...(cic && { cic }),
    ...(people.length > 0 && { people }),
  });
}

/** Flags say where the data live, or else the file, or else the environment. */
function databaseOf(flags: ServeFlags, config: IwtOptions): string {
  if (flags.data !== undefined || flags.database !== undefined) return databaseUrl(flags);
  return readOptions(config, process.env).database;
}

/** Makes apps that all believe the same proxies. */
function appMaker({ trustProxy }: ServeFlags): () => express.Express {
  const trusted = trustProxy === undefined ? undefined : readTrustProxy(trustProxy);
  return () => {
    const app = express();
    app.disable('x-powered-by');
    if (trusted !== undefined) app.set('trust proxy', trusted);
    return app;
  };
}

/** The demo's people are there before the site starts, so that it does not ask for a first administrator. */
function prepareDemo(url: string): Promise<readonly DemoPerson[]> {
  return withDatabase({ database: url }, { existing: false }, async (database) => {
    await latest(database);
    return makeDemo(openPeople(database));
  });
}

function siteApp(site: Iwt, app: express.Express): express.Express {
  app.use(site);
  app.get('/', (_request, response) => response.redirect(`${site.root.slice(1)}/`));
  return app;
}

async function readTls(flags: ServeFlags): Promise<KeyPair | undefined> {
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
    ...(ready.cic ? cicLines(ready.cic) : []),
    ...(ready.people ? ['', 'These passwords are shown once:', ...ready.people.map(personLine)] : []),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

function cicLines({ pluginHttp, pluginHttps, ...bridge }: CicPorts): string[] {
  const plugin = [pluginHttp, ...(pluginHttps === undefined ? [] : [pluginHttps])];
  return [
    `Visitor protocol on port ${Object.values(bridge).flat().join(' and ')}`,
    `Handler pages on port ${plugin.join(' and ')}`,
  ];
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
