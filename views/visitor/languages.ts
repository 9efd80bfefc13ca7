import { type CallbackTextFile, createTexts, type TextFile, type Texts } from './texts.ts';

// One module per language file: a new file in the folder is a new language.
const files = import.meta.glob<TextFile>('../locales/*.json', { import: 'visitor' });
// The query makes a module of its own, which is loaded with the callback (vite.config.ts).
const callbackFiles = import.meta.glob<CallbackTextFile>('../locales/*.json', {
  import: 'default',
  query: '?section=visitorCallback',
});

const codeOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1, -'.json'.length);

/** Codes of the languages there are. */
export const languages: readonly string[] = Object.keys(files).map(codeOf);

/** Loads a language of `languages`. */
export async function loadTexts(language: string): Promise<Texts> {
  const load = files[`../locales/${language}.json`];
  if (!load) throw new Error(`There are no texts in "${language}".`);
  return createTexts(language, await load());
}

/** Adds the texts of callbacks to those that are loaded. */
export async function addCallbackTexts(texts: Texts): Promise<void> {
  const load = callbackFiles[`../locales/${texts.language}.json`];
  if (load) texts.add(await load());
}
