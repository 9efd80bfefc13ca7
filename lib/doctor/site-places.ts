import type { CicServer } from '../proxy/settings.ts';
import { countIn } from './judge-config.ts';
import type { PageParameters } from './judge-page.ts';

/** The site that is examined. */
export interface SitePlace {
  /** Where the page is, such as `https://shop.example/I3Root`; its path has no slash at its end. */
  readonly base: URL;
  /** The option `root`. */
  readonly root: string;
}

/** Where one server of the site is reached. */
export interface Places {
  /** Name of the server in the options, else of its prefix. */
  readonly name: string;
  readonly bridge: URL;
  readonly plugin: URL;
}

/** What the site's own files say, as far as they could be read. */
export interface SiteFiles {
  readonly page: PageParameters | undefined;
  readonly config: Readonly<Record<string, unknown>> | undefined;
}

/** An URL below the page's own folder. */
export function below({ base }: SitePlace, path: string): URL {
  return new URL(`${base.pathname.replace(/\/$/, '')}/${path}`, base);
}

/**
 * Where the servers are reached through the site: as the options say, else as the page says (`uriFragments`), else at the
 * documented `Server1` and `Server2` by their count.
 */
export function placesOf(site: SitePlace, servers: readonly CicServer[], files: SiteFiles): readonly Places[] {
  if (servers.length > 0) {
    return servers.map(({ name, prefix, pluginPrefix }) => ({
      name,
      bridge: fromMount(site, prefix),
      plugin: fromMount(site, pluginPrefix),
    }));
  }
  const fragments = files.page?.uriFragments ?? fragmentsIn(files.config);
  if (fragments) {
    return fragments.slice(0, 2).map((fragment, index) => {
      const bridge = fromFragment(site, fragment);
      return { name: bridge.pathname, bridge, plugin: below(site, `WebServices/Server${index + 1}`) };
    });
  }
  const names = countIn(files.config ?? {}) === 2 ? ['Server1', 'Server2'] : ['Server1'];
  return names.map((name) => ({ name, bridge: below(site, name), plugin: below(site, `WebServices/${name}`) }));
}

/** The URL for something below a prefix. */
export function at(prefix: URL, path: string): URL {
  return new URL(`${prefix.pathname.replace(/\/$/, '')}/${path.replace(/^\//, '')}`, prefix);
}

/** Prefixes of options count from the mount point, which is the page's folder without the root. */
function fromMount(site: SitePlace, prefix: string): URL {
  const path = site.base.pathname.replace(/\/$/, '');
  const { root } = site;
  if (path.toLowerCase().endsWith(root.toLowerCase())) {
    return new URL(path.slice(0, path.length - root.length) + prefix, site.base);
  }
  const inRoot = prefix.toLowerCase().startsWith(`${root.toLowerCase()}/`);
  return inRoot ? below(site, prefix.slice(root.length + 1)) : new URL(prefix, site.base);
}

/** Pages put fragments behind the origin; those that begin with a dot count from the page. None leads to another origin. */
function fromFragment(site: SitePlace, fragment: string): URL {
  if (/^\.\.?\//.test(fragment)) return new URL(fragment, below(site, ''));
  return new URL(`/${fragment.replace(/^[/\\]+/, '')}`, site.base);
}

function fragmentsIn(config: SiteFiles['config']): readonly string[] | undefined {
  const given = config?.uriFragments;
  if (!Array.isArray(given)) return undefined;
  const texts = given.filter(
    (one): one is string => typeof one === 'string' && one !== '' && URL.canParse(one, 'http://x/'),
  );
  return texts.length > 0 ? texts : undefined;
}
