import { loadTexts as load, tn as plural, type TextKey as SharedKey, textOf } from '../agent/texts.ts';
import type english from '../locales/en-us.json';

/** The texts of this page. What it shares with the agent console, such as the form to sign in, brings that page's. */
type TextFile = (typeof english)['admin'];
type OwnKey = { [K in keyof TextFile]: TextFile[K] extends string ? K : never }[keyof TextFile];
export type TextKey = OwnKey | Extract<SharedKey, 'cancel' | 'retry' | 'signOut'>;
export type CountKey = { [K in keyof TextFile]: TextFile[K] extends { other: string } ? K : never }[keyof TextFile];
type Values = Readonly<Record<string, string | number>>;

const files = import.meta.glob<TextFile>('../locales/*.json', { import: 'admin' });

/** Loads the first of the wanted languages that there is. */
export function loadTexts(wanted: readonly string[]): Promise<void> {
  return load(wanted, files);
}

/** The text of a key with `{name}` filled in. */
export function t(key: TextKey, values: Values = {}): string {
  return textOf(key, values);
}

/** The form of a text for a count, which fills in `{count}`. */
export function tn(key: CountKey, count: number, values: Values = {}): string {
  return plural(key as never, count, values);
}

/** What went wrong, for a code of the server. */
export function errorText(code: string): string {
  return textOf(`error.${code}`, {}, textOf('error.internal'));
}
