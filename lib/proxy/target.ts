import type { CicSettings } from './settings.ts';

/** Path of the Web HTML plug-in on a CIC server. */
const pluginPath = '/WebHTMLService';
/** Where the plug-in also is on a site, below the root (technical reference, *Install and Configure Automatic Web Pages*). */
const pluginAlias = '/WebServices/WebHTMLService';
/** Characters of a path with its query. */
const MAX_TARGET = 8_192;

/** What of a CIC server a request is for. */
export interface Target {
  /** `call`: of the visitor protocol; `stream`: anything else of WebProcessorBridge; `plugin`: a handler page. */
  readonly kind: 'call' | 'stream' | 'plugin';
  /** Index of the server that the prefix belongs to. */
  readonly server: number;
  /** Whether any server will do, because the path names none. */
  readonly any: boolean;
  /** What was taken away, as the visitor wrote it. */
  readonly prefix: string;
  /** What the server sees instead: empty, or the plug-in's path. */
  readonly instead: string;
  /** Path and query for the server. */
  readonly path: string;
}

/** Finds out whether a URL below the mount point is for a CIC server; undefined: it is not. */
export type FindTarget = (url: string) => Target | undefined;

interface Known {
  readonly kind: 'bridge' | 'plugin';
  readonly server: number;
  readonly any: boolean;
}

export function createTargets({ servers }: Pick<CicSettings, 'servers'>, root: string): FindTarget {
  const known = new Map<string, Known>();
  const add = (path: string, one: Known) => {
    if (!known.has(path.toLowerCase())) known.set(path.toLowerCase(), one);
  };
  servers.forEach(({ prefix, pluginPrefix }, server) => {
    add(prefix, { kind: 'bridge', server, any: false });
    add(pluginPrefix, { kind: 'plugin', server, any: false });
  });
  add(`${root}${pluginAlias}`, { kind: 'plugin', server: 0, any: true });
  const folders = [...known.keys()].map(escaped).join('|');
  // Pages without server folders ask directly below the root or the mount point (visitor-protocol section 2.1).
  const pattern = new RegExp(`^(?:(${folders})(?=/)|(${escaped(root)}|)/*(?=/websvcs/))`, 'i');

  return (url) => {
    const target = url.charCodeAt(0) === slash ? url : withoutAuthority(url);
    const match = pattern.exec(target);
    if (match === null) return undefined;
    const [whole, folder] = match;
    const rest = oneSlash(target.slice(whole.length));
    const { kind, server, any } = (folder === undefined ? undefined : known.get(folder.toLowerCase())) ?? plain;
    const prefix = folder ?? match[2] ?? '';
    if (kind === 'plugin') return { kind, server, any, prefix, instead: pluginPath, path: `${pluginPath}${rest}` };
    return { kind: isCall(rest) ? 'call' : 'stream', server, any, prefix, instead: '', path: rest };
  };
}

const plain: Known = { kind: 'bridge', server: 0, any: false };
const slash = '/'.charCodeAt(0);

function escaped(path: string): string {
  return path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** A request may name the whole address (RFC 9112, section 3.2.2); to whom it goes is not the visitor's to say. */
function withoutAuthority(url: string): string {
  return url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '');
}

/** Pages join paths with one slash too many, and two would begin the name of a host. */
function oneSlash(path: string): string {
  return path.charCodeAt(1) === slash ? path.replace(/^\/+/, '/') : path;
}

/** Whether it is answered in one piece, and quickly. Event streams, photos and files are not. */
function isCall(path: string): boolean {
  return /^\/websvcs\/(?!chat\/stream(?:\/|$)|photos\/|chat\/getfile)/i.test(path);
}

/** What a call is below `/websvcs/`, for our own engine; undefined: nothing of the protocol. */
export function placeOf(path: string): { readonly path: string; readonly query: string } | undefined {
  const start = '/websvcs/'.length;
  if (path.slice(0, start).toLowerCase() !== '/websvcs/') return undefined;
  const mark = path.indexOf('?');
  return mark === -1
    ? { path: path.slice(start), query: '' }
    : { path: path.slice(start, mark), query: path.slice(mark + 1) };
}

/**
 * What is wrong with path and query, before anybody acts on them: servers differ in what they make of a dot segment, an
 * encoded slash, or a NUL, and one that decodes it would leave the folder that the gateway lets visitors into.
 */
export function wrongTarget(target: string): 'too-long' | 'bad' | undefined {
  if (target.length > MAX_TARGET) return 'too-long';
  const mark = target.indexOf('?');
  const path = mark === -1 ? target : target.slice(0, mark);
  if (suspicious.test(path) && isBad(path)) return 'bad';
  return mark !== -1 && /%00|[#\0-\x20\x7f]/.test(target.slice(mark)) ? 'bad' : undefined;
}

/** Nearly no path has any of these. */
const suspicious = /[%\\#\0-\x20\x7f]|\/\./;

function isBad(path: string): boolean {
  if (/[\\#\0-\x20\x7f]|%(?![\da-f]{2})|%(?:[01][\da-f]|7f|2f|5c)/i.test(path)) return true;
  return /\/(?:\.|%2e){1,2}(?:\/|$)/i.test(path);
}
