import type { CicSettings } from '../../proxy/settings.ts';
import { apache } from './apache.ts';
import { caddy } from './caddy.ts';
import { type CaOptions, type Front, frontOf } from './front.ts';
import { haproxy } from './haproxy.ts';
import { iis } from './iis.ts';
import { nginx } from './nginx.ts';

const programs = { apache, nginx, iis, haproxy, caddy } as const satisfies Readonly<
  Record<string, (front: Front) => string>
>;

export type WebServer = keyof typeof programs;

/** Web servers whose configuration we can print. */
export const webServers = Object.keys(programs) as readonly WebServer[];

/**
 * The configuration with which a web server is the reverse proxy to the CIC servers. Comments say where it goes.
 * @param root as the option `root`
 * @param files of certificate authorities, as the option `cic` names them
 * @throws IwtSetupError `IWT_BAD_OPTION` for a file that cannot stand in a configuration
 */
export function printConfiguration(program: WebServer, cic: CicSettings, root: string, files: CaOptions): string {
  return programs[program](frontOf(cic, root, files));
}
