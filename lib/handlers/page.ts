import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Log } from '../runtime/log.ts';
import { type Binding, compile, type Template } from '../templates/templates.ts';

export type { Binding, Template } from '../templates/templates.ts';

/** Values by the names of substitution fields. */
export type Bindings = Readonly<Record<string, Binding | undefined>>;

/** A compiled template, the `file:` address of one, or its text. */
export type TemplateSource = Template | URL | string;

/** Texts of templates that are remembered. */
const MAX_TEXTS = 200;

interface Compiled {
  readonly template: Template;
  /** Of the file when it was read. */
  readonly version: string;
}

/** Fills templates in. Each is compiled once, one in a file again after it has changed when `reload` says so. */
export type Pages = (source: TemplateSource, bindings: Bindings, log: Pick<Log, 'warn'>) => string;

export function createPages(reload: boolean): Pages {
  const files = new Map<string, Compiled>();
  const texts = new Map<string, Template>();
  const checked = new WeakSet<Template>();

  function ofFile(url: URL): Template {
    const known = files.get(url.href);
    if (known && !reload) return known.template;
    const file = fileURLToPath(url);
    const { mtimeMs, size, ino } = statSync(file);
    const version = `${mtimeMs} ${size} ${ino}`;
    if (known?.version === version) return known.template;
    const template = compile(readFileSync(file, 'utf8'), { name: file });
    files.set(url.href, { template, version });
    return template;
  }

  function ofText(text: string): Template {
    const known = texts.get(text);
    if (known) return known;
    const template = compile(text, { name: 'template' });
    const [oldest] = texts.keys();
    if (texts.size >= MAX_TEXTS && oldest !== undefined) texts.delete(oldest);
    texts.set(text, template);
    return template;
  }

  function templateOf(source: TemplateSource): Template {
    if (typeof source === 'string') return ofText(source);
    return source instanceof URL ? ofFile(source) : source;
  }

  return (source, bindings, log) => {
    const template = templateOf(source);
    if (!checked.has(template)) {
      checked.add(template);
      const unused = template.unused(bindings);
      if (unused.length > 0)
        log.warn({ template: template.name, bindings: unused }, 'A handler binds what the template has no field for');
    }
    return template.render(bindings);
  };
}
