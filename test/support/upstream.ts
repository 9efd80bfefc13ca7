import http from 'node:http';
import https from 'node:https';
import net, { type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { reservedPort } from './reserved-port.ts';

/** A request as a server behind the gateway saw it. */
export interface Recorded {
  readonly method: string;
  readonly url: string;
  /** Names in lower case; of a repeated one all values. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly body: Buffer;
}

/** A server behind the gateway, on a free port of this machine, until the test is over. */
export interface Upstream {
  readonly port: number;
  /** `http://127.0.0.1:34567`. */
  readonly origin: string;
  /** The same by name, as certificates have it. */
  readonly byName: string;
  /** Whole requests so far. */
  readonly requests: Recorded[];
  /** Open connections. */
  readonly sockets: ReadonlySet<Socket>;
  /** Connections since the start. */
  opened(): number;
  /** Ends it, with all connections. */
  close(): Promise<void>;
  /** Starts it again on its port. */
  reopen(): Promise<void>;
}

export interface Pair {
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
}

export type Answer = (request: Recorded, response: http.ServerResponse, incoming: http.IncomingMessage) => void;

export const ok: Answer = (_request, response) => {
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.end('{"chat":{}}');
};

/** A well-behaved server. */
export async function upstream(
  answer: Answer = ok,
  { pair, answersChecks = false }: { /** It speaks TLS. */ pair?: Pair; answersChecks?: boolean } = {},
): Promise<Upstream> {
  const requests: Recorded[] = [];
  const listener = (incoming: http.IncomingMessage, response: http.ServerResponse) => {
    const chunks: Buffer[] = [];
    incoming.on('error', () => {});
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const headers: Record<string, string[]> = {};
      for (let at = 0; at < incoming.rawHeaders.length; at += 2) {
        const name = incoming.rawHeaders[at]?.toLowerCase() ?? '';
        headers[name] = [...(headers[name] ?? []), incoming.rawHeaders[at + 1] ?? ''];
      }
      const { method = '', url = '' } = incoming;
      const request = { method, url, headers, body: Buffer.concat(chunks) };
      // A health check is the gateway's own affair, unless a test has a mind to answer it.
      const isCheck = headers['x-forwarded-for'] === undefined;
      if (!isCheck) requests.push(request);
      if (isCheck && !answersChecks) ok(request, response, incoming);
      else answer(request, response, incoming);
    });
  };
  const server = pair ? https.createServer({ ...pair }, listener) : http.createServer(listener);
  return opened(server, pair ? 'https' : 'http', requests);
}

/**
 * A server that sends exactly the bytes a test means it to: called with each request's head (and what came with it), as
 * soon as that is there.
 */
export async function rawUpstream(behave: (socket: Socket, head: string) => void): Promise<Upstream> {
  const server = net.createServer((socket) => {
    let received = '';
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      if (!received.includes('\r\n\r\n')) return;
      const head = received;
      received = '';
      // Health checks of the gateway are answered, so that it goes on to send.
      if (!/x-forwarded-for:/i.test(head)) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}');
      else behave(socket, head);
    });
  });
  return opened(server, 'http', []);
}

async function opened(server: net.Server, scheme: 'http' | 'https', requests: Recorded[]): Promise<Upstream> {
  const sockets = new Set<Socket>();
  let ever = 0;
  server.on('connection', (socket: Socket) => {
    ever++;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const port = await reservedPort();
  const listen = () => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  await listen();

  async function close(): Promise<void> {
    if (!server.listening) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    await closed;
  }
  onTestFinished(close);
  return {
    port,
    origin: `${scheme}://127.0.0.1:${port}`,
    byName: `${scheme}://localhost:${port}`,
    requests,
    sockets,
    opened: () => ever,
    close,
    reopen: listen,
  };
}
