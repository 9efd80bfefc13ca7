import { type Answers, type Checked, check, type SiteAnswers } from '../../views/config-file/answers.ts';
import { type Decided, type Known, withTargets } from '../../views/config-file/plan.ts';
import { fill, localeFor } from '../../views/pages/texts.ts';
import { printable } from '../doctor/quote.ts';
import { IwtSetupError } from '../errors.ts';

export const texts = localeFor('en-us').configuration;

/** Asks one question until the answer can be used; undefined: the person has given up. */
export type Ask = (question: string) => Promise<string | undefined>;

interface Question {
  readonly name: keyof Answers;
  readonly flag: string;
  readonly label: string;
  readonly hint: string;
  /** Which of the servers' addresses. */
  readonly index?: 0 | 1;
  /** The value as somebody would type it; empty: there is none. */
  show(answers: Answers): string;
  read(text: string): Checked<unknown>;
  /** Whether it makes sense after the answers before it. */
  asked?(answers: Answers): boolean;
}

type Simple = Exclude<keyof Answers, 'urls'>;

function question<K extends Simple>(
  name: K,
  flag: string,
  read: (text: string) => Checked<Answers[K]>,
  show: (value: Answers[K]) => string = String,
  asked?: (answers: Answers) => boolean,
): Question {
  return {
    name,
    flag,
    ...texts.questions[name],
    read,
    show: (answers) => show(answers[name]),
    ...(asked && { asked }),
  };
}

const yesNo = (value: boolean): string => (value ? texts.yes : texts.no);
const hasChat = ({ types }: Answers): boolean => types.includes('Chat');
const hasCallback = ({ types }: Answers): boolean => types.includes('Callback');

/** In the order of the original's utility; then what the gateway needs. */
const questions: readonly Question[] = [
  question('servers', '--servers', check.servers),
  question('secure', '--secure', check.yesNo, yesNo),
  question('language', '--language', check.language),
  question('types', '--types', check.types, (types) => types.join(', ').toLowerCase()),
  question('chatTarget', '--chat-target', check.target, String, hasChat),
  question('chatTargetType', '--chat-target-type', check.targetType, String, hasChat),
  question('callbackTarget', '--callback-target', check.target, String, hasCallback),
  question('callbackTargetType', '--callback-target-type', check.targetType, String, hasCallback),
  urlQuestion(0),
  urlQuestion(1),
  question('switchover', '--switchover', check.switchover, String, ({ urls }) => urls.length === 2),
  question('net', '--net', check.yesNo, yesNo, ({ urls }) => urls.length > 0),
];

function urlQuestion(index: 0 | 1): Question {
  const { label, hint } = texts.questions.url;
  return {
    name: 'urls',
    index,
    flag: '--cic',
    label: fill(label, { number: index + 1 }),
    hint: index === 0 ? `${hint} ${texts.urlNone}` : hint,
    show: ({ urls }) => urls[index] ?? (index === 0 ? texts.none : ''),
    read: (text) =>
      index === 0 && text.trim().toLowerCase() === texts.none ? { ok: true, value: '' } : check.url(text),
    asked: ({ urls, servers }) => index === 0 || (servers === 2 && urls[0] !== undefined),
  };
}

/**
 * Every answer: as given by a flag, else asked, else as it is now. `ask` undefined: nothing is asked.
 * @returns undefined when the person has given up
 * @throws IwtSetupError `IWT_BAD_OPTION` for an answer that is needed and cannot be used
 */
export async function decide(
  known: Known,
  given: Partial<Answers>,
  ask: Ask | undefined,
): Promise<Decided | undefined> {
  let answers: Answers = withUrls({ ...known.answers, ...given });
  const kept = new Set<keyof Answers>();
  for (const one of questions) {
    if (one.asked && !one.asked(answers)) continue;
    answers = withTargets(answers);
    if (one.name in given) continue;
    const computed = known.computed[one.name as keyof SiteAnswers];
    if (!ask && computed !== undefined) {
      kept.add(one.name);
      continue;
    }
    const value = ask ? await asking(one, answers, computed, ask) : usable(one, answers);
    if (value === undefined) return undefined;
    if (value === 'kept') kept.add(one.name);
    else answers = withAnswer(answers, one, value.value);
  }
  return { answers: withTargets(answers), kept };
}

/** Addresses of servers that are not there any more are of no use. */
function withUrls(answers: Answers): Answers {
  return { ...answers, urls: answers.urls.slice(0, answers.servers) };
}

function withAnswer(answers: Answers, { name, index }: Question, value: unknown): Answers {
  if (index === undefined) return withUrls({ ...answers, [name]: value });
  if (value === '') return { ...answers, urls: [] };
  const urls = answers.urls.toSpliced(index, 1, value as string);
  return { ...answers, urls };
}

async function asking(
  one: Question,
  answers: Answers,
  computed: string | undefined,
  ask: Ask,
): Promise<{ readonly value: unknown } | 'kept' | undefined> {
  const present = computed === undefined ? one.show(answers) : texts.computedKeep;
  const note = computed === undefined ? '' : `  ${fill(texts.computed, { source: shortened(computed) })}\n`;
  let question = `\n${one.label}\n  ${one.hint}\n${note}  ${present === '' ? 'Answer' : `Answer [${printable(present)}]`}: `;
  for (;;) {
    const typed = await ask(question);
    if (typed === undefined) return undefined;
    if (typed.trim() === '' && computed !== undefined) return 'kept';
    const checked = readAnswer(one, answers, typed.trim() === '' ? present : typed);
    if (checked.ok) return checked;
    question = `  ${checked.sentence}\n  Answer: `;
  }
}

function usable(one: Question, answers: Answers): { readonly value: unknown } {
  const checked = readAnswer(one, answers, one.show(answers));
  if (checked.ok) return checked;
  throw new IwtSetupError('IWT_BAD_OPTION', `${one.label}: ${checked.sentence.replace(/\.$/, '')} (${one.flag}).`);
}

function readAnswer(
  one: Question,
  { urls }: Answers,
  text: string,
): { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly sentence: string } {
  const checked = one.read(text);
  if (!checked.ok) {
    const problem = one.index === 1 && text.trim() === '' ? 'urlMissing' : checked.problem;
    return { ok: false, sentence: texts.problems[problem] };
  }
  const twice = one.index === 1 && urls[0]?.toLowerCase() === String(checked.value).toLowerCase();
  return twice ? { ok: false, sentence: texts.problems.urlTwice } : checked;
}

function shortened(source: string): string {
  const line = printable(source);
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
}

/**
 * What the flags answer.
 * @throws IwtSetupError `IWT_BAD_OPTION`, `IWT_IMPOSSIBLE_OPTIONS`
 */
export function readFlags(flags: Readonly<Record<string, unknown>>): Partial<Answers> {
  const given: Record<string, unknown> = {};
  for (const { name, flag, read } of questions) {
    const typed = flags[name];
    if (typed === undefined || name === 'urls') continue;
    const checked = typeof typed === 'boolean' ? { ok: true as const, value: typed } : read(String(typed));
    if (!checked.ok)
      throw new IwtSetupError('IWT_BAD_OPTION', `${flag} ${String(typed)}: ${texts.problems[checked.problem]}`);
    given[name] = checked.value;
  }
  if (Array.isArray(flags.cic)) Object.assign(given, readUrls(flags.cic, given.servers));
  return given as Partial<Answers>;
}

function readUrls(typed: readonly string[], servers: unknown): Partial<Answers> {
  if (typed.length === 1 && typed[0]?.toLowerCase() === texts.none) return { urls: [] };
  const urls: string[] = [];
  for (const text of typed) {
    const checked = check.url(text, urls);
    if (!checked.ok) throw new IwtSetupError('IWT_BAD_OPTION', `--cic ${text}: ${texts.problems[checked.problem]}`);
    urls.push(checked.value);
  }
  if (urls.length <= 2 && (servers === undefined || servers === urls.length)) {
    return { urls, servers: urls.length === 2 ? 2 : 1 };
  }
  throw new IwtSetupError(
    'IWT_IMPOSSIBLE_OPTIONS',
    `--cic names ${urls.length} servers; it takes one or two, as many as --servers says.`,
  );
}
