import { isOrigin } from './origin.ts';

export type InteractionType = 'Chat' | 'Callback';
export type TargetType = 'Workgroup' | 'User';

/** What the page is told by `config.js` (technical reference, *Run Interaction Web Tools Configuration Utility*). */
export interface SiteAnswers {
  /** Number of CIC servers. */
  readonly servers: 1 | 2;
  /** Visitors come over HTTPS. */
  readonly secure: boolean;
  /** Language of last resort; all lower case. */
  readonly language: string;
  /** At least one. */
  readonly types: readonly InteractionType[];
  readonly chatTarget: string;
  readonly chatTargetType: TargetType;
  readonly callbackTarget: string;
  readonly callbackTargetType: TargetType;
}

/** How the gateway finds the CIC servers; without any, this site answers by itself or another web server is the gateway. */
export interface GatewayAnswers {
  /** URLs, as many as there are servers, or none. */
  readonly urls: readonly string[];
  readonly switchover: 'documented' | 'transparent';
  readonly net: boolean;
}

export type Answers = SiteAnswers & GatewayAnswers;

/** Answers for a site that has no files yet; targets have no default. */
export const firstAnswers: Answers = {
  servers: 1,
  secure: true,
  language: 'en-us',
  types: ['Chat', 'Callback'],
  chatTarget: '',
  chatTargetType: 'Workgroup',
  callbackTarget: '',
  callbackTargetType: 'Workgroup',
  urls: [],
  switchover: 'documented',
  net: false,
};

/** What can be wrong with an answer; a text for each stands in the locale, below `configuration.problems`. */
export type AnswerProblem =
  | 'number'
  | 'yesNo'
  | 'language'
  | 'types'
  | 'target'
  | 'targetLong'
  | 'choice'
  | 'url'
  | 'urlTwice';

export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: AnswerProblem };

const good = <T>(value: T): Checked<T> => ({ ok: true, value });
const bad = (problem: AnswerProblem): { readonly ok: false; readonly problem: AnswerProblem } => ({
  ok: false,
  problem,
});

/** As the option `chatTarget` has it. */
const LONGEST_TARGET = 100;

/** Each takes what somebody typed, in any letter case and with space around it. */
export const check = {
  servers(text: string): Checked<1 | 2> {
    if (/^(1|one)$/i.test(text.trim())) return good(1);
    return /^(2|two)$/i.test(text.trim()) ? good(2) : bad('number');
  },
  yesNo(text: string): Checked<boolean> {
    if (/^(y|yes|true|on|1)$/i.test(text.trim())) return good(true);
    return /^(n|no|false|off|0)$/i.test(text.trim()) ? good(false) : bad('yesNo');
  },
  /** Pages compare codes as they are, so anything but lower case would never be found (*Language settings*). */
  language(text: string): Checked<string> {
    const code = text.trim().toLowerCase().replaceAll('_', '-');
    return /^[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}$/.test(code) ? good(code) : bad('language');
  },
  types(text: string): Checked<readonly InteractionType[]> {
    const words = text
      .toLowerCase()
      .split(/[\s,;+&]+|\band\b/)
      .filter((word) => word !== '');
    if (words.length === 0 || words.some((word) => !/^(chat|callback|both)s?$/.test(word))) return bad('types');
    const has = (name: string): boolean =>
      words.some((word) => word.startsWith('both') || word.replace(/s$/, '') === name);
    return good([...(has('chat') ? ['Chat' as const] : []), ...(has('callback') ? ['Callback' as const] : [])]);
  },
  target(text: string): Checked<string> {
    const name = text.trim();
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for.
    if (name === '' || /[\u0000-\u001f\u007f]/.test(name)) return bad('target');
    return name.length > LONGEST_TARGET ? bad('targetLong') : good(name);
  },
  targetType(text: string): Checked<TargetType> {
    if (/^w(orkgroup)?$/i.test(text.trim())) return good('Workgroup');
    return /^u(ser)?$/i.test(text.trim()) ? good('User') : bad('choice');
  },
  switchover(text: string): Checked<GatewayAnswers['switchover']> {
    if (/^d(ocumented)?$/i.test(text.trim())) return good('documented');
    return /^t(ransparent)?$/i.test(text.trim()) ? good('transparent') : bad('choice');
  },
  /** The URL of a server that is not among `others`. */
  url(text: string, others: readonly string[] = []): Checked<string> {
    const url = text.trim().replace(/\/$/, '');
    if (!isOrigin(url)) return bad('url');
    return others.some((other) => other.toLowerCase() === url.toLowerCase()) ? bad('urlTwice') : good(url);
  },
};
