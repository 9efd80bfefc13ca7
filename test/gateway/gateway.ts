import http from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import express from 'express';
import { onTestFinished } from 'vitest';
import { createServer } from '../../lib/http/create-server.ts';
import { type Iwt, iwt } from '../../lib/iwt.ts';
import type { IwtOptions } from '../../lib/options/schema.ts';
import type { CicOption } from '../../lib/proxy/option.ts';
import type { Clock } from '../../lib/runtime/clock.ts';

/** A host site that is a gateway, until the test is over. */
export interface TestGateway {
  readonly port: number;
  readonly url: string;
  readonly site: Iwt;
  /** What was logged: message and fields. */
  readonly log: { readonly level: string; readonly message: string; readonly fields: Record<string, unknown> }[];
  /** Open connections of visitors. */
  readonly sockets: ReadonlySet<Socket>;
}

export interface GatewayChanges {
  readonly options?: IwtOptions;
  readonly clock?: Clock;
  /** Sets up the host's app before the package is mounted. */
  readonly before?: (app: express.Express) => void;
  readonly mount?: string;
  readonly server?: 'createServer' | 'listen';
  /** Visitors come over TLS, to `localhost`. */
  readonly pair?: { readonly cert: string; readonly key: string };
}

export async function openGateway(cic: CicOption, changes: GatewayChanges = {}): Promise<TestGateway> {
  const log: TestGateway['log'] = [];
  const write = (level: string) => (fields: object, message: string) => {
    log.push({ level, message, fields: fields as Record<string, unknown> });
  };
  const logger = { debug() {}, info: write('info'), warn: write('warn'), error: write('error') };
  const { clock } = changes;
  const options = { database: 'sqlite::memory:', logger, chatTarget: 'Support', ...changes.options, cic };
  const site = iwt(clock ? { ...options, runtime: { clock } } : options);
  await site.ready();
  const app = express();
  app.disable('x-powered-by');
  changes.before?.(app);
  app.use(changes.mount ?? '/', site);
  const { pair } = changes;
  const server = changes.server === 'listen' ? http.createServer(app) : (createServer(app, { ...pair }) as http.Server);
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    await site.close();
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  const { port } = server.address() as AddressInfo;
  const url = pair ? `https://localhost:${port}` : `http://127.0.0.1:${port}`;
  return { port, url, site, log, sockets };
}

/** Asks with Node's own client, which follows nothing, adds nothing and hides nothing. */
export function ask(
  url: string,
  {
    method = 'GET',
    headers = {},
    body,
    ca,
  }: { method?: string; headers?: http.OutgoingHttpHeaders; body?: string | Buffer; ca?: string } = {},
): Promise<{ status: number; headers: http.IncomingHttpHeaders; raw: readonly string[]; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const send = url.startsWith('https:') ? https.request : http.request;
    const request = send(url, { method, headers, ca, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        const { statusCode: status = 0, headers: found, rawHeaders: raw } = answer;
        resolve({ status, headers: found, raw, body: Buffer.concat(chunks) });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}
