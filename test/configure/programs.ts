import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { reservedPort } from '../support/reserved-port.ts';

const run = promisify(execFile);

/** The programs as Debian has them. */
export const places = {
  apache: '/usr/sbin/apache2',
  nginx: '/usr/sbin/nginx',
  haproxy: '/usr/sbin/haproxy',
  caddy: '/usr/bin/caddy',
  script: '/usr/bin/script',
} as const;

export type Program = Exclude<keyof typeof places, 'script'>;

/**
 * For `describe.skipIf`: true when the program is not there. Says so; where tests must not be skipped
 * (`IWT_TEST_REQUIRE_ALL` is set) fails instead.
 */
export function without(program: keyof typeof places): boolean {
  if (existsSync(places[program])) return false;
  const message = `no ${program} at ${places[program]}`;
  if (process.env.IWT_TEST_REQUIRE_ALL) throw new Error(`The tests of ${program} cannot run: ${message}.`);
  console.warn(`SKIPPED: the tests of ${program}: ${message}.`);
  return true;
}

/** A web server configured with what `iwt configure --for` prints, on free ports. */
export interface RunningProgram {
  /** For visitors over HTTP. */
  readonly http: string;
  /** For visitors over HTTPS; only where a key pair was given. */
  readonly https: string;
  stop(): Promise<void>;
}

export interface Setting {
  readonly printed: string;
  /** Files of a key pair of the site itself, for visitors over HTTPS. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

interface Ports {
  readonly http: number;
  readonly https: number;
}

interface Plan {
  readonly files: Readonly<Record<string, string>>;
  /** Arguments of the program's own check, and of its start in the foreground. */
  readonly check: readonly string[];
  readonly start: readonly string[];
}

/** Checks the configuration with the program itself and starts it. Throws what the program says when it refuses. */
export async function startProgram(program: Program, setting: Setting): Promise<RunningProgram> {
  const folder = await mkdtemp(path.join(os.tmpdir(), `iwt-${program}-`));
  await chmod(folder, 0o755);
  const ports = { http: await reservedPort(), https: await reservedPort() };
  const plan = plans[program](folder, ports, setting);
  for (const [name, text] of Object.entries(plan.files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
  await run(places[program], [...plan.check]);
  const child = spawn(places[program], [...plan.start], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, HOME: folder },
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const gone = once(child, 'exit');
  // Not every program opens all its ports before it takes the first connection.
  for (const port of setting.tls ? [ports.http, ports.https] : [ports.http]) {
    if (await Promise.race([opened(port, child), gone.then(() => false)])) continue;
    await rm(folder, { recursive: true, force: true });
    throw new Error(`${program} did not start: ${errors}`);
  }
  return {
    http: `http://127.0.0.1:${ports.http}`,
    https: `https://localhost:${ports.https}`,
    async stop() {
      child.kill('SIGTERM');
      await gone;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Resolves when the port takes connections; false when the program has ended. */
async function opened(port: number, child: ChildProcess): Promise<boolean> {
  while (child.exitCode === null && child.signalCode === null) {
    const socket = net.connect(port, '127.0.0.1');
    const open = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => setTimeout(resolve, 20, false));
    });
    socket.destroy();
    if (open) return true;
  }
  return false;
}

const plans: Readonly<Record<Program, (folder: string, ports: Ports, setting: Setting) => Plan>> = {
  apache(folder, ports, { printed, tls }) {
    const modules = ['mpm_event', 'authz_core', 'proxy', 'proxy_http', 'ssl', 'socache_shmcb'];
    const [plain = '', secured = plain] = sections(printed);
    const conf = [
      `ServerRoot "${folder}"`,
      `PidFile "${folder}/pid"`,
      `DefaultRuntimeDir "${folder}"`,
      `Mutex file:${folder} default`,
      `ErrorLog "${folder}/error.log"`,
      'ServerName localhost',
      `Listen 127.0.0.1:${ports.http}`,
      ...modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`),
      ...(process.getuid?.() === 0 ? ['User www-data', 'Group www-data'] : []),
      `<VirtualHost *:${ports.http}>`,
      plain,
      '</VirtualHost>',
      ...(tls
        ? [
            `Listen 127.0.0.1:${ports.https}`,
            `<VirtualHost *:${ports.https}>`,
            'SSLEngine on',
            `SSLCertificateFile "${tls.cert}"`,
            `SSLCertificateKeyFile "${tls.key}"`,
            secured,
            '</VirtualHost>',
          ]
        : []),
    ];
    const file = `${folder}/apache2.conf`;
    return {
      files: { 'apache2.conf': `${conf.join('\n')}\n` },
      check: ['-t', '-f', file],
      start: ['-DFOREGROUND', '-f', file],
    };
  },
  nginx(folder, ports, { printed, tls }) {
    const [upstreams = '', plain = '', secured = plain] = sections(printed);
    const conf = [
      ...(process.getuid?.() === 0 ? ['user www-data;'] : []),
      `pid ${folder}/pid;`,
      `error_log ${folder}/error.log;`,
      'events {}',
      'http {',
      'access_log off;',
      ...['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`),
      upstreams,
      `server { listen 127.0.0.1:${ports.http}; root ${folder}/www; location ~* \\.jpg$ { return 418; }`,
      plain,
      '}',
      ...(tls
        ? [
            `server { listen 127.0.0.1:${ports.https} ssl; ssl_certificate ${tls.cert}; ssl_certificate_key ${tls.key};`,
            secured,
            '}',
          ]
        : []),
      '}',
    ];
    const file = `${folder}/nginx.conf`;
    const common = ['-e', `${folder}/error.log`, '-c', file];
    return {
      files: { 'nginx.conf': `${conf.join('\n')}\n` },
      check: ['-t', ...common],
      start: [...common, '-g', 'daemon off;'],
    };
  },
  haproxy(folder, ports, { printed, tls }) {
    const [rules = '', backends = ''] = sections(printed);
    const conf = [
      'defaults',
      '    mode http',
      '    timeout client 60s',
      'frontend site',
      `    bind 127.0.0.1:${ports.http}`,
      ...(tls ? [`    bind 127.0.0.1:${ports.https} ssl crt ${folder}/site.pem`] : []),
      rules,
      backends,
    ];
    const file = `${folder}/haproxy.cfg`;
    const pair = tls ? readFileSync(tls.cert, 'utf8') + readFileSync(tls.key, 'utf8') : '';
    return {
      files: { 'haproxy.cfg': `${conf.join('\n')}\n`, 'site.pem': pair },
      check: ['-c', '-f', file],
      start: ['-db', '-f', file],
    };
  },
  caddy(folder, ports, { printed, tls }) {
    const [plain = '', secured = plain] = sections(printed);
    const conf = [
      '{',
      '\tadmin off',
      '\tauto_https off',
      '\tgrace_period 1s',
      `\tstorage file_system ${folder}/storage`,
      '}',
      `http://127.0.0.1:${ports.http} {`,
      plain,
      '}',
      ...(tls ? [`https://localhost:${ports.https} {`, `\ttls ${tls.cert} ${tls.key}`, secured, '}'] : []),
    ];
    const common = ['--config', `${folder}/Caddyfile`, '--adapter', 'caddyfile'];
    return { files: { Caddyfile: `${conf.join('\n')}\n` }, check: ['validate', ...common], start: ['run', ...common] };
  },
};

/** What stands below each line such as `# ---- inside http { … } ----`; without such lines, everything. */
function sections(printed: string): readonly string[] {
  const [whole = '', ...parts] = printed.split(/^# ---- .*$/m);
  return parts.length === 0 ? [whole] : parts;
}
