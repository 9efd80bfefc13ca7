import type { CicServer, UpstreamTls } from '../proxy/settings.ts';
import { examineServer } from './examine-server.ts';
import { examineSite } from './examine-site.ts';
import { judgePair } from './judge-pair.ts';
import type { Limits } from './probe.ts';
import { type Step, type Task, task } from './task.ts';

/** What the doctor examines: CIC servers, a site, or both. */
export interface Patient {
  /** As the options name them; empty: only the site. */
  readonly servers: readonly CicServer[];
  readonly tls: UpstreamTls;
  /** The gateway sends every prefix to the active server. */
  readonly transparent: boolean;
  readonly site:
    | {
        /** Where the page is, such as `https://shop.example/I3Root`. */
        readonly base: URL;
        /** The option `root`. */
        readonly root: string;
        /** Authorities of the site's own certificate as PEM; undefined: those that come with Node.js. */
        readonly ca: readonly string[] | undefined;
      }
    | undefined;
  /** Whether handler pages (search page, images) are examined. */
  readonly search: boolean;
}

/**
 * Goes through the manual's troubleshooting chapters. What does not depend on anything else is tried at the same time; the
 * steps come in their order, each as soon as it and those before it are done.
 */
export async function* examine(patient: Patient, limits: Limits): AsyncGenerator<Step> {
  const { tls, search, transparent } = patient;
  const context = { tls, servers: patient.servers.length, search, limits };
  const servers = patient.servers.map((server) => examineServer(server, context));
  const roles = servers.map(({ role }) => role);
  const showers = servers.map(({ shower }) => shower);
  const site =
    patient.site &&
    examineSite({ ...patient.site, servers: patient.servers, transparent, search, limits, roles, showers });
  for (const { tasks } of servers) yield* told(tasks);
  yield* told(comparing(patient.servers, roles));
  if (site) {
    yield* told(site.first);
    yield* told(await site.more);
  }
}

async function* told(tasks: readonly Task<unknown>[]): AsyncGenerator<Step> {
  for (const { done } of tasks) yield (await done).step;
}

function comparing(
  servers: readonly CicServer[],
  roles: readonly ReturnType<typeof examineServer>['role'][],
): readonly Task<unknown>[] {
  const [one, other] = servers;
  if (!one || !other) return [];
  const heading = { section: 'Switchover', step: 'switchover', target: '', tried: 'Compare the two servers' } as const;
  return [
    task(heading, [], async () => {
      const [a, b] = await Promise.all(roles);
      const halves = [
        { name: one.name, role: a },
        { name: other.name, role: b },
      ] as const;
      const verdict = judgePair(...halves, { sameUrl: sameOrigins(one, other) });
      return verdict ? { verdict, value: undefined } : 'neither server says what it is';
    }),
  ];
}

function sameOrigins({ bridge }: CicServer, { bridge: other }: CicServer): boolean {
  const same = (one: string | undefined, another: string | undefined) =>
    one !== undefined && one.toLowerCase() === another?.toLowerCase();
  return same(bridge.http, other.http) || same(bridge.https, other.https);
}
