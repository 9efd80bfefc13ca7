import { once } from 'node:events';
import http, { type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import https from 'node:https';
import { onTestFinished } from 'vitest';
import { reservedPort } from '../support/reserved-port.ts';

export interface Recorded {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Which connection it came by. */
  readonly connection: number | undefined;
}

/** A stand-in for one part of a CIC server that writes down what reaches it. */
export interface Recorder {
  readonly port: number;
  readonly seen: readonly Recorded[];
  status: number;
  /** Requests of `…/stream` that wait for more. */
  readonly streams: readonly ServerResponse[];
  stop(): Promise<void>;
  /** Listens again on the same port. */
  start(): Promise<void>;
}

export async function record(tls?: { readonly cert: string; readonly key: string }): Promise<Recorder> {
  const seen: Recorded[] = [];
  const streams: ServerResponse[] = [];
  const listener: http.RequestListener = async (req, res) => {
    let body = '';
    for await (const chunk of req) body += String(chunk);
    const { method = '', url = '', headers } = req;
    seen.push({ method, url, headers, body, connection: req.socket.remotePort });
    if (url.endsWith('/stream')) {
      res.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
      res.write('data: "first"\n\n');
      streams.push(res);
      return;
    }
    const { status } = recorder;
    const location = url.endsWith('/moved') ? { Location: `http://${headers.host}/elsewhere` } : {};
    res.writeHead(status, { 'Content-Type': 'text/plain', ...location }).end(`port ${recorder.port}`);
  };
  const make = () => (tls ? https.createServer(tls, listener) : http.createServer(listener));
  const port = await reservedPort();
  let server = make();
  const listen = async () => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  await listen();
  const recorder = {
    port,
    seen,
    status: 200,
    streams,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
    start() {
      server = make();
      return listen();
    },
  };
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
  });
  return recorder;
}
