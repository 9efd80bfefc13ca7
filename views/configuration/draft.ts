import { type Answers, type Checked, check, type SiteAnswers } from '../config-file/answers.ts';
import { type Decided, type Known, withTargets } from '../config-file/plan.ts';
import type { Problem } from './texts.ts';

/** The form as it stands, half-filled and wrong as it may be. */
export interface Draft extends Omit<Answers, 'urls'> {
  readonly urls: readonly [string, string];
  /** Answers that are left to the file, which computes them. */
  readonly kept: ReadonlySet<keyof SiteAnswers>;
}

/** Fields that can be wrong, in the order of the form. */
export type FieldId = 'language' | 'types' | 'chatTarget' | 'callbackTarget' | 'url1' | 'url2';
export type Problems = Partial<Readonly<Record<FieldId, Problem>>>;

export function draftOf({ answers, computed }: Known): Draft {
  const [first = '', second = ''] = answers.urls;
  return { ...answers, urls: [first, second], kept: new Set(Object.keys(computed) as (keyof SiteAnswers)[]) };
}

/** What is wrong with the draft, or what it decides. */
export function decide(draft: Draft): { readonly problems: Problems } | { readonly decided: Decided } {
  const problems: { -readonly [K in FieldId]?: Problem } = {};
  const use = <T>(id: FieldId, checked: Checked<T>, otherwise: T): T => {
    if (checked.ok) return checked.value;
    problems[id] = checked.problem;
    return otherwise;
  };
  const asked = (name: keyof SiteAnswers): boolean => !draft.kept.has(name);
  const language = asked('language') ? use('language', check.language(draft.language), '') : draft.language;
  if (asked('types') && draft.types.length === 0) problems.types = 'types';
  const target = (name: 'chatTarget' | 'callbackTarget', type: 'Chat' | 'Callback'): string =>
    asked(name) && draft.types.includes(type) ? use(name, check.target(draft[name]), '') : draft[name].trim();
  const chatTarget = target('chatTarget', 'Chat');
  const callbackTarget = target('callbackTarget', 'Callback');
  const urls = readUrls(draft, (id, problem) => {
    problems[id] = problem;
  });
  if (Object.keys(problems).length > 0) return { problems };
  const answers = { ...draft, language, chatTarget, callbackTarget, urls };
  return { decided: { answers: withTargets(answers), kept: draft.kept } };
}

/** All servers or none; spaces are no address. */
function readUrls({ urls, servers }: Draft, wrong: (id: 'url1' | 'url2', problem: Problem) => void): readonly string[] {
  const typed = urls.slice(0, servers).map((url) => url.trim());
  if (typed.every((url) => url === '')) return [];
  const good: string[] = [];
  for (const [index, url] of typed.entries()) {
    const id = index === 0 ? 'url1' : 'url2';
    const checked = url === '' ? undefined : check.url(url, good);
    if (checked?.ok) good.push(checked.value);
    else wrong(id, checked ? checked.problem : 'urlMissing');
  }
  return good;
}
