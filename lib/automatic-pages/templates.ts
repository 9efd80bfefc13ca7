import { readFileSync } from 'node:fs';
import { compile, type Template } from '../templates/templates.ts';

const folder = new URL('../../views/handlers/', import.meta.url);
const compiled = new Map<string, Template>();

/** A template of `views/handlers`, read once. */
export function template(name: string): Template {
  const known = compiled.get(name);
  if (known) return known;
  const made = compile(readFileSync(new URL(`${name}.i3html`, folder), 'utf8'), { name: `${name}.i3html` });
  compiled.set(name, made);
  return made;
}
