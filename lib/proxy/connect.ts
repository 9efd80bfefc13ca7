import net from 'node:net';
import tls from 'node:tls';
import type { Clock } from '../runtime/clock.ts';
import type { TlsReports } from './tls.ts';

/** A port of a CIC server, and how to get there. */
export interface Endpoint {
  /** Name of the server, for the log. */
  readonly server: string;
  /** With its port: `https://icserver.company.com:3508`. */
  readonly origin: string;
  /** Certificate authorities as PEM; undefined: the platform's. */
  readonly ca: readonly string[] | undefined;
  readonly verify: boolean;
}

export interface ConnectTools {
  readonly clock: Clock;
  /** Milliseconds until a connection has to stand, its TLS included. */
  readonly timeout: number;
  readonly reports: TlsReports;
}

/** Called once: with the error, or without one as soon as the socket may be written to. */
export type Connected = (error: Error | null, socket: net.Socket) => void;

/** Opens a connection. What is written before it stands is not sent when the server's certificate is not accepted. */
export type Connect = (done?: Connected) => net.Socket;

const standing = new WeakSet<net.Socket>();

/** Whether the connection stood at some time: before that, surely nothing has arrived at the server. */
export function hasStood(socket: net.Socket): boolean {
  return standing.has(socket);
}

/** Signs of life on a silent connection, milliseconds: firewalls forget connections that say nothing. */
const KEEP_ALIVE_PROBE_MS = 60_000;

export function createConnect(endpoint: Endpoint, { clock, timeout, reports }: ConnectTools): Connect {
  const { secure, host, port } = readOrigin(endpoint.origin);
  let session: Buffer | undefined;

  function open(): net.Socket {
    if (!secure) return net.connect({ host, port });
    const socket = tls.connect({
      host,
      port,
      // An address is no name to ask for (RFC 6066, section 3); it is looked up among the certificate's addresses.
      servername: net.isIP(host) === 0 ? host : '',
      ca: endpoint.ca && [...endpoint.ca],
      rejectUnauthorized: endpoint.verify,
      ALPNProtocols: ['http/1.1'],
      session,
    });
    return socket.on('session', (given: Buffer) => {
      session = given;
    });
  }

  return (done) => {
    const socket = open();
    socket.setNoDelay(true);
    socket.setKeepAlive(true, KEEP_ALIVE_PROBE_MS);
    const cancel = clock.after(timeout, () => socket.destroy(tooSlow(endpoint.origin)));
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      cancel();
      standing.add(socket);
      if (secure) reports.worked(endpoint.origin);
      done?.(null, socket);
    });
    socket.once('error', (error) => {
      cancel();
      if (standing.has(socket)) return;
      if (secure) reports.failed(endpoint, error);
      done?.(error, socket);
    });
    return socket;
  };
}

function tooSlow(origin: string): Error {
  return Object.assign(new Error(`No connection to ${origin} in time`), { code: 'connect-timeout' });
}

interface Address {
  readonly secure: boolean;
  readonly host: string;
  readonly port: number;
  /** For the header `Host`: name and port, which a CIC server wants in any case. */
  readonly authority: string;
}

/** The parts of an origin as settings have it. `URL` would lose a port that is the scheme's own. */
export function readOrigin(origin: string): Address {
  const [, scheme = '', name = '', port = ''] = /^(https?):\/\/(.+):(\d+)$/i.exec(origin) ?? [];
  return {
    secure: scheme.toLowerCase() === 'https',
    host: name.replace(/^\[|\]$/g, ''),
    port: Number(port),
    authority: `${name}:${port}`,
  };
}

/** Runs once the connection stands; never when it does not come to that. */
export function whenStanding(socket: net.Socket, run: () => void): void {
  if (standing.has(socket)) run();
  else socket.once(socket instanceof tls.TLSSocket ? 'secureConnect' : 'connect', run);
}
