import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import { images } from '../../lib/doctor/judge-images.ts';
import type { Pair } from './certificates.ts';
import { serveHttp } from './stand-ins.ts';

/** A web server as webmasters have one: files, and rules of a reverse proxy. */
export interface WebServer {
  /** Prefix → URL that takes its place, such as `/I3Root/Server1/` → `http://localhost:8114/`. */
  readonly rules: Readonly<Record<string, string>>;
  /** Path → body, or what to do with the request. Added to the page, config.js and the images. */
  readonly files?: Readonly<Record<string, string | ((request: IncomingMessage, response: ServerResponse) => void)>>;
  /** Value of keys in config.js other than the usual ones; undefined takes one out. */
  readonly config?: Readonly<Record<string, unknown>>;
  /**
   * What becomes of X-Forwarded-For: `replace` puts the visitor's address there, `append` adds it to what came, `pass`
   * leaves what came, `strip` removes it.
   */
  readonly forwarded?: 'replace' | 'append' | 'pass' | 'strip';
  /** Sends the visitor's `Host` on, as `ProxyPreserveHost On` does. */
  readonly preserveHost?: boolean;
  readonly pair?: Pair;
}

const usual = {
  ConfigVersion: 0,
  ChatTarget: 'Marketing',
  CallbackTarget: 'Marketing',
  ChatTargetType: 'Workgroup',
  CallbackTargetType: 'Workgroup',
  InteractionTypes: ['Chat', 'Callback'],
  UseEncryption: false,
  ICServerCount: 1,
  DefaultLanguageCode: 'en-us',
};

/** Serves the site at `/I3Root` on a free port; gives its URL. */
export async function webServer(site: WebServer): Promise<string> {
  const files = new Map(Object.entries({ ...standard(site), ...site.files }));
  const port = await serveHttp((request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    const file = files.get(path);
    const rule = Object.entries(site.rules).find(([prefix]) => request.url?.startsWith(prefix));
    if (typeof file === 'function') file(request, response);
    else if (file !== undefined) response.writeHead(200, { 'Content-Type': typeOf(path) }).end(file);
    else if (rule) pass(request, response, rule, site);
    else
      response
        .writeHead(404, { 'Content-Type': 'text/html', Server: 'Apache/2.4' })
        .end('<title>404 Not Found</title>');
  }, site.pair);
  return `${site.pair ? 'https' : 'http'}://127.0.0.1:${port}/I3Root`;
}

function standard({ config = {} }: WebServer): Record<string, string> {
  return {
    '/I3Root/': '<!doctype html><html><head><title>Chat</title></head></html>',
    '/I3Root/js/config.js': `/*global ININ: true */\nININ.Web.Chat.Config =\n${JSON.stringify({ ...usual, ...config }, null, 2)};\n`,
    ...Object.fromEntries(images.map((name) => [`/I3Root/img/${name}`, 'GIF89a'])),
  };
}

function typeOf(path: string): string {
  if (path.endsWith('.js')) return 'text/javascript';
  return path.endsWith('.gif') ? 'image/gif' : 'text/html';
}

function pass(
  request: IncomingMessage,
  response: ServerResponse,
  [prefix, target]: [string, string],
  site: WebServer,
): void {
  const url = new URL(target + (request.url ?? '').slice(prefix.length));
  const { host, 'x-forwarded-for': came, connection: _, ...headers } = request.headers;
  const forwarded = forwardedFor(site.forwarded ?? 'replace', came === undefined ? undefined : String(came), request);
  const options = {
    method: request.method,
    rejectUnauthorized: false,
    headers: {
      ...headers,
      host: site.preserveHost ? host : url.host,
      ...(forwarded && { 'x-forwarded-for': forwarded }),
    },
  };
  const onward = (url.protocol === 'https:' ? https : http).request(url, options, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () =>
    response.writeHead(502, { 'Content-Type': 'text/html' }).end('<title>502 Bad Gateway</title>'),
  );
  request.pipe(onward);
}

function forwardedFor(
  way: WebServer['forwarded'],
  came: string | undefined,
  request: IncomingMessage,
): string | undefined {
  const visitor = request.socket.remoteAddress;
  if (way === 'strip') return undefined;
  if (way === 'pass') return came;
  return way === 'append' && came !== undefined ? `${came}, ${visitor}` : visitor;
}
