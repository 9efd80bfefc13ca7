import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { isOrigin } from '../../views/config-file/origin.ts';
import { IwtSetupError } from '../errors.ts';
import { readCertificates } from './certificates.ts';
import type { CicServer, CicSettings } from './settings.ts';

/** Ports of a CIC server unless its URL names others (technical reference, *Configure Web Services*, *Install and Configure Automatic Web Pages*). */
const ports = { http: 8114, https: 3508, pluginHttp: 8018, pluginHttps: 8019 } as const;

const origin = z
  .string()
  .refine(
    isOrigin,
    'must be a server such as "http://icserver:8114" or "https://icserver.company.com:3508", without a path',
  );
const plain = origin.refine((text) => /^http:/i.test(text), 'must begin with "http://"');
const secure = origin.refine((text) => /^https:/i.test(text), 'must begin with "https://"');
const prefix = z
  .string()
  .regex(/^(\/[A-Za-z0-9._~-]+)+$/, 'must be a path such as "/SomeDirectory/ICProxy", without a slash at its end');
const seconds = (least: number, most: number) =>
  z.number().min(least, `must be at least ${least} seconds`).max(most, `must be at most ${most} seconds`);

const server = z.union([
  origin,
  z.strictObject({
    http: plain.optional(),
    https: secure.optional(),
    pluginHttp: plain.optional(),
    pluginHttps: secure.optional(),
    prefix: prefix.optional(),
    pluginPrefix: prefix.optional(),
  }),
]);

/** The option `cic`. */
export const cicSchema = z.strictObject({
  servers: z
    .array(server)
    .min(1, 'must name at least one server')
    .max(2, 'must name one server or the two of a switchover pair')
    .meta({
      help: 'The CIC server, or the two of a switchover pair: `http://icserver:8114`, `https://icserver.company.com:3508`, or an object (docs/gateway.md).',
    }),
  switchover: z.enum(['documented', 'transparent']).default('documented').meta({
    help: '`documented`: each prefix leads to its own server, and pages change over by themselves. `transparent`: every prefix leads to the active server.',
  }),
  net: z.boolean().default(false).meta({
    help: 'While no CIC server answers, take new chats and callbacks here.',
  }),
  ca: z
    .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
    .optional()
    .meta({
      help: 'Files of the certificate authorities (PEM or DER) that sign the CIC servers, such as `ServerGroupCertificate.cer`.',
      shown: "the platform's",
    }),
  pluginCa: z
    .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
    .optional()
    .meta({
      help: 'The same for the Web HTML plug-in, whose certificate is another one.',
      shown: '`cic.ca`',
    }),
  verify: z.boolean().default(true).meta({
    help: "Check the chain and the name in the servers' certificates. `false` lets anybody between this site and the CIC server read and change everything.",
  }),
  connectTimeout: seconds(0.05, 60).default(2).meta({ help: 'Seconds to reach a CIC server.' }),
  idleTimeout: seconds(0.05, 600)
    .default(8)
    .meta({ help: 'Seconds without a byte from a CIC server after which a request is given up.' }),
  wholeTimeout: seconds(0.05, 600)
    .default(11)
    .meta({ help: "Seconds for a protocol call in all. The visitor's client gives up after 12." }),
});

/** What `cic` takes. */
export interface CicOption {
  /** The CIC server, or the two of a switchover pair; a URL, or an object for more than that. */
  servers: (string | CicServerOption)[];
  /** Who finds the active server of a pair: pages (`documented`, the default) or the gateway (`transparent`). */
  switchover?: 'documented' | 'transparent' | undefined;
  /** Take new chats and callbacks here while no CIC server answers. Default `false`. */
  net?: boolean | undefined;
  /** Files of certificate authorities (PEM or DER) that sign the CIC servers. Default: the platform's. */
  ca?: string | string[] | undefined;
  /** The same for the Web HTML plug-in. Default: those of `ca`. */
  pluginCa?: string | string[] | undefined;
  /** Check the chain and the name in the servers' certificates. Default `true`. */
  verify?: boolean | undefined;
  /** Seconds to reach a server. Default 2. */
  connectTimeout?: number | undefined;
  /** Seconds without a byte from a server after which a request is given up. Default 8. */
  idleTimeout?: number | undefined;
  /** Seconds for a protocol call in all. Default 11. */
  wholeTimeout?: number | undefined;
}

/** One CIC server. With both `http` and `https`, visitors over HTTP go to the first and visitors over HTTPS to the second. */
export interface CicServerOption {
  /** WebProcessorBridge without TLS, such as `http://icserver:8114`. */
  http?: string | undefined;
  /** WebProcessorBridge with TLS, such as `https://icserver.company.com:3508`. */
  https?: string | undefined;
  /** Web HTML plug-in without TLS. Default: port 8018 of the host of `http`. */
  pluginHttp?: string | undefined;
  /** Web HTML plug-in with TLS. Default: port 8019 of the host of `https`. */
  pluginHttps?: string | undefined;
  /** Path below the mount point that leads to WebProcessorBridge. Default: `<root>/Server1`, `<root>/Server2`. */
  prefix?: string | undefined;
  /** Path below the mount point that leads to the plug-in. Default: `<root>/WebServices/Server1`, … */
  pluginPrefix?: string | undefined;
}

/**
 * The option with every default filled in and the certificates read.
 * @throws IwtSetupError `IWT_BAD_OPTION` for a server without a URL or a certificate that cannot be read,
 *   `IWT_IMPOSSIBLE_OPTIONS` for prefixes that meet
 */
export function readCic(option: z.output<typeof cicSchema>, root: string, names: readonly string[]): CicSettings {
  const servers = option.servers.map((given, index) => {
    const name = names[index] ?? `Server${index + 1}`;
    return readServer(typeof given === 'string' ? fromUrl(given) : given, name, root);
  });
  refuseMeetingPrefixes(servers);
  const ca = readCa('cic.ca', option.ca);
  return {
    servers,
    switchover: option.switchover,
    net: option.net,
    tls: { ca, pluginCa: readCa('cic.pluginCa', option.pluginCa) ?? ca, verify: option.verify },
    connectTimeout: option.connectTimeout * 1000,
    idleTimeout: option.idleTimeout * 1000,
    wholeTimeout: option.wholeTimeout * 1000,
  };
}

function fromUrl(url: string): CicServerOption {
  return /^https:/i.test(url) ? { https: url } : { http: url };
}

function readServer(given: CicServerOption, name: string, root: string): CicServer {
  const http = withPort(given.http, ports.http);
  const https = withPort(given.https, ports.https);
  if (http === undefined && https === undefined) {
    throw new IwtSetupError('IWT_BAD_OPTION', `The option cic.servers must give ${name} the URL "http" or "https".`);
  }
  return {
    name,
    prefix: given.prefix ?? `${root}/${name}`,
    pluginPrefix: given.pluginPrefix ?? `${root}/WebServices/${name}`,
    bridge: { http, https },
    plugin: {
      http: withPort(given.pluginHttp, ports.pluginHttp) ?? otherPort(http, ports.pluginHttp),
      https: withPort(given.pluginHttps, ports.pluginHttps) ?? otherPort(https, ports.pluginHttps),
    },
  };
}

/** The origin with its port, never the port that its scheme implies: CIC does not listen there. */
function withPort(text: string | undefined, port: number): string | undefined {
  if (text === undefined) return undefined;
  const named = /:(\d+)\/?$/.exec(text)?.[1] ?? port;
  const { protocol, hostname } = new URL(text);
  return `${protocol}//${hostname}:${named}`;
}

function otherPort(known: string | undefined, port: number): string | undefined {
  return known?.replace(/:\d+$/, `:${port}`);
}

function readCa(name: string, files: string | readonly string[] | undefined): readonly string[] | undefined {
  if (files === undefined) return undefined;
  return [files].flat().flatMap((file) => {
    let bytes: Buffer;
    try {
      bytes = readFileSync(file);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new IwtSetupError('IWT_BAD_OPTION', `The option ${name} names ${file}, which cannot be read (${code}).`);
    }
    const found = readCertificates(bytes);
    if (found !== undefined) return found;
    throw new IwtSetupError(
      'IWT_BAD_OPTION',
      `The option ${name} names ${file}, which holds no certificate (PEM or DER).`,
    );
  });
}

function refuseMeetingPrefixes(servers: readonly CicServer[]): void {
  const all = servers.flatMap(({ prefix, pluginPrefix }) => [prefix, pluginPrefix]).map((path) => path.toLowerCase());
  const meeting = all.some((one, at) => all.some((other, index) => index !== at && `${other}/`.startsWith(`${one}/`)));
  if (!meeting) return;
  throw new IwtSetupError(
    'IWT_IMPOSSIBLE_OPTIONS',
    'The option cic.servers has two prefixes of which one contains the other.',
  );
}
