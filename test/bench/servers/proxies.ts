/**
 * Proxies written in JavaScript, in front of the upstream at the port in the second argument. The first says which: `pipe`
 * (bare `node:http`), `middleware` (http-proxy-middleware in Express), `create-server` or `listen` (ours).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, createServer as createBareServer, type Server, request as send } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import express from 'express';
import { createProxyMiddleware } from 'http-proxy-middleware';
import { served } from '../served.ts';

const [kind = '', port = ''] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: 128 });
const prefix = '/I3Root/Server1';

const makers: Record<string, () => Promise<Server>> = {
  pipe: async () =>
    createBareServer((request, response) => {
      const { method, headers } = request;
      const url = (request.url as string).slice(prefix.length);
      const upstream = send({ host: '127.0.0.1', port, method, path: url, headers, agent }, (answer) => {
        response.writeHead(answer.statusCode as number, answer.headers);
        answer.pipe(response);
      });
      request.pipe(upstream);
    }),
  middleware: async () => {
    const app = express();
    app.use(
      prefix,
      createProxyMiddleware({ target: `http://127.0.0.1:${port}`, agent, xfwd: true, changeOrigin: true }),
    );
    return createBareServer(app);
  },
  'create-server': async () => {
    const { app, createServer } = await ours();
    return createServer(app) as Server;
  },
  listen: async () => createBareServer((await ours()).app),
};

// What is measured is what is shipped: the build, typed by its sources.
async function ours() {
  const built = new URL('../../../dist/index.js', import.meta.url).href;
  const { createServer, iwt } = (await import(built)) as typeof import('../../../index.ts');
  const data = mkdtempSync(path.join(tmpdir(), 'iwt-bench-'));
  process.on('exit', () => rmSync(data, { recursive: true, force: true }));
  const quiet = { debug() {}, info() {}, warn() {}, error: console.error };
  const site = iwt({ data, logger: quiet, cic: { servers: [`http://127.0.0.1:${port}`] } });
  await site.ready();
  return { app: express().use(site), createServer };
}

served(await (makers[kind] as () => Promise<Server>)());
