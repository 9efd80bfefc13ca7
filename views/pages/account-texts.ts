import type { FieldSpec } from './field.ts';
import { type AccountTexts, fill } from './texts.ts';

/** What is wrong with the fields of a refused form, by field: the key of a problem's text. */
export type Problems = Readonly<Record<string, string>>;

/** What a page needs to know about who reads it. */
export interface Reader {
  /** The `Accept-Language` header. */
  readonly language: string;
  /** Relative way from the page's address to the root: `../` for `account/login`. */
  readonly toRoot: string;
}

type FieldName = keyof AccountTexts['fields'];
type Plural = Readonly<Record<string, string>>;

/** Label and error of a field. `limits` fill in the counts of `long` and `short`. */
export function labelled(
  texts: AccountTexts,
  language: string,
  name: FieldName,
  problem: string | undefined,
  limits: { readonly longest?: number | undefined; readonly shortest?: number | undefined } = {},
): FieldSpec {
  const found: string | Plural | undefined = texts.problems[problem as keyof AccountTexts['problems']];
  const count = (problem === 'short' ? limits.shortest : limits.longest) ?? 0;
  const error = typeof found === 'object' ? counted(found, count, language) : found;
  return { name, label: texts.fields[name], ...(problem && { error: error ?? texts.problems.unreadable }) };
}

/** The form of a text for a number, which it shows as `{count}`. */
export function counted(forms: Plural, count: number, language: string): string {
  const form = new Intl.PluralRules(language).select(count);
  return fill(forms[form] ?? forms.other ?? '', { count });
}
