import { parseJson } from '../wire/json.ts';
import { parseXml } from '../wire/xml.ts';

/** What a server says of itself (visitor-protocol section 5.1), as far as it says it. */
export interface Configuration {
  /** Undefined: absent, or no number. */
  readonly cfgVer: number | undefined;
  readonly capabilities: Readonly<Record<Group, readonly string[]>>;
}

const groups = ['common', 'chat', 'callback', 'queueQuery'] as const;
type Group = (typeof groups)[number];
type Bag = Readonly<Record<string, unknown>>;

const ROOT = 'serverConfiguration';

/** Reads a `serverConfiguration` in JSON or XML; undefined: the text is something else. */
export function readConfiguration(text: string): Configuration | undefined {
  const found = text.trimStart().startsWith('<') ? inXml(text) : inJson(text);
  if (!isBag(found)) return undefined;
  const { cfgVer, capabilities } = found;
  const lists = isBag(capabilities) ? capabilities : {};
  const [common, chat, callback, queueQuery] = groups.map((group) => strings(lists[group]));
  return {
    cfgVer: cfgVer === undefined || cfgVer === '' || Number.isNaN(Number(cfgVer)) ? undefined : Number(cfgVer),
    capabilities: { common: common ?? [], chat: chat ?? [], callback: callback ?? [], queueQuery: queueQuery ?? [] },
  };
}

/** Whether pages see a difference between the two. */
export function sameConfiguration(one: Configuration, other: Configuration): boolean {
  const key = ({ cfgVer, capabilities }: Configuration) =>
    JSON.stringify([cfgVer, groups.map((group) => [...capabilities[group]].sort())]);
  return key(one) === key(other);
}

function inJson(text: string): unknown {
  try {
    const [first] = [parseJson(text)].flat();
    return isBag(first) ? first[ROOT] : undefined;
  } catch {
    return undefined;
  }
}

/** How the array's two elements look in XML is written nowhere, so the element is looked for at the root and below it. */
function inXml(text: string): unknown {
  try {
    const { root, value } = parseXml(text.replace(/^\ufeff/, ''));
    if (root === ROOT) return isBag(value) ? value : {};
    return isBag(value) ? value[ROOT] : undefined;
  } catch {
    return undefined;
  }
}

/** An array, or in XML a wrapper around elements of any name. */
function strings(value: unknown): readonly string[] {
  const entries = isBag(value) ? Object.values(value).flat() : [value].flat();
  return entries.filter((entry): entry is string => typeof entry === 'string' && entry !== '');
}

function isBag(value: unknown): value is Bag {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
