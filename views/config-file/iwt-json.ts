import { type Answers, firstAnswers } from './answers.ts';
import { shippedLanguages } from './languages.ts';

/** Options of `iwt()` as they stand in `iwt.json`; those that nothing is asked about are kept as they are. */
export type Options = Readonly<Record<string, unknown>>;

type Given = Readonly<Record<string, unknown>>;

/** Undefined: it is no JSON object. */
export function readIwtJson(text: string): Options | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What the options say, as far as they say it. */
export function answersOf(options: Options): Partial<Answers> {
  const { cic } = options;
  const servers = isObject(cic) && Array.isArray(cic.servers) ? cic.servers : [];
  const urls = servers.map(urlOf).filter((url) => url !== undefined);
  const found: { -readonly [K in keyof Answers]?: Answers[K] } = {};
  if (urls.length > 0) Object.assign(found, { urls, servers: urls.length > 1 ? 2 : 1 });
  if (isObject(cic) && cic.switchover === 'transparent') found.switchover = 'transparent';
  if (isObject(cic) && cic.net === true) found.net = true;
  for (const name of ['chatTarget', 'callbackTarget', 'language'] as const) {
    if (typeof options[name] === 'string') found[name] = options[name];
  }
  for (const name of ['chatTargetType', 'callbackTargetType'] as const) {
    if (options[name] === 'User' || options[name] === 'Workgroup') found[name] = options[name];
  }
  const types: readonly unknown[] = Array.isArray(options.interactionTypes) ? options.interactionTypes : [];
  const known = firstAnswers.types.filter((type) => types.includes(type));
  if (known.length > 0) found.types = known;
  return found;
}

/** The options with the answers in them. A server whose URL stays keeps what else is set for it, such as its prefix. */
export function withAnswers(options: Options, answers: Answers): Options {
  const next: Record<string, unknown> = { ...options };
  if (answers.urls.length === 0) delete next.cic;
  else next.cic = cicOf(isObject(options.cic) ? options.cic : {}, answers);
  const { chatTarget, chatTargetType, callbackTarget, callbackTargetType } = answers;
  // A target that only the page knows how to compute is not known here.
  if (chatTarget !== '') Object.assign(next, { chatTarget, chatTargetType });
  if (callbackTarget !== '') Object.assign(next, { callbackTarget, callbackTargetType });
  next.interactionTypes = answers.types;
  // Our own pages can only fall back to a language that they are shipped in.
  const shipped = shippedLanguages.find((code) => code === answers.language);
  if (shipped) next.language = shipped;
  else delete next.language;
  return next;
}

function cicOf(before: Given, { urls, switchover, net }: Answers): Given {
  const known: readonly unknown[] = Array.isArray(before.servers) ? before.servers : [];
  const servers = urls.map((url, index) => serverOf(known[index], url));
  return { ...before, servers, switchover, net };
}

function serverOf(before: unknown, url: string): unknown {
  if (urlOf(before) === url) return before;
  if (!isObject(before)) return url;
  const { prefix, pluginPrefix } = before;
  const kept = { ...(prefix !== undefined && { prefix }), ...(pluginPrefix !== undefined && { pluginPrefix }) };
  if (Object.keys(kept).length === 0) return url;
  return { [/^https:/i.test(url) ? 'https' : 'http']: url, ...kept };
}

/** What a server is called by in a question. */
function urlOf(server: unknown): string | undefined {
  if (typeof server === 'string') return server;
  const { http, https } = isObject(server) ? server : {};
  return [http, https].find((url) => typeof url === 'string') as string | undefined;
}

export function writeIwtJson(options: Options): string {
  return `${JSON.stringify(options, null, 2)}\n`;
}

const isObject = (value: unknown): value is Given =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
