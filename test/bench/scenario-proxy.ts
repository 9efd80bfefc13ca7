/** The gateway beside the proxies that people use, all in front of one upstream: 300 bytes to GET, and to POST. */
import { get, type Measured, measure, post, show, type Variant } from './measure.ts';
import { type Peer, recipes, startPeer } from './peers.ts';
import { type ServerProcess, startServer, startUpstream } from './processes.ts';
import { print } from './report.ts';

const path = '/I3Root/Server1/websvcs/chat/poll/01234567-89ab-cdef-0123-456789abcdef';
const own = { 'create-server': 'iwt under createServer(app)', listen: 'iwt under app.listen()' };
const inNode = { pipe: 'bare node:http pipe, kept alive', middleware: 'http-proxy-middleware in Express, kept alive' };
const apache = 'Apache mod_proxy_http, as the manual says';

export async function proxy(): Promise<void> {
  const upstream = await startUpstream('./servers/upstream.ts');
  const port = String(upstream.port);
  const servers: { readonly name: string; readonly server: ServerProcess | Peer }[] = [];
  for (const [kind, name] of Object.entries({ ...own, ...inNode }))
    servers.push({ name, server: await startServer('./servers/proxies.ts', kind, port) });
  for (const name of Object.keys(recipes)) {
    const server = await startPeer(name, upstream.port);
    if (server) servers.push({ name, server });
    else print(`${name} is not installed, so it is not measured`);
  }
  for (const [title, request] of [
    ['Proxied GET of 300 bytes', get(path)],
    ['Proxied POST, answered with 300 bytes', post(path.replace('poll', 'sendMessage'))],
  ] as const) {
    const variants: Variant[] = servers.map((one) => ({ ...one, requests: [request] }));
    const measured: Measured[] = await measure(variants);
    show(title, measured, measured.some(({ name }) => name === apache) ? apache : inNode.middleware);
  }
  await Promise.all([upstream, ...servers.map(({ server }) => server)].map((server) => server.stop()));
}
