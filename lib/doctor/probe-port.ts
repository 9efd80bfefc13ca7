import net from 'node:net';
import { codeOf, type Limits } from './probe.ts';

/** What came of a connection to one address of a host. */
export interface Knock {
  readonly address: string;
  readonly result: 'open' | 'refused' | 'timeout' | 'unreachable' | 'failed';
  /** Such as `ECONNREFUSED`; empty when open. */
  readonly code: string;
}

const results: Readonly<Record<string, Knock['result']>> = {
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timeout',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
};

/** Opens a connection to every address, at the same time, and closes it again. */
export function knock(addresses: readonly string[], port: number, limits: Limits): Promise<readonly Knock[]> {
  return Promise.all(addresses.map((address) => knockOne(address, port, limits)));
}

function knockOne(address: string, port: number, { clock, connectTimeout }: Limits): Promise<Knock> {
  return new Promise((resolve) => {
    const socket = net.connect({ host: address, port });
    const end = (result: Knock['result'], code = '') => {
      cancel();
      socket.destroy();
      resolve({ address, result, code });
    };
    const cancel = clock.after(connectTimeout, () => end('timeout', 'ETIMEDOUT'));
    socket.once('connect', () => end('open'));
    socket.on('error', (error) => end(results[codeOf(error)] ?? 'failed', codeOf(error)));
  });
}
