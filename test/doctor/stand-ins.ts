import http, { type IncomingMessage, type RequestListener } from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Pair } from './certificates.ts';

/** Serves on a free port until the test ends. */
export async function serveHttp(listener: RequestListener, pair?: Pair & https.ServerOptions): Promise<number> {
  const server = pair ? https.createServer(pair, listener) : http.createServer(listener);
  await listening(server);
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
}

/** Serves raw bytes: whatever connects gets them once it has sent something. */
export async function serveBytes(answer: (socket: net.Socket) => void): Promise<number> {
  const open = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    open.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => open.delete(socket));
    socket.once('data', () => answer(socket));
  });
  await listening(server);
  onTestFinished(() => {
    server.close();
    for (const socket of open) socket.destroy();
  });
  return (server.address() as AddressInfo).port;
}

function listening(server: net.Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
}

const operations = {
  common: ['partyInfo'],
  chat: ['start', 'reconnect', 'poll', 'sendMessage', 'setTypingState', 'exit', 'supportAuthenticationAnonymous'],
  callback: ['create', 'status', 'reconnect', 'disconnect', 'supportAuthenticationAnonymous'],
  queueQuery: [],
};

/** The documented answer of an active server. */
export function configuration(cfgVer: unknown = 7, capabilities: object = operations): string {
  return JSON.stringify([{ serverConfiguration: { cfgVer, capabilities } }, { browserAcceptLanguage: '' }]);
}

/** A WebProcessorBridge that answers `serverConfiguration`. */
export function bridge(answer: { status?: number; body?: string; type?: string } = {}): RequestListener {
  const { status = 200, body = configuration(), type = 'application/json; charset=utf-8' } = answer;
  return (request, response) => {
    const known = request.url === '/websvcs/serverConfiguration';
    response.writeHead(known ? status : 404, { 'Content-Type': type }).end(known ? body : '');
  };
}

/** What a plug-in takes for the visitor's address. */
type Sees = 'forwarded' | 'connection';

/** A Web HTML plug-in that answers the event CgiTest with the documented lines. */
export function plugin(sees: Sees = 'forwarded'): RequestListener {
  return (request, response) => {
    const { pathname, search } = new URL(request.url ?? '', 'http://plugin');
    if (pathname !== '/WebHTMLService/doHTMLRequest' || search !== '?event=CgiTest') {
      response.writeHead(404).end('no handler');
      return;
    }
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(page(request, sees));
  };
}

function page(request: IncomingMessage, sees: Sees): string {
  const forwarded = sees === 'forwarded' ? request.headers['x-forwarded-for'] : undefined;
  const visitor = String(forwarded ?? request.socket.remoteAddress)
    .split(',')[0]
    ?.trim();
  return `<html><body><pre>Gateway Interface:
Request Method:${request.method}
Script Name:doHTMLRequest
Query String:event=CgiTest
Server Software:
Server Name:${request.headers.host?.replace(/:\d+$/, '')}
Server Protocol:HTTP/1.1
Server Port:${request.socket.localPort}
HTTP User agent:${request.headers['user-agent'] ?? ''}
HTTP Accept:${request.headers.accept ?? ''}
Path Info:
Path Translated:
Remote Host:${visitor}
Remote Address:${visitor}
Remote User:
Remote Identifier:
Authentication Type:
Content Type:
Content Length:
Arg 1:
Arg 2:
Arg 3:
Command Line parameters

event=CgiTest
</pre></body></html>`;
}
