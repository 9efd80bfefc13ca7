/** Where a request stands when it is one of the visitor protocol's. */
export interface Place {
  /** What follows `/websvcs/`, as it was sent, without the query. */
  readonly path: string;
  /** The query without its question mark; empty when there is none. */
  readonly query: string;
}

const segment = '/websvcs/';

/**
 * Finds the protocol in a URL, in any letter case: directly below the mount point, below the root, and below the root's
 * server folders (visitor-protocol section 2.1).
 */
export function createLocator(root: string, servers: readonly string[]): (url: string) => Place | undefined {
  const prefixes = new Set(['', root, ...servers.map((server) => `${root}/${server}`)]);
  for (const prefix of [...prefixes]) prefixes.add(prefix.toLowerCase());

  return (url) => {
    // The usual spelling is found without copying the URL.
    const exact = url.indexOf(segment);
    const at = exact === -1 ? url.toLowerCase().indexOf(segment) : exact;
    if (at === -1) return undefined;
    const prefix = url.slice(0, at);
    if (!prefixes.has(prefix) && !prefixes.has(tidied(prefix))) return undefined;
    const mark = url.indexOf('?', at);
    const start = at + segment.length;
    return mark === -1
      ? { path: url.slice(start), query: '' }
      : { path: url.slice(start, mark), query: url.slice(mark + 1) };
  };
}

/** A proxy may have sent the whole address, and a page may have joined its parts with one slash too many. */
function tidied(prefix: string): string {
  return prefix
    .toLowerCase()
    .replace(/^https?:\/\/[^/?]*/, '')
    .replace(/\/+$/, '');
}
