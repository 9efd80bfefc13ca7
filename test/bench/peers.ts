/** Web servers that people use as reverse proxies, each in front of the same upstream, with its configuration in a folder of its own. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pinned } from './processes.ts';

export interface Peer {
  readonly port: number;
  /** CPU time of all its processes, in microseconds. */
  usage(): Promise<{ readonly cpu: number }>;
  stop(): Promise<void>;
}

interface Recipe {
  readonly program: string;
  readonly args: (file: string, folder: string) => readonly string[];
  readonly configuration: (ports: { own: number; upstream: number }, folder: string) => string;
}

const modules = ['mpm_event', 'authz_core', 'proxy', 'proxy_http', 'proxy_connect'];

/** Apache as the manual configures it; nginx and HAProxy with kept-alive connections, one process each. */
export const recipes: Readonly<Record<string, Recipe>> = {
  'Apache mod_proxy_http, as the manual says': {
    program: 'apache2',
    args: (file) => ['-DFOREGROUND', '-f', file],
    configuration: ({ own, upstream }, folder) => `
ServerRoot ${folder}
ServerName 127.0.0.1
Listen 127.0.0.1:${own}
PidFile ${folder}/pid
ErrorLog ${folder}/error.log
DefaultRuntimeDir ${folder}
${modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
MaxKeepAliveRequests 0
ProxyPass /I3Root/Server1/ http://127.0.0.1:${upstream}/
ProxyPassReverse /I3Root/Server1/ http://127.0.0.1:${upstream}/
`,
  },
  nginx: {
    program: 'nginx',
    args: (file, folder) => ['-p', folder, '-c', file],
    configuration: ({ own, upstream }, folder) => `
daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log;
events { worker_connections 1024; }
http {
  access_log off; keepalive_requests 1000000000; client_body_temp_path ${folder}; proxy_temp_path ${folder};
  fastcgi_temp_path ${folder}; uwsgi_temp_path ${folder}; scgi_temp_path ${folder};
  upstream cic { server 127.0.0.1:${upstream}; keepalive 128; keepalive_requests 1000000000; }
  server {
    listen 127.0.0.1:${own};
    location /I3Root/Server1/ {
      proxy_pass http://cic/; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    }
  }
}
`,
  },
  HAProxy: {
    program: 'haproxy',
    args: (file) => ['-db', '-f', file],
    configuration: ({ own, upstream }) => `
global
  nbthread 1
defaults
  mode http
  timeout connect 2s
  timeout client 60s
  timeout server 60s
  option forwardfor
  option http-keep-alive
frontend site
  bind 127.0.0.1:${own}
  http-request replace-path /I3Root/Server1(/.*) \\1
  default_backend cic
backend cic
  http-reuse always
  server cic 127.0.0.1:${upstream}
`,
  },
};

/** Undefined when the program is not installed. */
export async function startPeer(name: string, upstream: number): Promise<Peer | undefined> {
  const { program, args, configuration } = recipes[name] as Recipe;
  if (spawnSync('which', [program]).status !== 0) return undefined;
  const folder = await mkdtemp(path.join(tmpdir(), `iwt-bench-${program}-`));
  const own = await freePort();
  const file = path.join(folder, 'peer.conf');
  await writeFile(file, configuration({ own, upstream }, folder));
  const words = [program, ...args(file, folder)];
  const [command, ...rest] = pinned ? ['taskset', '-c', '0', ...words] : words;
  // A process group of its own, so that its workers are counted and stopped with it.
  const child = spawn(command as string, rest, { stdio: ['ignore', 'inherit', 'inherit'], detached: true });
  await listening(own, child);
  return {
    port: own,
    usage: async () => ({ cpu: await cpuOf(child.pid as number) }),
    async stop() {
      const exit = once(child, 'exit');
      process.kill(-(child.pid as number), 'SIGTERM');
      await exit;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function listening(port: number, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const socket = connect(port, '127.0.0.1');
    const open = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (open) return;
  }
  throw new Error(`The peer ended with code ${child.exitCode}.`);
}

/** Ticks of a hundredth of a second, as Linux counts them. */
const tick = 10_000;

async function cpuOf(group: number): Promise<number> {
  let ticks = 0;
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
    // After the name, which may hold anything: state, parent, group; user and system time are the 12th and 13th.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (Number(fields[2]) === group) ticks += Number(fields[11]) + Number(fields[12]);
  }
  return ticks * tick;
}
