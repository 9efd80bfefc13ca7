import { IwtError } from '../../lib/errors.ts';
import { type Binding, compile } from '../../lib/templates/templates.ts';

/** A page from its template. */
export const rendered = (source: string, bindings: Record<string, Binding>): string =>
  compile(source, { name: 'page.html' }).render(bindings);

/** What is wrong with a template: `line:column sentence`. */
export function wrongs(source: string): readonly string[] {
  try {
    compile(source, { name: 'page.html' });
  } catch (error) {
    if (!(error instanceof IwtError) || error.code !== 'template.invalid') throw error;
    const problems = error.details?.problems as { line: number; column: number; message: string }[];
    return problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
  }
  return [];
}
