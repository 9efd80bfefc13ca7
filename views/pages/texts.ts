import english from '../locales/en-us.json' with { type: 'json' };

/** The texts of one section in one language; English is complete, so its keys are the keys. */
export type AccountTexts = (typeof english)['account'];
export type CallbackTexts = (typeof english)['callback'];
export type TranscriptTexts = (typeof english)['transcript'];
export type SearchTexts = (typeof english)['search'];
export type ConfigurationTexts = (typeof english)['configuration'];

interface Locale {
  readonly language: string;
  readonly direction: string;
  readonly account: AccountTexts;
  readonly callback: CallbackTexts;
  readonly transcript: TranscriptTexts;
  readonly configuration: ConfigurationTexts;
  readonly search: SearchTexts;
  readonly system: (typeof english)['system'];
}

const locales: readonly Locale[] = [
  {
    language: 'en-us',
    direction: english.visitor.direction,
    account: english.account,
    callback: english.callback,
    transcript: english.transcript,
    configuration: english.configuration,
    search: english.search,
    system: english.system,
  },
];

/** The best language for an `Accept-Language` header, else `fallback`, else English. */
export function localeFor(acceptLanguage: string, fallback = 'en-us'): Locale {
  const wanted = acceptLanguage
    .slice(0, 200)
    .split(',')
    .map((part, index) => {
      const [tag = '', quality = ''] = part
        .trim()
        .toLowerCase()
        .split(/\s*;\s*q=/);
      return { tag, quality: quality === '' ? 1 : Number(quality) || 0, index };
    })
    .filter(({ tag, quality }) => tag !== '' && quality > 0)
    .sort((a, b) => b.quality - a.quality || a.index - b.index);
  for (const { tag } of wanted) {
    const base = tag.split('-')[0];
    const found =
      locales.find(({ language }) => language === tag) ??
      locales.find(({ language }) => language.split('-')[0] === base);
    if (found) return found;
  }
  return locales.find(({ language }) => language === fallback) ?? (locales[0] as Locale);
}

/** A text with `{name}` filled in. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/** Lines that the system says in a chat; `%1` stands for a name. */
const systemKeys = {
  'chat.system.anonymous': 'anonymous',
  'chat.system.welcome': 'welcome',
  'chat.system.transferred': 'transferred',
  'chat.system.alerting': 'alerting',
  'chat.system.closed': 'closed',
  'chat.system.closedForLong': 'closedForLong',
  'chat.system.erased': 'erased',
} as const;

export function systemLine(language: string, key: keyof typeof systemKeys): string {
  return localeFor(language).system[systemKeys[key]];
}
