import { plainAddress } from './probe-http.ts';

/** What the page of the event CgiTest prints of a request as CIC saw it. */
export interface CgiTest {
  /** Host of the `Host` header, in lower case. */
  readonly serverName: string;
  readonly serverPort: string;
  /** Whom CIC takes for the visitor. */
  readonly remoteAddress: string;
}

/** Characters that are read; the page itself has far fewer. */
const MAX_PAGE = 20_000;

const references: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', amp: '&' };

/** Reads the page, plain or as HTML; undefined: it is something else. */
export function readCgiTest(page: string): CgiTest | undefined {
  const text = page
    .slice(0, MAX_PAGE)
    .replace(/<br\s*\/?>|<\/(?:p|div|tr|li)>/gi, '\n')
    .replace(/<[^<>]*>/g, '')
    .replace(/&(lt|gt|quot|apos|nbsp|amp);/g, (_whole, name: string) => references[name] ?? '');
  const value = (label: string) => new RegExp(`^[ \\t]*${label}:(.*)$`, 'im').exec(text)?.[1]?.trim();
  const serverName = value('Server Name');
  const remoteAddress = value('Remote Address') || value('Remote Host');
  if (serverName === undefined || remoteAddress === undefined || value('Request Method') === undefined)
    return undefined;
  return {
    serverName: serverName.toLowerCase(),
    serverPort: value('Server Port') ?? '',
    // Some print the whole header; the visitor stands first.
    remoteAddress: plainAddress(remoteAddress.split(',')[0] ?? ''),
  };
}
