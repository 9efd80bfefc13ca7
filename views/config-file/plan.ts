import { type Answers, firstAnswers, type SiteAnswers } from './answers.ts';
import {
  type ConfigFile,
  changeConfigJs,
  keys,
  newConfigJs,
  type Replacement,
  readConfigJs,
  replacements,
} from './config-js.ts';
import { answersOf, type Options, readIwtJson, withAnswers, writeIwtJson } from './iwt-json.ts';

type Name = keyof SiteAnswers;

/** Both files as they are now; undefined: there is no such file. */
export interface Present {
  readonly config: ConfigFile | undefined;
  readonly options: Options | undefined;
}

/** What is wrong with a file; a text for each stands in the locale, below `configuration.fileProblems`. */
export interface FileProblem {
  readonly code: 'syntax' | 'nothing' | 'twice' | 'long' | 'encoding' | 'json' | 'unsafe';
  readonly line?: number;
}

export type FileRead<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: FileProblem };

/** An empty file is as good as none. */
export function readConfig(text: string): FileRead<ConfigFile | undefined> {
  if (text.trim() === '') return { ok: true, value: undefined };
  const read = readConfigJs(text);
  return read.ok ? { ok: true, value: read.file } : { ok: false, problem: read.problem };
}

export function readOptionsFile(text: string): FileRead<Options> {
  const value = readIwtJson(text);
  return value ? { ok: true, value } : { ok: false, problem: { code: 'json' } };
}

/** What the files say. */
export interface Known {
  readonly answers: Answers;
  /** Source of what `config.js` computes by itself. */
  readonly computed: Partial<Readonly<Record<Name, string>>>;
}

/** What `config.js` says counts; what it cannot say, or does not, is in the options. */
export function knownFrom({ config, options = {} }: Present): Known {
  const optional = answersOf(options);
  const before: Answers = { ...firstAnswers, ...optional };
  if (!config) return { answers: before, computed: {} };
  const said = Object.entries(config.answers).filter(
    ([name, value]) => value !== '' && !(name in config.computed && name in optional),
  );
  return { answers: { ...before, ...Object.fromEntries(said) }, computed: config.computed };
}

export interface Decided {
  readonly answers: Answers;
  /** What was left to the file that computes it. */
  readonly kept: ReadonlySet<keyof Answers>;
}

/** Both files as they shall be. */
export interface Plan {
  readonly config: {
    readonly text: string;
    /** Undefined: it is a new file. */
    readonly replaced: readonly Replacement[] | undefined;
  };
  readonly options: {
    readonly value: Options;
    readonly text: string;
    /** It says what it said before. */
    readonly same: boolean;
  };
}

/** @returns the problem of a `config.js` that cannot be changed safely */
export function planFor({ config, options }: Present, { answers, kept }: Decided): FileRead<Plan> {
  const names = (Object.keys(keys) as Name[]).filter((name) => !kept.has(name));
  const wanted: Partial<SiteAnswers> = Object.fromEntries(names.map((name) => [name, answers[name]]));
  const text = config ? changed(config, wanted) : newConfigJs(answers);
  if (text === undefined) return { ok: false, problem: { code: 'unsafe' } };
  const value = withAnswers(options ?? {}, answers);
  return {
    ok: true,
    value: {
      config: { text, replaced: config && replacements(config, wanted) },
      options: {
        value,
        text: writeIwtJson(value),
        same: options !== undefined && JSON.stringify(options) === JSON.stringify(value),
      },
    },
  };
}

function changed(config: ConfigFile, wanted: Partial<SiteAnswers>): string | undefined {
  try {
    return changeConfigJs(config, wanted);
  } catch {
    return undefined;
  }
}

/** Callbacks usually go where chats go; and a page that offers no chats still names somebody. */
export function withTargets<T extends SiteAnswers>(answers: T): T {
  const { chatTarget, chatTargetType, callbackTarget, callbackTargetType } = answers;
  if (callbackTarget === '') return { ...answers, callbackTarget: chatTarget, callbackTargetType: chatTargetType };
  if (chatTarget === '' && !answers.types.includes('Chat')) {
    return { ...answers, chatTarget: callbackTarget, chatTargetType: callbackTargetType };
  }
  return answers;
}
