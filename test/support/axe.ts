import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

let source: Promise<string> | undefined;

const settled = `Promise.all(
  document.getAnimations()
    .filter((animation) => animation.effect.getComputedTiming().endTime < 2000)
    .map((animation) => animation.finished.catch(() => undefined)),
).then(() => undefined)`;

/** What axe-core finds wrong with the page as it is now, a line for each element. Best practices count. */
export async function axeViolations(page: Page): Promise<readonly string[]> {
  source ??= readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  // Through the debugger, so that the page's content security policy stays as it is.
  await page.evaluate(await source);
  // Half-way between two colours nothing has its contrast. What goes on for ever, or begins much later, is not waited for.
  await page.evaluate(settled);
  const violations: readonly Violation[] = await page.evaluate(
    "axe.run(document, { resultTypes: ['violations'] }).then((result) => result.violations)",
  );
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(
      ({ html, failureSummary = '' }) => `${id}: ${help}\n  ${html}\n  ${failureSummary.replace(/\n/g, '\n  ')}`,
    ),
  );
}
