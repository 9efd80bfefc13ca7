import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const files = ['tokens.css', 'base.css', 'controls.css', 'account.css', 'callback.css', 'search.css'];

interface Style {
  readonly css: string;
  /** Changes with the content, so that browsers may keep it for good. */
  readonly version: string;
}

let style: Style | undefined;

/** The one style sheet of the server-rendered pages. */
export function pageStyle(): Style {
  if (style) return style;
  const css = files.map((file) => readFileSync(new URL(`../styles/${file}`, import.meta.url), 'utf8')).join('\n');
  style = { css, version: createHash('sha256').update(css).digest('hex').slice(0, 12) };
  return style;
}
