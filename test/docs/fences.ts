import { readFile } from 'node:fs/promises';

/** A fenced block of a page. ` ```js top.mjs ` has the language `js` and the title `top.mjs`. */
export interface Fence {
  readonly language: string;
  readonly title: string;
  readonly text: string;
  /** The HTML comments between the block before and this one, which readers do not see. */
  readonly notes: readonly string[];
}

/** A page of the documentation, by its path from the top of the repository. */
export function readPage(page: string): Promise<string> {
  return readFile(new URL(`../../${page}`, import.meta.url), 'utf8');
}

export async function fencesOf(page: string): Promise<readonly Fence[]> {
  const fences: Fence[] = [];
  let notes: string[] = [];
  const pattern = /^<!-- (?<note>.*?) -->$|^```(?<language>\w+)(?: (?<title>[^\n]+))?\n(?<text>[\s\S]*?)^```$/gm;
  for (const { groups = {} } of (await readPage(page)).matchAll(pattern)) {
    const { note, language = '', title = '', text = '' } = groups;
    if (note !== undefined) notes.push(note);
    else {
      fences.push({ language, title, text, notes });
      notes = [];
    }
  }
  return fences;
}
