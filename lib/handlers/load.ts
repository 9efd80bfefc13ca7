import { statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { IwtSetupError } from '../errors.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { isHandler, wrongHandler } from './define-handler.ts';
import type { Handler } from './handler.ts';
import type { Registered, Registry } from './registry.ts';
import { watchFolder } from './watch-folder.ts';

/** A folder, a handler, or a module that exports handlers. */
export type HandlerSource = string | object;

export interface LoaderParts {
  readonly sources: readonly HandlerSource[];
  readonly registry: Registry;
  readonly reload: boolean;
  readonly runtime: Runtime;
}

export interface Loader {
  /** Imports the folders. @throws IwtSetupError `IWT_HANDLER` */
  start(): Promise<void>;
  close(): void;
}

const require = createRequire(import.meta.url);

/** Gets handlers from where the option says. @throws IwtSetupError `IWT_HANDLER` */
export function createLoader({ sources, registry, reload, runtime }: LoaderParts): Loader {
  const folders = sources.filter((source) => typeof source === 'string').map((folder) => path.resolve(folder));
  const modules = sources.filter((source): source is object => typeof source !== 'string');
  for (const folder of folders) {
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
      throw new IwtSetupError('IWT_HANDLER', `The option handlers names ${folder}, which is no folder.`);
    }
  }
  const watchers: (() => void)[] = [];
  let versions = 0;
  let closed = false;

  modules.forEach((module, index) => {
    const found = handlersIn(module, undefined);
    if (typeof found === 'string') {
      throw new IwtSetupError('IWT_HANDLER', `Entry ${index + 1} of the option handlers is refused: ${found}.`);
    }
    // Before the files of folders, in the order of the option.
    registry.set(`\0${String(index).padStart(6, '0')}`, found);
  });

  async function load(file: string): Promise<void> {
    const module = await importAnew(file, versions++).catch((error: unknown) => {
      throw new IwtSetupError('IWT_HANDLER', `The handler file ${file} cannot be imported: ${reasonOf(error)}`);
    });
    const found = handlersIn(module, path.parse(file).name);
    if (typeof found === 'string')
      throw new IwtSetupError('IWT_HANDLER', `The handler file ${file} is refused: ${found}.`);
    registry.set(file, found);
  }

  async function changed(file: string, there: boolean): Promise<void> {
    if (closed) return;
    try {
      if (there) await load(file);
      else registry.set(file, []);
      runtime.log.info({ file }, there ? 'A handler file was loaded anew' : 'The handlers of a file are gone');
    } catch (error) {
      runtime.log.error(
        { err: error, file },
        'A handler file was changed and cannot be loaded; what was there before goes on',
      );
    }
  }

  return {
    async start() {
      for (const folder of folders) {
        for (const file of await filesIn(folder, runtime)) await load(file);
        if (reload && !closed) watchers.push(watchFolder(folder, isHandlerFile, changed, runtime));
      }
    },
    close() {
      closed = true;
      for (const stop of watchers) stop();
    },
  };
}

async function filesIn(folder: string, { log }: Runtime): Promise<string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    throw new IwtSetupError('IWT_HANDLER', `The folder ${folder} of handlers cannot be read (${error.code}).`);
  });
  const left = names.filter((name) => isTypeScript(name) && !runsTypeScript());
  if (left.length > 0) {
    log.warn({ folder, files: left }, 'This version of Node does not run TypeScript: these handler files are left out');
  }
  return names
    .filter(isHandlerFile)
    .sort()
    .map((name) => path.join(folder, name));
}

/** Whether a name in a folder of handlers is that of a handler file. */
function isHandlerFile(name: string): boolean {
  return /\.[cm]?js$/.test(name) || (isTypeScript(name) && runsTypeScript());
}

function isTypeScript(name: string): boolean {
  return /(?<!\.d)\.[cm]?ts$/.test(name);
}

function runsTypeScript(): boolean {
  return Boolean((process.features as { typescript?: unknown }).typescript);
}

/** The module as the file is now; what it imports by itself stays as it was. */
async function importAnew(file: string, version: number): Promise<object> {
  // CommonJS is remembered by the name of the file.
  delete require.cache[file];
  return import(/* @vite-ignore */ `${pathToFileURL(file).href}${version === 0 ? '' : `?v=${version}`}`);
}

/** The handlers that a module exports, by whatever names; a text says what is wrong. `fileName` names those that have no name. */
function handlersIn(module: object, fileName: string | undefined): readonly Registered[] | string {
  const found = new Set<Handler>();
  for (const value of exportsOf(module)) found.add(value as Handler);
  if (found.size === 0) return 'it exports no handler; write "export default defineHandler({ event, run })"';
  for (const handler of found) {
    const wrong = wrongHandler(handler);
    if (wrong !== undefined) return wrong;
  }
  return [...found].map((handler) => ({ handler, name: handler.name ?? fileName ?? handler.event }));
}

/** A handler, a list of them, a module's namespace, or what CommonJS modules export. */
function exportsOf(module: unknown, depth = 0): readonly unknown[] {
  if (typeof module !== 'object' || module === null) return [];
  // The namespace of a CommonJS module has the parts of its exports as names of its own, and so looks like a handler.
  if (isHandler(module) && !('default' in module)) return [module];
  return depth === 3 ? [] : Object.values(module).flatMap((value) => exportsOf(value, depth + 1));
}

/** The first lines of an import's error say the place. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const place = error instanceof SyntaxError ? /^(?:file:\/\/)?(\S+:\d+)$/m.exec(error.stack ?? '')?.[1] : undefined;
  return place === undefined ? error.message : `${error.message} (${place})`;
}
