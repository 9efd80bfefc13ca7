import type { CicServer } from '../proxy/settings.ts';
import type { Endpoint } from './endpoint.ts';
import { type AskSite, lookAtConfig, lookAtOrigin, lookAtPage, lookForImages } from './examine-files.ts';
import { type HandlerPages, lookAtHandlerPages } from './examine-handler-pages.ts';
import { asPages, CONFIGURATION_PATH, type Shower } from './examine-server.ts';
import { type Verdict, well } from './finding.ts';
import type { Role } from './judge-bridge.ts';
import { type Half, judgePair, judgePrefixes } from './judge-pair.ts';
import { judgeProxy } from './judge-proxy.ts';
import type { Limits } from './probe.ts';
import { ask } from './probe-http.ts';
import { findWay } from './reach.ts';
import { at, type Places, placesOf, type SitePlace } from './site-places.ts';
import { type Heading, later, type Task, task } from './task.ts';

/** How the site is examined, and what the servers behind it said when they were asked directly. */
export interface SiteContext extends SitePlace {
  /** Authorities for the site's own certificate as PEM; undefined: those that come with Node.js. */
  readonly ca: readonly string[] | undefined;
  /** As the options name them; empty: no options were given. */
  readonly servers: readonly CicServer[];
  readonly transparent: boolean;
  /** Whether handler pages are looked at. */
  readonly search: boolean;
  readonly limits: Limits;
  /** By server, as in `servers`. */
  readonly roles: readonly Promise<Role | undefined>[];
  readonly showers: readonly Promise<Shower | undefined>[];
}

export interface SiteExamination {
  /** In the order in which they are told. */
  readonly first: readonly Task<unknown>[];
  /** What depends on how many servers the site has. */
  readonly more: Promise<readonly Task<unknown>[]>;
}

const section = 'Site';

/** Begins to examine the site, as its visitors reach it. */
export function examineSite(site: SiteContext): SiteExamination {
  const { limits, ca, servers, transparent } = site;
  const endpoint: Endpoint = { part: 'site', origin: new URL(site.base.origin), ca, verify: true };
  const way = findWay(endpoint, { section, limits, names: new Map(), sharedAuthority: false });
  const askSite: AskSite = async (url, more = {}) => ask({ url, address: await way.address(), ca, ...more }, limits);
  const page = lookAtPage(site, way.needs, askSite);
  const secure = site.base.protocol === 'https:';
  const count = servers.length || undefined;
  const config = lookAtConfig(site, [page], askSite, { secure, servers: count, transparent });
  return {
    first: [...way.tasks, page, config, lookAtOrigin(site, page, config, askSite)],
    more: later(lookBehind(site, page, config, askSite)),
  };
}

async function lookBehind(
  site: SiteContext,
  page: ReturnType<typeof lookAtPage>,
  config: ReturnType<typeof lookAtConfig>,
  askSite: AskSite,
): Promise<readonly Task<unknown>[]> {
  const files = { page: (await page.done).value, config: (await config.done).value };
  const places = placesOf(site, site.servers, files);
  const through = places.map((place, index) =>
    askThrough(site, place, { index, single: places.length === 1 }, page, askSite),
  );
  const handlers: HandlerPages = { ...site, places, through, page, ask: askSite };
  return [
    ...through,
    ...comparing(site, places, through),
    ...lookAtHandlerPages(handlers),
    ...(site.search ? [lookForImages(site, [page], askSite)] : []),
  ];
}

function askThrough(
  site: SiteContext,
  place: Places,
  { index, single }: { readonly index: number; readonly single: boolean },
  page: Task<unknown>,
  askSite: AskSite,
): Task<Role> {
  const url = at(place.bridge, CONFIGURATION_PATH);
  const heading = { section, step: 'server-configuration', target: url.href, tried: `GET ${url.href}` } as const;
  return task(heading, [page], async () => {
    const answer = await askSite(url, { headers: asPages });
    const roles = await Promise.all(site.roles);
    const hasBackup = roles.some((role, other) => other !== index && role?.kind === 'backup');
    const { transparent } = site;
    return judgeProxy(answer, { prefix: place.bridge.pathname, direct: roles[index], hasBackup, single, transparent });
  });
}

/** With two servers: does each prefix lead to its own? Without options this is all there is to know about the pair. */
function comparing(site: SiteContext, places: readonly Places[], through: readonly Task<Role>[]): Task<undefined>[] {
  const [one, other] = places;
  const [first, second] = through;
  if (!one || !other || !first || !second) return [];
  const halves = async (roles: readonly (Promise<Role | undefined> | undefined)[], names: readonly string[]) => {
    const [a, b] = await Promise.all(roles);
    return [half(names[0], a), half(names[1], b)] as const;
  };
  const seen = () => halves([first, second].map(resultOf), [one.bridge.pathname, other.bridge.pathname]);
  const heading = (step: Heading['step'], tried: string): Heading => ({ section, step, target: '', tried });
  if (site.servers.length === 0) {
    return [
      task(heading('switchover', 'Compare the two prefixes'), [first, second], async () => {
        const [a, b] = await seen();
        return { verdict: judgePair(a, b, { sameUrl: false }) ?? untold(), value: undefined };
      }),
    ];
  }
  return [
    task(heading('prefixes', 'Compare what the prefixes lead to'), [first, second], async () => {
      const direct = await halves(site.roles, [one.name, other.name]);
      return { verdict: judgePrefixes(direct, await seen(), site.transparent) ?? untold(), value: undefined };
    }),
  ];
}

function untold(): Verdict {
  return well('The answers do not tell the servers apart.');
}

function half(name: string | undefined, role: Role | undefined): Half {
  return { name: name ?? '', role };
}

async function resultOf<T>({ done }: Task<T>): Promise<T | undefined> {
  return (await done).value;
}
