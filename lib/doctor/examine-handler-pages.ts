import type { CicServer } from '../proxy/settings.ts';
import type { AskSite } from './examine-files.ts';
import { CGI_TEST, type Shower, showing } from './examine-server.ts';
import { finding, type Judged, type Verdict, well } from './finding.ts';
import type { Role } from './judge-bridge.ts';
import { judgePluginThrough } from './judge-plugin.ts';
import { FORGED, judgeAddresses, judgeHost, type Sightings } from './judge-visitor.ts';
import { hostOf } from './probe-http.ts';
import { readCgiTest } from './read-cgi-test.ts';
import { at, below, type Places, type SitePlace } from './site-places.ts';
import { type Heading, type Task, task } from './task.ts';

/** What is known when the handler pages are looked at through the site. */
export interface HandlerPages extends SitePlace {
  readonly servers: readonly CicServer[];
  readonly transparent: boolean;
  readonly search: boolean;
  readonly places: readonly Places[];
  /** `serverConfiguration` through the site, by place. */
  readonly through: readonly Task<Role>[];
  /** Plug-ins that were asked directly, by server. */
  readonly showers: readonly Promise<Shower | undefined>[];
  readonly page: Task<unknown>;
  readonly ask: AskSite;
}

const section = 'Site';

/** The chapters *Troubleshooting the Search page*, step 2, and *Troubleshooting Gateway Communications*. */
export function lookAtHandlerPages(context: HandlerPages): readonly Task<unknown>[] {
  if (!context.search) return [];
  const shown = context.places.map((place, index) => askThrough(context, place.plugin, index));
  const alias = askAlias(context);
  const asked = chosen(context, shown);
  return [...shown, alias, ...comparing(context, shown), lookAtAddresses(context, asked), lookAtHost(context, asked)];
}

function askThrough(context: HandlerPages, prefix: URL, index: number): Task<Shower> {
  const url = at(prefix, CGI_TEST);
  const heading = { section, step: 'cgi-test', target: url.href, tried: `GET ${url.href}` } as const;
  return task(heading, [context.page], async () => {
    const again: Shower['again'] = (headers, from) =>
      context.ask(url, { headers: { ...headers }, ...(from !== undefined && { from }) });
    const answer = await again({});
    const direct = (await context.showers[index]) !== undefined;
    const role = (await context.through[index]?.done)?.value;
    return showing(judgePluginThrough(answer, prefix.pathname, direct, role), answer, again);
  });
}

/** The manual checks one address more; search pages do without it. */
function askAlias(context: HandlerPages): Task<undefined> {
  const prefix = below(context, 'WebServices/WebHTMLService');
  const url = at(prefix, CGI_TEST);
  const heading = { section, step: 'cgi-test', target: url.href, tried: `GET ${url.href}` } as const;
  return task(heading, [context.page], async () => {
    const answer = await context.ask(url);
    const { verdict, value } = judgePluginThrough(answer, prefix.pathname, true, undefined);
    const findings = value === undefined ? [finding('plugin.no-alias', { prefix: prefix.pathname })] : [];
    return { verdict: { answer: verdict.answer, findings }, value: undefined };
  });
}

/** The first place through which a plug-in showed itself; the last two steps need one. */
function chosen(context: HandlerPages, shown: readonly Task<Shower>[]): Task<{ shower: Shower; index: number }> {
  const heading: Heading = { section, step: 'cgi-test', target: '', tried: '' };
  return task(heading, [context.page], async () => {
    const found = await Promise.all(shown.map(({ done }) => done));
    const index = found.findIndex(({ value }) => value !== undefined);
    const shower = found[index]?.value;
    if (!shower) return 'no plug-in showed how it was asked through the site';
    return { verdict: well(''), value: { shower, index } };
  });
}

function comparing(context: HandlerPages, shown: readonly Task<Shower>[]): Task<undefined>[] {
  const [first, second] = shown;
  const [one, other] = context.servers.map(hostsOf);
  if (!first || !second || !one || !other || context.transparent) return [];
  const heading = { section, step: 'prefixes', target: '', tried: 'Compare the servers of the handler pages' } as const;
  return [
    task(heading, [first, second], async () => {
      const [a, b] = [(await first.done).value, (await second.done).value];
      const names = [a?.page.serverName ?? '', b?.page.serverName ?? ''] as const;
      return { verdict: judgeServers(names, one, other), value: undefined };
    }),
  ];
}

/** `one` and `other`: the host names under which the servers are known. */
export function judgeServers(
  [a, b]: readonly [string, string],
  one: readonly string[],
  other: readonly string[],
): Verdict {
  const told = one.every((name) => !other.includes(name)) && [a, b].every((name) => [...one, ...other].includes(name));
  if (!told) return well('The answers do not tell the servers apart.');
  const answer = `The first prefix leads to ${a}, the second to ${b}.`;
  if (one.includes(a) === one.includes(b)) return { answer, findings: [finding('proxy.same-server')] };
  return { answer, findings: one.includes(a) ? [] : [finding('proxy.crossed')] };
}

function lookAtAddresses(context: HandlerPages, asked: ReturnType<typeof chosen>): Task<undefined> {
  const tried = 'Ask through the site whom CIC takes for the visitor';
  return task({ section, step: 'visitor-address', target: '', tried }, [asked], async () => {
    const { shower, index } = (await asked.done).value as { shower: Shower; index: number };
    const direct = await context.showers[index];
    const seen: Sightings = {
      through: { plain: shower.page.remoteAddress, forged: (await addressOf(shower, forging)) ?? '' },
      direct: direct && { plain: direct.page.remoteAddress, forged: (await addressOf(direct, forging)) ?? '' },
      other: await fromElsewhere(shower),
      own: shower.local,
      site: shower.remote,
    };
    return { verdict: judgeAddresses(seen), value: undefined } satisfies Judged<undefined>;
  });
}

const forging = { 'X-Forwarded-For': FORGED };

async function addressOf(shower: Shower, headers: Record<string, string>, from?: string): Promise<string | undefined> {
  const answer = await shower.again(headers, from);
  return answer.kind === 'answered' && answer.status === 200 ? readCgiTest(answer.body)?.remoteAddress : undefined;
}

/** Another address of this machine; on Linux all of 127.0.0.0/8 are. */
const ELSEWHERE = '127.0.0.2';

/** On the web server itself visitor and proxy have the same address; there it helps to ask from another one. */
async function fromElsewhere(shower: Shower): Promise<Sightings['other']> {
  if (shower.local !== shower.remote || shower.local.includes(':') || shower.local === ELSEWHERE) return undefined;
  const seen = await addressOf(shower, {}, ELSEWHERE);
  return seen === undefined ? undefined : { from: ELSEWHERE, seen };
}

function lookAtHost(context: HandlerPages, asked: ReturnType<typeof chosen>): Task<undefined> {
  const tried = 'See under which name CIC was asked through the site';
  return task({ section, step: 'host-header', target: '', tried }, [asked], async () => {
    const { shower } = (await asked.done).value as { shower: Shower };
    const names = context.servers.flatMap(hostsOf);
    return { verdict: judgeHost(shower.page, hostOf(context.base), names), value: undefined };
  });
}

function hostsOf({ bridge, plugin }: CicServer): readonly string[] {
  const origins = [plugin.http, plugin.https, bridge.http, bridge.https].filter((origin) => origin !== undefined);
  return [...new Set(origins.map((origin) => hostOf(new URL(origin)).toLowerCase()))];
}
