import type { CicServer, Origins, UpstreamTls } from '../proxy/settings.ts';
import { type Endpoint, shown } from './endpoint.ts';
import type { Judged } from './finding.ts';
import { judgeBridge, type Role } from './judge-bridge.ts';
import { judgePlugin } from './judge-plugin.ts';
import type { Limits } from './probe.ts';
import { type Answer, ask } from './probe-http.ts';
import { findWay, speaksTls, type Way, type WayContext } from './reach.ts';
import type { CgiTest } from './read-cgi-test.ts';
import { later, type Task, task } from './task.ts';

/** How a CIC server is examined. */
export interface ServerContext {
  readonly tls: UpstreamTls;
  /** How many servers there are. */
  readonly servers: number;
  /** Whether its handler pages are looked at. */
  readonly search: boolean;
  readonly limits: Limits;
}

/** A plug-in that showed how it was asked, and can be asked again. */
export interface Shower {
  readonly page: CgiTest;
  /** Both ends of the connection. */
  readonly local: string;
  readonly remote: string;
  again(headers: Readonly<Record<string, string>>, from?: string): Promise<Answer>;
}

export interface ServerExamination {
  readonly name: string;
  /** In the order in which they are told. */
  readonly tasks: readonly Task<unknown>[];
  /** Undefined: it could not be found out. */
  readonly role: Promise<Role | undefined>;
  readonly shower: Promise<Shower | undefined>;
}

export const CONFIGURATION_PATH = '/websvcs/serverConfiguration';
export const CGI_TEST = 'doHTMLRequest?event=CgiTest';
/** As pages ask for it. */
export const asPages = { Accept: 'application/json; charset=utf-8' };

/** Begins to examine one server, asked directly. */
export function examineServer(server: CicServer, context: ServerContext): ServerExamination {
  const { tls, limits } = context;
  const names = new Map();
  const shared = tls.ca !== undefined && JSON.stringify(tls.ca) === JSON.stringify(tls.pluginCa);
  const way = (endpoint: Endpoint) =>
    findWay(endpoint, { section: server.name, limits, names, sharedAuthority: shared } satisfies WayContext);

  const bridges = endpointsOf('bridge', server.bridge, tls.ca, tls).map((endpoint) => {
    const found = way(endpoint);
    return { found, asked: askBridge(server.name, endpoint, found, context) };
  });
  const role = later(firstKnown(bridges.map(({ asked }) => asked)));
  const plugins = !context.search
    ? []
    : endpointsOf('plugin', server.plugin, tls.pluginCa, tls).map((endpoint) => {
        const found = way(endpoint);
        return { found, asked: askPlugin(server.name, endpoint, found, role, limits) };
      });
  return {
    name: server.name,
    tasks: [...bridges, ...plugins].flatMap(({ found, asked }) => [...found.tasks, asked]),
    role,
    shower: later(firstKnown(plugins.map(({ asked }) => asked))),
  };
}

function endpointsOf(
  part: Endpoint['part'],
  { http, https }: Origins,
  ca: readonly string[] | undefined,
  { verify }: UpstreamTls,
): readonly Endpoint[] {
  return [http, https]
    .filter((origin) => origin !== undefined)
    .map((origin) => ({ part, origin: new URL(origin), ca, verify }));
}

function askBridge(section: string, endpoint: Endpoint, way: Way, { servers, limits }: ServerContext): Task<Role> {
  const url = new URL(CONFIGURATION_PATH, endpoint.origin);
  const heading = {
    section,
    step: 'server-configuration',
    target: shown(endpoint.origin),
    tried: `GET ${url.href}`,
  } as const;
  return task(heading, way.needs, async () => {
    const address = await way.address();
    const answer = await ask({ url, address, ca: endpoint.ca, headers: asPages }, limits);
    return judgeBridge(answer, endpoint, await speaksTls(endpoint, address, answer, limits), servers);
  });
}

function askPlugin(
  section: string,
  endpoint: Endpoint,
  way: Way,
  role: Promise<Role | undefined>,
  limits: Limits,
): Task<Shower> {
  const url = new URL(`/WebHTMLService/${CGI_TEST}`, endpoint.origin);
  const heading = { section, step: 'cgi-test', target: shown(endpoint.origin), tried: `GET ${url.href}` } as const;
  return task(heading, way.needs, async () => {
    const address = await way.address();
    const again: Shower['again'] = (headers, from) =>
      ask({ url, address, ca: endpoint.ca, headers, ...(from !== undefined && { from }) }, limits);
    const answer = await again({});
    const tls = await speaksTls(endpoint, address, answer, limits);
    return showing(judgePlugin(answer, endpoint, tls, await role), answer, again);
  });
}

/** Adds to the page how to ask for it again. */
export function showing({ verdict, value }: Judged<CgiTest>, answer: Answer, again: Shower['again']): Judged<Shower> {
  if (value === undefined || answer.kind !== 'answered') return { verdict, value: undefined };
  return { verdict, value: { page: value, local: answer.local, remote: answer.remote, again } };
}

/** What the first of the tasks found out that found out anything. */
export async function firstKnown<T>(tasks: readonly Task<T>[]): Promise<T | undefined> {
  for (const one of tasks) {
    const { value } = await one.done;
    if (value !== undefined) return value;
  }
  return undefined;
}
