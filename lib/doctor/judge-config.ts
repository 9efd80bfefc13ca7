import { type Finding, finding, type Verdict } from './finding.ts';
import { quote } from './quote.ts';

/** What else is known when `config.js` is judged. */
export interface ConfigContext {
  /** The page is served over HTTPS. */
  readonly secure: boolean;
  /** How many CIC servers the options name; undefined: no options were given. */
  readonly servers: number | undefined;
  readonly transparent: boolean;
}

interface Remark {
  readonly said: string;
  readonly finding: Finding;
}

type Values = Readonly<Record<string, unknown>>;

/** What the keys of the site's `config.js` mean (*Edit config.js*, *Language settings*; handlers-and-site section 6.2). */
export function judgeConfig(values: Values, context: ConfigContext): Verdict {
  const remarks = [
    ...encryption(values.UseEncryption, context),
    ...serverCount(values.ICServerCount, context),
    ...language(values.DefaultLanguageCode),
    ...types(values.InteractionTypes),
    ...targets(values),
  ];
  const shown = ['UseEncryption', 'ICServerCount', 'DefaultLanguageCode', 'InteractionTypes']
    .map((key) => `${key} ${key in values ? quote(JSON.stringify(values[key]) ?? '') : '(none)'}`)
    .join(', ');
  return {
    answer: [`${shown}.`, ...remarks.map(({ said }) => said)].join(' '),
    findings: remarks.map((one) => one.finding),
  };
}

/** Pages call `https://` when this is true or missing, whatever they came over themselves. */
function encryption(value: unknown, { secure }: ConfigContext): Remark[] {
  const used = value !== false;
  if (used === secure && (value === undefined || typeof value === 'boolean')) return [];
  const scheme = secure ? 'HTTPS' : 'HTTP';
  const said =
    used === secure
      ? '"UseEncryption" is neither true nor false.'
      : `The page comes over ${scheme}, but calls the server over ${used ? 'HTTPS' : 'HTTP'}.`;
  return [{ said, finding: finding('config.encryption', { value: String(secure), scheme }) }];
}

/** How many servers the page knows; undefined: the value is neither 1 nor 2. */
export function countIn({ ICServerCount: count }: Values): 1 | 2 | undefined {
  if (count === 1 || count === '1') return 1;
  return count === 2 || count === '2' ? 2 : undefined;
}

function serverCount(value: unknown, { servers, transparent }: ConfigContext): Remark[] {
  const count = countIn({ ICServerCount: value });
  const remark = (said: string, right: number): Remark[] => [
    { said, finding: finding('config.server-count', { value: String(right) }) },
  ];
  if (count === undefined) return remark('"ICServerCount" is neither 1 nor 2.', servers ?? 1);
  if (servers === undefined || count === servers) return [];
  // The gateway changes over by itself, so pages need not.
  if (transparent && count < servers) return [];
  return remark(`The page knows ${count}, the options name ${servers}.`, servers);
}

function language(value: unknown): Remark[] {
  if (typeof value !== 'string' || value === value.toLowerCase()) return [];
  const lower = value.toLowerCase();
  return [
    {
      said: 'The language matches none, as it has capitals.',
      finding: finding('config.language-case', { value: quote(lower) }),
    },
  ];
}

/** Lower case is read as "both", too, which is what the file of the genuine product relies on. */
function types(value: unknown): Remark[] {
  const names = [value].flat();
  const known = names.every((name) => typeof name === 'string' && /^(chat|callback)$/i.test(name));
  const exact = names.every((name) => name === 'Chat' || name === 'Callback');
  const both = ['chat', 'callback'].every((type) => names.some((name) => String(name).toLowerCase() === type));
  if (names.length > 0 && known && (exact || both)) return [];
  const said = known && names.length > 0 ? 'Without its capital the one type means both.' : 'There is an unknown type.';
  return [{ said, finding: finding('config.interaction-types') }];
}

function targets(values: Values): Remark[] {
  const offered = [values.InteractionTypes].flat().map((name) => String(name).toLowerCase());
  return ['Chat', 'Callback'].flatMap((type) => {
    if (!offered.includes(type.toLowerCase())) return [];
    const target = values[`${type}Target`];
    const kind = values[`${type}TargetType`];
    const blank = typeof target !== 'string' || target.trim() === '';
    const odd = kind !== undefined && kind !== 'Workgroup' && kind !== 'User';
    return [
      ...(blank
        ? [{ said: `No queue is named for ${type}.`, finding: finding('config.target', { key: `${type}Target` }) }]
        : []),
      ...(odd
        ? [
            {
              said: `${type} goes to something that is neither workgroup nor user.`,
              finding: finding('config.target-type', { key: `${type}TargetType` }),
            },
          ]
        : []),
    ];
  });
}
