import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { AnswerProblem } from '../config-file/answers.ts';
import type { FileProblem } from '../config-file/plan.ts';
import type english from '../locales/en-us.json';

type TextFile = (typeof english)['configuration'];
type Values = Readonly<Record<string, string | number>>;
export type TextKey = { [K in keyof TextFile]: TextFile[K] extends string ? K : never }[keyof TextFile];
export type QuestionId = keyof TextFile['questions'];
export type Problem = AnswerProblem | 'urlMissing';

export interface Texts {
  /** Lower-case code of the language file. */
  readonly language: string;
  readonly direction: string;
  (key: TextKey, values?: Values): string;
  question(id: QuestionId, values?: Values): { readonly label: string; readonly hint: string };
  choice(id: keyof TextFile['choices']): string;
  problem(id: Problem): string;
  fileProblem(problem: FileProblem, name: string): string;
  errors(count: number): string;
}

const files = import.meta.glob<TextFile>('../locales/*.json', { import: 'configuration' });
const codeOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1, -'.json'.length);

/** Loads the first of the wanted languages that there is, else English. */
export async function loadTexts(wanted: readonly string[]): Promise<Texts> {
  const paths = Object.keys(files);
  const base = (tag: string): string => tag.toLowerCase().split('-')[0] ?? '';
  const found = wanted.map((tag) => paths.find((path) => base(codeOf(path)) === base(tag))).find(Boolean);
  const path = found ?? '../locales/en-us.json';
  const load = files[path];
  if (!load) throw new Error('There are no texts.');
  return createTexts(codeOf(path), await load());
}

function createTexts(language: string, file: TextFile): Texts {
  const plurals = new Intl.PluralRules(language);
  const texts = (key: TextKey, values: Values = {}): string => fill(file[key], values);
  return Object.assign(texts, {
    language,
    direction: file.direction,
    question: (id: QuestionId, values: Values = {}) => ({
      label: fill(file.questions[id].label, values),
      hint: file.questions[id].hint,
    }),
    choice: (id: keyof TextFile['choices']) => file.choices[id],
    problem: (id: Problem) => file.problems[id],
    fileProblem: ({ code, line = 1 }: FileProblem, name: string) => fill(file.fileProblems[code], { name, line }),
    errors(count: number) {
      const forms: { readonly other: string } & Readonly<Record<string, string>> = file.errorCount;
      return fill(forms[plurals.select(count)] ?? forms.other, { count });
    },
  });
}

function fill(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

export const TextsContext = createContext<Texts | undefined>(undefined);

export function useTexts(): Texts {
  const texts = useContext(TextsContext);
  if (!texts) throw new Error('This part stands outside of the page.');
  return texts;
}
