import { readFile, stat } from 'node:fs/promises';
import { type Binding, compile, type Template } from './templates.ts';

/** A view engine as Express calls it: the path of a file, what `res.render` was given, and who waits for the page. */
export type ViewEngine = (path: string, options: object, callback: (error: unknown, page?: string) => void) => void;

/**
 * Templates as views of Express: `app.engine('i3html', createViewEngine())`. Files are read as UTF-8. A file is compiled
 * again when it has changed; with the setting `view cache`, which Express turns on in production, it is read once. The
 * error `template.invalid` names the file.
 */
export function createViewEngine(): ViewEngine {
  const files = new Files();
  return (path, options, callback) => {
    const cached = 'cache' in options && options.cache === true;
    files
      .template(path, cached)
      .then((template) => template.render(bindingsOf(template, options)))
      .then(
        (page) => callback(null, page),
        (error: unknown) => callback(error),
      );
  };
}

interface Compiled {
  /** Changes when the file does. */
  readonly version: string;
  readonly template: Template;
}

class Files {
  readonly #compiled = new Map<string, Compiled>();

  async template(path: string, cached: boolean): Promise<Template> {
    const known = this.#compiled.get(path);
    if (known && cached) return known.template;
    const version = await versionOf(path);
    if (known?.version === version) return known.template;
    const template = compile(await readFile(path, 'utf8'), { name: path });
    this.#compiled.set(path, { version, template });
    return template;
  }
}

async function versionOf(path: string): Promise<string> {
  const { mtimeNs, size, ino } = await stat(path, { bigint: true });
  return `${mtimeNs} ${size} ${ino}`;
}

/** Express gives its own settings along; of those a template takes only what it has fields for. */
function bindingsOf(template: Template, options: object): Record<string, Binding> {
  const unused = new Set(template.unused({ ...options }));
  const used = Object.entries(options).filter(([name]) => !unused.has(name));
  return Object.fromEntries(used.map(([name, value]) => [name, textOf(value)]));
}

/** Numbers and truth values as their text, nothing as no text; a value that has none is refused by the template. */
function textOf(value: unknown): Binding {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  return value as Binding;
}
