import { type Html, html, printHtml } from './html.ts';
import { pageStyle } from './styles.ts';

export interface Page {
  readonly language: string;
  readonly direction: string;
  readonly title: string;
  /** Way from the page's folder to the root: `../` for `account/login`. */
  readonly toRoot: string;
  readonly body: Html;
}

/** A complete document: no script, no inline style, links relative so that it works below any mount path. */
export function printPage({ language, direction, title, toRoot, body }: Page): string {
  return printHtml(html`<!doctype html>
<html lang="${languageTag(language)}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${toRoot}account/style.css?v=${pageStyle().version}">
</head>
<body>
<main class="account">
${body}
</main>
</body>
</html>
`);
}

/** `en-us` → `en-US`. */
export function languageTag(code: string): string {
  return code.replace(/-([a-z]{2})$/, (_, region: string) => `-${region.toUpperCase()}`);
}
