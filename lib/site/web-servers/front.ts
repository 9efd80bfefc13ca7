import { readFileSync } from 'node:fs';
import path from 'node:path';
import { IwtSetupError } from '../../errors.ts';
import { type CicSettings, type Origins, originFor } from '../../proxy/settings.ts';

/** Where a web server sends requests. Its parts hold letters, digits and `.:_-[]` only, so they need no quotes anywhere. */
export interface Upstream {
  /** `http://icserver:8114` */
  readonly origin: string;
  /** `icserver:8114`: what the CIC server expects in the header `Host` (*Troubleshooting Gateway Communications*). */
  readonly host: string;
  /** `icserver` */
  readonly name: string;
  readonly tls: boolean;
}

/** One folder of the site that leads to a CIC server. */
export interface Way {
  /** `server1`, `plugin1`, … */
  readonly id: string;
  /** For a comment. */
  readonly title: string;
  /** `/I3Root/Server1`: removed from the path. */
  readonly prefix: string;
  /** Put in its place: empty, or `/WebHTMLService`. */
  readonly target: string;
  /** For visitors over HTTP and for those over HTTPS; often the same. */
  readonly upstream: { readonly http: Upstream; readonly https: Upstream };
  /** File of the certificate authorities that sign the CIC server, as an absolute path. */
  readonly ca: CaFile | undefined;
}

export interface CaFile {
  /** As it is. */
  readonly file: string;
  /** As PEM. */
  readonly path: string;
  /** Command that makes the PEM file; undefined: it is one already. */
  readonly make: string | undefined;
}

/** What a web server in front of CIC servers has to do. */
export interface Front {
  readonly ways: readonly Way[];
  /** Visitors over HTTP and over HTTPS go to different ports (*Configure IIS*, step 13). */
  readonly split: boolean;
  /** Whether the certificates of CIC servers are checked. */
  readonly verify: boolean;
}

export type Scheme = 'http' | 'https';

/** Seconds. A stream of events says something every 15; the visitor's client gives up a request after 12. */
export const times = { connect: 2, silence: 60, idle: 4 } as const;

const pluginTarget = '/WebHTMLService';
const alias = '/WebServices/WebHTMLService';

export interface CaOptions {
  readonly ca?: string | readonly string[] | undefined;
  readonly pluginCa?: string | readonly string[] | undefined;
}

/**
 * @param files as the option `cic` names them
 * @throws IwtSetupError `IWT_BAD_OPTION` for a file that cannot stand in a configuration
 */
export function frontOf(cic: CicSettings, root: string, files: CaOptions): Front {
  const ca = caFile('cic.ca', files.ca);
  const pluginCa = caFile('cic.pluginCa', files.pluginCa ?? files.ca);
  const ways = cic.servers.flatMap((server, index): Way[] => [
    {
      ...{ id: `server${index + 1}`, title: `WebProcessorBridge of ${server.name}`, prefix: server.prefix, target: '' },
      ...{ upstream: both(server.bridge), ca },
    },
    {
      ...{ id: `plugin${index + 1}`, title: `Web HTML plug-in of ${server.name}`, prefix: server.pluginPrefix },
      ...{ target: pluginTarget, upstream: both(server.plugin), ca: pluginCa },
    },
  ]);
  const plugin = ways.find(({ id }) => id === 'plugin1');
  const prefix = root + alias;
  const taken = ways.some((way) => way.prefix.toLowerCase() === prefix.toLowerCase());
  const all =
    plugin && !taken
      ? [{ ...plugin, id: 'alias', title: `${plugin.title}, by its other name`, prefix }, ...ways]
      : ways;
  return {
    ways: all,
    split: all.some(({ upstream }) => upstream.http.origin !== upstream.https.origin),
    verify: cic.tls.verify,
  };
}

function both(origins: Origins): Way['upstream'] {
  return { http: upstreamOf(originFor(origins, false)), https: upstreamOf(originFor(origins, true)) };
}

function upstreamOf(origin: string): Upstream {
  const [scheme = '', host = ''] = origin.split('://');
  return { origin, host, name: host.replace(/:\d+$/, ''), tls: scheme.toLowerCase() === 'https' };
}

function caFile(option: string, files: string | readonly string[] | undefined): CaFile | undefined {
  const [file, second] = [files ?? []].flat();
  if (file === undefined) return undefined;
  const full = path.resolve(file).replaceAll('\\', '/');
  if (second !== undefined) {
    throw new IwtSetupError(
      'IWT_BAD_OPTION',
      `The option ${option} names several files, and a web server takes one; put them together into one PEM file.`,
    );
  }
  // What means something to one of the programs, even between quotes.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those, too.
  if (/[\u0000-\u001f\u007f"'`\\${}%<>#]/.test(full)) {
    throw new IwtSetupError(
      'IWT_BAD_OPTION',
      `The option ${option} names ${JSON.stringify(full)}, which has signs that a configuration cannot hold; rename the file.`,
    );
  }
  if (readFileSync(file).includes('-----BEGIN')) return { file: full, path: full, make: undefined };
  const made = `${full}.pem`;
  return { file: full, path: made, make: `openssl x509 -inform der -in "${full}" -out "${made}"` };
}

/** Comments about the files of authorities that still have to be made. */
export function caNotes({ ways }: Front): readonly string[] {
  const commands = ways.flatMap(({ ca }) => (ca?.make === undefined ? [] : [ca.make]));
  if (commands.length === 0) return [];
  return [
    '',
    'The certificate authority is in the form DER; make PEM of it first:',
    ...[...new Set(commands)].map((one) => `  ${one}`),
  ];
}

export function comment(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `# ${line}`.trimEnd());
}

/** The parts of the configuration: one, or one for each scheme of visitors. */
export function parts(front: Front): readonly { readonly scheme: Scheme; readonly visitors: string }[] {
  if (!front.split) return [{ scheme: 'https', visitors: '' }];
  return [
    { scheme: 'http', visitors: 'visitors over HTTP' },
    { scheme: 'https', visitors: 'visitors over HTTPS' },
  ];
}
