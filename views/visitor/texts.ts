import type english from '../locales/en-us.json';

/** The texts of this page in one language. English is complete, so its keys are the keys. */
export type TextFile = (typeof english)['visitor'];

type Plural = { readonly other: string } & Readonly<Record<string, string>>;
export type TextKey = { [K in keyof TextFile]: TextFile[K] extends string ? K : never }[keyof TextFile];
export type CountKey = { [K in keyof TextFile]: TextFile[K] extends { other: string } ? K : never }[keyof TextFile];

type Values = Readonly<Record<string, string>>;

export interface Texts {
  /** Lower-case code of the language file, such as `en-us`. */
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
  (key: TextKey, values?: Values): string;
  /** The form for a number, which the text shows as `{count}`. */
  count(key: CountKey, count: number): string;
  /** What to tell a visitor about a failed call; unknown codes degrade to the nearest known one. */
  error(reason: string): string;
}

// One module per language file: a new file in the folder is a new language.
const files = import.meta.glob<TextFile>('../locales/*.json', { import: 'visitor' });

const codeOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1, -'.json'.length);

/** Codes of the languages there are. */
export const languages: readonly string[] = Object.keys(files).map(codeOf);

/** Loads a language of `languages`. */
export async function loadTexts(language: string): Promise<Texts> {
  const load = files[`../locales/${language}.json`];
  if (!load) throw new Error(`There are no texts in "${language}".`);
  return createTexts(language, await load());
}

export function createTexts(language: string, file: TextFile): Texts {
  const plurals = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  const texts = (key: TextKey, values: Values = {}): string => fill(file[key], values);
  return Object.assign(texts, {
    language,
    direction: file.direction === 'rtl' ? ('rtl' as const) : ('ltr' as const),
    count(key: CountKey, count: number): string {
      const forms: Plural = file[key];
      return fill(forms[plurals.select(count)] ?? forms.other, { count: numbers.format(count) });
    },
    error(reason: string): string {
      const known: Readonly<Record<string, string>> = file.errors;
      for (let code = reason; code !== ''; code = code.slice(0, Math.max(0, code.lastIndexOf('.')))) {
        if (Object.hasOwn(known, code)) return known[code] ?? '';
      }
      return file.errors.error;
    },
  });
}

function fill(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
