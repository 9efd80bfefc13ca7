import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Child, runChild } from '../support/children.ts';
import { fencesOf } from './fences.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const libraries = ['express-session', 'helmet', 'passport', 'passport-local', 'pino'];

export interface Examples {
  /** Where an example answers. Its name is the title of its block, with ` on Express 4` where it runs there. */
  url(name: string): string;
  readonly process: Child;
  /** Everything that came to standard output so far. */
  printed(): string;
  /** Ends them at once. */
  stop(): Promise<void>;
}

export interface Unpacked {
  /** Titles of all programs on the page. */
  readonly titles: readonly string[];
  file(name: string): string;
  remove(): void;
}

/** The programs of a page as files, each in a folder of its own, as if the package were installed there. */
export async function unpack(page: string): Promise<Unpacked> {
  const folder = mkdtempSync(path.join(tmpdir(), 'iwt-docs-'));
  const installed = { 'Express 5': 'express', 'Express 4': 'express4' };
  const titled = (await fencesOf(page)).filter(({ title }) => /\.[cm]?js$/.test(title));
  for (const [version, express] of Object.entries(installed)) {
    const modules = path.join(folder, version, 'node_modules');
    mkdirSync(modules, { recursive: true });
    symlinkSync(root, path.join(modules, 'express-iwt'));
    symlinkSync(path.join(root, 'node_modules', express), path.join(modules, 'express'));
    for (const name of libraries) symlinkSync(path.join(root, 'node_modules', name), path.join(modules, name));
    writeFileSync(path.join(folder, version, 'package.json'), '{ "type": "module" }');
    for (const { title, text } of titled) {
      const own = path.join(folder, version, version === 'Express 4' ? `${title} on Express 4` : title);
      mkdirSync(own);
      writeFileSync(path.join(own, title), text);
    }
  }
  return {
    titles: titled.map(({ title }) => title),
    file(name) {
      const [title = '', version = 'Express 5'] = name.split(' on ');
      return path.join(folder, version, name, title);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Runs them all in one process. */
export async function runExamples(files: readonly string[]): Promise<Examples> {
  const child = runChild('test/docs/serve-examples.ts', files);
  let out = '';
  child.process.stdout?.on('data', (text: string) => {
    out += text;
  });
  await child.printed('}\n<listening>\n');
  const ports = JSON.parse(/^(.*)\n<listening>$/m.exec(out)?.[1] ?? '') as Record<string, number>;
  return {
    process: child,
    printed: () => out,
    url: (name) => `http://127.0.0.1:${ports[name]}`,
    async stop() {
      child.process.kill('SIGKILL');
      await child.ended;
    },
  };
}

/** A certificate for `localhost` that nobody trusts. */
export function makeCertificate(folder: string): void {
  const subject = ['-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'];
  const files = ['-keyout', path.join(folder, 'key.pem'), '-out', path.join(folder, 'cert.pem')];
  execFileSync('openssl', ['req', '-x509', ...subject, ...files], { stdio: 'ignore' });
}
