import type english from '../locales/en-us.json';
import { chooseLanguage } from '../visitor/language.ts';

/** The texts of the console in one language. English is complete, so its keys are the keys. */
type TextFile = (typeof english)['agent'];
type Plural = { readonly other: string } & Readonly<Record<string, string>>;
export type TextKey = { [K in keyof TextFile]: TextFile[K] extends string ? K : never }[keyof TextFile];
export type CountKey = { [K in keyof TextFile]: TextFile[K] extends { other: string } ? K : never }[keyof TextFile];
type Values = Readonly<Record<string, string | number>>;
/** Texts that a page has beside or instead of the console's, by language file. */
type MoreFiles = Readonly<Record<string, () => Promise<Readonly<Record<string, string | Plural>>>>>;

// One module per language file: a new file in the folder is a new language.
const files = import.meta.glob<TextFile>('../locales/*.json', { import: 'agent' });
const rightToLeft = /[\u0590-\u08ff\u202e\u2067\ufb1d-\ufdff\ufe70-\ufefc]/;

let texts: Readonly<Record<string, string | Plural>> = {};
let plurals = new Intl.PluralRules();
let numbers = new Intl.NumberFormat();

/** Loads the first of the wanted languages that there is. Before that there are no texts. */
export async function loadTexts(wanted: readonly string[], more: MoreFiles = {}): Promise<void> {
  const codes = Object.keys(files).map((path) => path.slice(path.lastIndexOf('/') + 1, -'.json'.length));
  const language = chooseLanguage(wanted, codes, 'en-us');
  const path = `../locales/${language}.json`;
  const [file, own] = await Promise.all([files[path]?.(), more[path]?.()]);
  if (!file) throw new Error(`There are no texts in "${language}".`);
  texts = { ...file, ...own };
  plurals = new Intl.PluralRules(language);
  numbers = new Intl.NumberFormat(language);
  document.documentElement.lang = language;
  document.documentElement.dir = file.direction;
}

/** The text of a key with `{name}` filled in. */
export function t(key: TextKey, values: Values = {}): string {
  return textOf(key, values);
}

/** Like `t`, for keys that are put together at run time; `otherwise` where there is no such text. */
export function textOf(key: string, values: Values = {}, otherwise: string = key): string {
  const text = texts[key];
  return fill(typeof text === 'string' ? text : otherwise, values);
}

/** The form of a text for a count, which fills in `{count}`. */
export function tn(key: CountKey, count: number, values: Values = {}): string {
  const forms = texts[key] as Plural;
  return fill(forms[plurals.select(count)] ?? forms.other, { ...values, count });
}

function fill(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : isolated(value);
  });
}

/** A name in another direction must not turn the sentence around it. */
function isolated(value: string | number): string {
  if (typeof value === 'number') return numbers.format(value);
  return rightToLeft.test(value) || document.dir === 'rtl' ? `\u2068${value}\u2069` : value;
}
