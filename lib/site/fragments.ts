import type { CicSettings } from '../proxy/settings.ts';

export interface ServerPlaces {
  readonly root: string;
  readonly servers: readonly string[];
  readonly cic: Pick<CicSettings, 'servers'> | undefined;
}

/** How many servers the page may change over between. */
export function serverCount({ cic }: ServerPlaces): 1 | 2 {
  return cic?.servers.length === 2 ? 2 : 1;
}

/**
 * Where the page finds its servers, relative to its own folder, as `uriFragments`; undefined where they are the documented
 * `Server1` and `Server2` (*Reverse Proxy Directory*), which every page finds by their count.
 */
export function uriFragments({ root, servers, cic }: ServerPlaces): readonly string[] | undefined {
  const prefixes = cic ? cic.servers.map(({ prefix }) => prefix) : [`${root}/${servers[0]}`];
  const documented = prefixes.every((prefix, index) => sameCase(prefix, `${root}/Server${index + 1}`));
  return documented ? undefined : prefixes.map((prefix) => fromRoot(prefix, root));
}

/** Both paths are below the mount point, which may lie below a gateway's own prefix: only the way between them is known. */
function fromRoot(prefix: string, root: string): string {
  if (sameCase(prefix.slice(0, root.length + 1), `${root}/`)) return `./${prefix.slice(root.length + 1)}`;
  return `${'../'.repeat(root.split('/').length - 1)}${prefix.slice(1)}`;
}

function sameCase(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
