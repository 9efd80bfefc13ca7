/**
 * What the page is told about itself: by `js/config.js` (visitor-protocol section 14.1), by data- attributes of its
 * container, and by its address (section 14.2), each over the one before.
 */
export interface Parameters {
  /** Path of the page's folder, with a slash at its end. */
  readonly root: string;
  /** URLs of the servers, each with a slash at its end; two make a switchover pair. */
  readonly servers: readonly string[];
  /** Place in `servers` of the one to begin with. */
  readonly firstServer: number;
  readonly target: string;
  readonly targetType: 'Workgroup' | 'User';
  /** Whom to ask for a callback; as for a chat where nothing else is said. */
  readonly callbackTarget: string;
  readonly callbackTargetType: 'Workgroup' | 'User';
  readonly chat: boolean;
  readonly callback: boolean;
  /** Lower-case code; `language` is what the page insists on. */
  readonly defaultLanguage: string;
  readonly language: string | undefined;
  readonly name: string;
  readonly customInfo: string | undefined;
  readonly attributes: Readonly<Record<string, string>> | undefined;
  readonly routingContexts: Readonly<Record<string, string>> | undefined;
  readonly callbackAttributes: Readonly<Record<string, string>> | undefined;
  readonly callbackRoutingContexts: Readonly<Record<string, string>> | undefined;
  /** Absolute address of a page to offer when a chat has ended. */
  readonly followUp: string | undefined;
}

export interface Sources {
  /** `ININ.Web.Chat.Config`, whatever it holds. */
  readonly config: unknown;
  readonly data: Readonly<Record<string, string | undefined>>;
  /** Address of the page. */
  readonly address: URL;
}

type Given = Readonly<Record<string, unknown>>;

export function readParameters({ config, data, address }: Sources): Parameters {
  const file: Given = isObject(config) ? config : {};
  const query = caseless(Object.fromEntries(address.searchParams));
  const page = caseless(data);
  const say = (name: string): string | undefined => text(query(name)) ?? text(page(name));
  const types = asList(say('interactionTypes') ?? file.InteractionTypes).map((type) => type.toLowerCase());
  const both = !types.includes('chat') && !types.includes('callback');
  const fragments = page('uriFragments') ?? file.uriFragments;
  const servers = readServers({ folders: page('servers'), fragments, count: file.ICServerCount }, address);
  // The original's manual spells it both ways.
  const current = page('currentUriFragment') ?? file.currentUriFragment ?? file.currentUriFragement;
  const target = say('target') ?? say('chatTarget') ?? text(file.ChatTarget) ?? '';
  const targetType = readType(say('targetType') ?? say('chatTargetType') ?? text(file.ChatTargetType));
  const callbackTarget = say('callbackTarget') ?? say('target') ?? text(file.CallbackTarget);
  const callbackType = say('callbackTargetType') ?? say('targetType') ?? text(file.CallbackTargetType);
  const contexts = say('routingContexts') ?? say('chatRoutingContexts') ?? say('chatRoutingContext');
  const callbackContexts = say('callbackRoutingContexts') ?? say('callbackRoutingContext') ?? say('routingContexts');
  return {
    root: new URL('.', address).pathname,
    servers,
    firstServer: readFirst(servers, [say('server'), text(current)]),
    target,
    targetType,
    callbackTarget: callbackTarget ?? target,
    callbackTargetType: callbackTarget === undefined ? targetType : readType(callbackType),
    chat: both || types.includes('chat'),
    callback: both || types.includes('callback'),
    defaultLanguage: (text(file.DefaultLanguageCode) ?? 'en-us').toLowerCase(),
    language: say('language')?.toLowerCase(),
    name: say('name') ?? '',
    customInfo: say('customInfo'),
    attributes: readMap(say('attributes')),
    routingContexts: readMap(contexts),
    callbackAttributes: readMap(say('callbackAttributes') ?? say('attributes')),
    callbackRoutingContexts: readMap(callbackContexts),
    followUp: readFollowUp(page('chatFollowupUrl') ?? file.ChatFollowupUrl, query('chatFollowupUrl'), address),
  };
}

function readType(value: string | undefined): 'Workgroup' | 'User' {
  return value?.toLowerCase() === 'user' ? 'User' : 'Workgroup';
}

interface Places {
  /** Names of folders beside the page. */
  readonly folders: unknown;
  /** Paths on this site, as the original's pages name them; those that begin with a dot lead from the page's folder. */
  readonly fragments: unknown;
  readonly count: unknown;
}

/**
 * Unless it is told fragments (technical reference, *Reverse Proxy Directory*), the page calls the servers below its own
 * folder, so it works at any mount path; and with the protocol it came by: `UseEncryption` cannot ask for more.
 */
function readServers({ folders, fragments, count }: Places, address: URL): readonly string[] {
  const names = asList(folders);
  const paths = asList(fragments).map((path) => (/^[./]/.test(path) ? path : `/${path}`));
  const documented = Number(count) >= 2 ? ['Server1', 'Server2'] : ['Server1'];
  const found = [names, paths, documented].find((list) => list.length > 0) ?? documented;
  // Only the path counts: the protocol is spoken with this site.
  return found.map((path) => new URL(`${path.replace(/\/+$/, '')}/`, new URL('.', address)).pathname);
}

function readFirst(servers: readonly string[], wishes: readonly (string | undefined)[]): number {
  return Math.max(
    0,
    ...wishes
      .map((wish) => findServer(servers, wish))
      .filter((at) => at >= 0)
      .slice(0, 1),
  );
}

/** Links of the original name a server by its path, such as `I3Root/Server2`. */
function findServer(servers: readonly string[], wanted: string | undefined): number {
  const name = wanted?.replace(/\/+$/, '').split('/').pop()?.toLowerCase();
  return servers.findIndex((server) => server.toLowerCase().endsWith(`/${name}/`));
}

/** The owner may name any page; an address anybody can write may only name one of this site. */
function readFollowUp(owner: unknown, visitor: unknown, address: URL): string | undefined {
  for (const [value, anywhere] of [[visitor, false] as const, [owner, true] as const]) {
    const url = text(value) === undefined ? null : parseUrl(String(value), address);
    if (url && /^https?:$/.test(url.protocol) && (anywhere || url.origin === address.origin)) return url.href;
  }
  return undefined;
}

function parseUrl(value: string, base: URL): URL | null {
  try {
    return new URL(value, base);
  } catch {
    return null;
  }
}

/** `{"category":"context"}`, or the protocol's list of `{category, context}`. Anything that is not text is left out. */
function readMap(value: string | undefined): Readonly<Record<string, string>> | undefined {
  let json: unknown;
  try {
    json = JSON.parse(value ?? '');
  } catch {
    return undefined;
  }
  const pairs = Array.isArray(json)
    ? json.filter(isObject).map((item) => [item.category, item.context])
    : Object.entries(isObject(json) ? json : {});
  const usable = pairs.filter(([name, content]) => text(name) !== undefined && typeof content === 'string');
  return usable.length > 0 ? Object.fromEntries(usable) : undefined;
}

function asList(value: unknown): readonly string[] {
  const list: readonly unknown[] =
    typeof value === 'string' ? value.split(/[\s,]+/) : Array.isArray(value) ? value : [];
  return list.filter((item) => typeof item === 'string' && item !== '') as string[];
}

function caseless(values: Given): (name: string) => unknown {
  const folded = new Map(Object.entries(values).map(([name, value]) => [name.toLowerCase(), value]));
  return (name) => folded.get(name.toLowerCase());
}

const isObject = (value: unknown): value is Given => typeof value === 'object' && value !== null;
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
