import { html } from '../../views/pages/html.ts';
import { cgiLabels } from './cgi.ts';
import { defineHandler } from './define-handler.ts';
import type { HandlerContext } from './handler.ts';

/** Shows how a request arrives (technical reference, *Troubleshooting the Search page*); `format=text` without markup. */
export const cgiTest = defineHandler({
  event: 'CgiTest',
  run(ctx) {
    const lines = linesOf(ctx).join('\n');
    if (ctx.argument('format').toLowerCase() === 'text') ctx.text(`${lines}\n`);
    else
      ctx.html(html`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>CgiTest</title></head><body>
<pre>${lines}
</pre></body></html>
`);
  },
});

function linesOf({ cgi, commandLine, form }: HandlerContext): string[] {
  const after = commandLine.filter((item) => !/^event=/i.test(item));
  const argument = (n: number) => form.get(`Arg${n}`)?.[0] ?? after[n - 1] ?? '';
  return [
    ...cgiLabels.map(([label, name]) => `${label}:${oneLine(cgi[name])}`),
    ...[1, 2, 3].map((n) => `Arg ${n}:${oneLine(argument(n))}`),
    'Command Line parameters',
    '',
    ...commandLine.map(oneLine),
  ];
}

/** A line break in a value must not make another value of it. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]/gu, ' ');
}
