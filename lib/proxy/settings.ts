/** Where one part of a CIC server listens, as origins with a port such as `http://icserver:8114`; at least one of both. */
export interface Origins {
  readonly http: string | undefined;
  readonly https: string | undefined;
}

/** One CIC server behind the gateway. */
export interface CicServer {
  /** `Server1` or `Server2` (option `servers`): what logs, metrics and the health endpoint call it. */
  readonly name: string;
  /** Path below the mount point, removed before WebProcessorBridge sees the request. Matched without case. */
  readonly prefix: string;
  /** Path below the mount point that the plug-in sees as `/WebHTMLService`. Matched without case. */
  readonly pluginPrefix: string;
  /** WebProcessorBridge: chats and callbacks. */
  readonly bridge: Origins;
  /** Web HTML plug-in: handler pages. */
  readonly plugin: Origins;
}

/** How connections to CIC servers are secured. */
export interface UpstreamTls {
  /** Certificate authorities as PEM; undefined: the platform's. */
  readonly ca: readonly string[] | undefined;
  readonly pluginCa: readonly string[] | undefined;
  /** Whether chain and name are checked. */
  readonly verify: boolean;
}

/** The option `cic`, read. Times in milliseconds. */
export interface CicSettings {
  readonly servers: readonly CicServer[];
  readonly switchover: 'documented' | 'transparent';
  readonly net: boolean;
  readonly tls: UpstreamTls;
  readonly connectTimeout: number;
  readonly idleTimeout: number;
  readonly wholeTimeout: number;
}

/** The origin for a visitor who came over HTTPS or not: the one of the same scheme, or the only one (*Configure IIS*, step 13). */
export function originFor({ http, https }: Origins, secure: boolean): string {
  const origin = secure ? (https ?? http) : (http ?? https);
  if (origin === undefined) throw new Error('A CIC server has no origin.');
  return origin;
}
