import type { Server } from 'node:http';
import type express from 'express';
import { createServer } from '../http/create-server.ts';
import type { Iwt } from '../iwt.ts';
import { portsOf } from '../params/declared/ports.ts';
import { plainLog } from './plain-log.ts';

/** Where it answers as a CIC server. `additionalHttp` and `additionalHttps` are those of the parameters. */
export interface CicPorts {
  readonly http: number;
  readonly https?: number;
  readonly additionalHttp?: readonly number[];
  readonly additionalHttps?: readonly number[];
  readonly pluginHttp: number;
  readonly pluginHttps?: number;
}

export interface CicFlags {
  readonly cicPort: string;
  readonly cicTlsPort: string;
  readonly cicPluginPort?: string;
  readonly cicPluginTlsPort?: string;
}

export interface KeyPair {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** The documented ports. */
export const cicDefaults = { bridge: '8114', bridgeTls: '3508', plugin: '8018', pluginTls: '8019' } as const;

interface Parts {
  readonly site: Iwt;
  readonly flags: CicFlags;
  readonly tls: KeyPair | undefined;
  readonly makeApp: () => express.Express;
  readonly open: (server: Server, port: string) => Promise<number>;
}

/** Opens the ports of a CIC server: WebProcessorBridge and the Web HTML plug-in, each with what is its own and nothing else. */
export async function openCic(parts: Parts): Promise<CicPorts> {
  return { ...(await openBridge(parts)), ...(await openPlugin(parts)) };
}

async function openBridge({ site, makeApp, flags, tls, open }: Parts): Promise<Omit<CicPorts, 'pluginHttp'>> {
  const app = makeApp();
  app.use((request, response, next) => {
    if (/^\/websvcs(\/|$)/i.test(request.path)) site(request, response, next);
    else next();
  });
  const { params } = site.services;
  const openMore = async (name: 'AdditionalHTTPPorts' | 'AdditionalHTTPSPorts', options?: KeyPair) => {
    const ports: number[] = [];
    for (const port of portsOf(params.get(name))) ports.push(await open(createServer(app, options), String(port)));
    return ports;
  };
  const http = await open(createServer(app), flags.cicPort);
  const additionalHttp = await openMore('AdditionalHTTPPorts');
  const plain = additionalHttp.length > 0 ? { http, additionalHttp } : { http };
  if (!tls) {
    if (params.get('AdditionalHTTPSPorts') !== '') {
      plainLog.warn({}, 'AdditionalHTTPSPorts are not opened: HTTPS needs --cert and --key');
    }
    return plain;
  }
  const https = await open(createServer(app, tls), flags.cicTlsPort);
  const additionalHttps = await openMore('AdditionalHTTPSPorts', tls);
  return additionalHttps.length > 0 ? { ...plain, https, additionalHttps } : { ...plain, https };
}

async function openPlugin({
  site,
  makeApp,
  flags,
  tls,
  open,
}: Parts): Promise<Pick<CicPorts, 'pluginHttp' | 'pluginHttps'>> {
  const app = makeApp();
  app.use((request, response, next) => {
    if (!/^\/WebHTMLService\//i.test(request.path)) return next();
    // Where the plug-in is on a site.
    request.url = `${site.root}/WebServices${request.url}`;
    site(request, response, next);
  });
  const port = flags.cicPluginPort ?? beside(flags.cicPort, cicDefaults.bridge, cicDefaults.plugin);
  const pluginHttp = await open(createServer(app), port);
  if (!tls) return { pluginHttp };
  const tlsPort = flags.cicPluginTlsPort ?? beside(flags.cicTlsPort, cicDefaults.bridgeTls, cicDefaults.pluginTls);
  return { pluginHttp, pluginHttps: await open(createServer(app, tls), tlsPort) };
}

/** Several servers on one machine differ in the ports of WebProcessorBridge; those of the plug-in must not meet either. */
function beside(given: string, usual: string, port: string): string {
  return given === usual ? port : '0';
}
