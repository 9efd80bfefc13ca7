import http from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import { onTestFinished } from 'vitest';
import { iwt } from '../../lib/iwt.ts';
import type { IwtOptions } from '../../lib/options/schema.ts';
import { type TestClock, testClock } from './clock.ts';
import { silentLog } from './databases.ts';
import { raiseLimits } from './limits.ts';

const require = createRequire(import.meta.url);

/** Both versions of Express that are supported. */
export const expressVersions: readonly ['express4' | 'express', string][] = [
  ['express4', 'Express 4'],
  ['express', 'Express 5'],
];

export interface PeopleSite {
  /** Address of the root, without a slash at its end. */
  readonly url: string;
  readonly clock: TestClock;
  readonly services: ReturnType<typeof iwt>['services'];
  /** What was logged, as one text. */
  readonly logged: () => string;
}

interface SiteOptions {
  readonly express?: 'express4' | 'express';
  readonly options?: IwtOptions;
  /** What the host does before it mounts us. */
  readonly before?: (app: Express) => void;
  /** What the host does after it mounted us. */
  readonly after?: (app: Express) => void;
}

/** A host site with the whole package in it, on a free port, closed when the test is over. */
export async function peopleSite({
  express = 'express',
  options,
  before,
  after,
}: SiteOptions = {}): Promise<PeopleSite> {
  const clock = testClock();
  const lines: string[] = [];
  const log = { ...silentLog, warn: (fields: object, text: string) => void lines.push(JSON.stringify(fields), text) };
  const site = iwt({ database: 'sqlite::memory:', logger: log, runtime: { clock }, ...options });
  const app: Express = require(express)();
  before?.(app);
  app.use('/shop', site);
  after?.(app);
  await site.ready();
  await raiseLimits(site.services.params);
  const server = http.createServer(app).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(async () => {
    server.close();
    await site.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/shop/I3Root`,
    clock,
    services: site.services,
    logged: () => lines.join('\n'),
  };
}

/** A browser as far as cookies go: it keeps them by name and sends them where their path says. */
export interface Browser {
  readonly cookies: Map<string, { value: string; path: string }>;
  get(url: string, headers?: Record<string, string>): Promise<Response>;
  json(method: string, url: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  form(url: string, fields: Record<string, string>, headers?: Record<string, string>): Promise<Response>;
}

export function browser(): Browser {
  const cookies: Browser['cookies'] = new Map();

  async function send(url: string, init: RequestInit): Promise<Response> {
    const { pathname } = new URL(url);
    const fitting = [...cookies].filter(
      ([, { path }]) => pathname === path || pathname.startsWith(path.replace(/\/?$/, '/')),
    );
    const headers = new Headers(init.headers);
    if (fitting.length > 0) headers.set('cookie', fitting.map(([name, { value }]) => `${name}=${value}`).join('; '));
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) keep(line, pathname);
    return response;
  }

  /** RFC 6265 section 5.1.4: without a path, the folder of the address. */
  function keep(line: string, pathname: string): void {
    const [pair = '', ...attributes] = line.split('; ');
    const name = pair.slice(0, pair.indexOf('='));
    const path = attributes.find((attribute) => /^path=/i.test(attribute))?.slice(5);
    if (attributes.includes('Max-Age=0')) cookies.delete(name);
    else {
      const folder = pathname.slice(0, pathname.lastIndexOf('/')) || '/';
      cookies.set(name, { value: pair.slice(name.length + 1), path: path ?? folder });
    }
  }

  return {
    cookies,
    get: (url, headers = {}) => send(url, { headers }),
    json: (method, url, body, headers = {}) =>
      send(url, { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } }),
    form: (url, fields, headers = {}) => send(url, { method: 'POST', body: new URLSearchParams(fields), headers }),
  };
}
