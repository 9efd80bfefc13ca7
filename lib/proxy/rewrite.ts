import { readOrigin } from './connect.ts';
import type { CicSettings } from './settings.ts';
import type { Target } from './target.ts';

/**
 * Makes what a server says of itself right for the visitor, who knows it by another path. `base` is the path at which the
 * package is mounted.
 */
export interface Rewrites {
  /** `Location` and `Content-Location`. */
  location(target: Target, base: string, value: string): string;
  /** `Set-Cookie`. */
  cookie(target: Target, base: string, value: string): string;
}

export function createRewrites({ servers }: Pick<CicSettings, 'servers'>): Rewrites {
  const hosts = { bridge: new Map<string, number>(), plugin: new Map<string, number>() };
  servers.forEach(({ bridge, plugin }, index) => {
    for (const origin of [bridge.http, bridge.https]) if (origin) addHost(hosts.bridge, origin, index);
    for (const origin of [plugin.http, plugin.https]) if (origin) addHost(hosts.plugin, origin, index);
  });

  return {
    location({ kind, server, any, prefix, instead }, base, value) {
      const own = `${base}${prefix}`;
      const [, authority, path = ''] = /^(?:https?:)?\/\/([^/?#]*)(.*)$/i.exec(value) ?? [];
      if (authority === undefined) return value.startsWith('/') ? (below(own, instead, value) ?? value) : value;
      const part = kind === 'plugin' ? 'plugin' : 'bridge';
      const named = hosts[part].get(authority.toLowerCase());
      const other = named === undefined ? undefined : servers[named];
      if (other === undefined) return value;
      const theirs = named === server || any ? own : `${base}${part === 'plugin' ? other.pluginPrefix : other.prefix}`;
      // Where nothing stands before it, two slashes would begin the name of a host.
      return below(theirs, instead, `/${path.replace(/^[/\\]+/, '')}`) ?? value;
    },
    cookie({ prefix, instead }, base, value) {
      const own = `${base}${prefix}`;
      return cookieFor(value, (path) => below(own, instead, path) ?? `${own}/`);
    },
  };
}

function addHost(hosts: Map<string, number>, origin: string, server: number): void {
  const { authority, secure, port } = readOrigin(origin.toLowerCase());
  hosts.set(authority, server);
  if (port === (secure ? 443 : 80)) hosts.set(authority.replace(/:\d+$/, ''), server);
}

/** A server's path as the visitor sees it; undefined: it lies outside of what the gateway shows. */
function below(own: string, instead: string, path: string): string | undefined {
  if (instead === '') return `${own}${path}`;
  const rest = path.slice(instead.length);
  const inside = path.toLowerCase().startsWith(instead.toLowerCase()) && /^(?:[/?#]|$)/.test(rest);
  return inside ? `${own}${rest}` : undefined;
}

/** The cookie is the site's for the browser, so it names no other host and stays below the server's folder. */
function cookieFor(value: string, mapped: (path: string) => string): string {
  const [pair = '', ...attributes] = value.split(';');
  const kept = attributes.flatMap((attribute) => {
    const [name = '', path = ''] = attribute.trim().split(/\s*=\s*/, 2);
    if (name.toLowerCase() === 'domain') return [];
    return [name.toLowerCase() === 'path' && path.startsWith('/') ? ` Path=${mapped(path)}` : attribute];
  });
  return [pair, ...kept].join(';');
}
