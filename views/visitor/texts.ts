import type english from '../locales/en-us.json';

/** The texts of this page in one language, and those that only callbacks need. English is complete, so its keys are the keys. */
export type TextFile = (typeof english)['visitor'];
export type CallbackTextFile = (typeof english)['visitorCallback'];
type AllTexts = TextFile & CallbackTextFile;

type Plural = { readonly other: string } & Readonly<Record<string, string>>;
export type TextKey = { [K in keyof AllTexts]: AllTexts[K] extends string ? K : never }[keyof AllTexts];
export type CountKey = { [K in keyof AllTexts]: AllTexts[K] extends { other: string } ? K : never }[keyof AllTexts];

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
  /** Adds those of callbacks; before, they must not be asked for. */
  add(more: CallbackTextFile): void;
}

export function createTexts(language: string, given: TextFile): Texts {
  const file = { ...given } as AllTexts;
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
    add: (more: CallbackTextFile) => void Object.assign(file, more),
  });
}

function fill(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
