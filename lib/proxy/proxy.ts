import type { Runtime } from '../runtime/runtime.ts';
import { type Connect, createConnect, readOrigin } from './connect.ts';
import { createForwarder, type Forwarder } from './forward.ts';
import { createUpstreams } from './live-upstreams.ts';
import { createRewrites, type Rewrites } from './rewrite.ts';
import { type CicServer, type CicSettings, originFor } from './settings.ts';
import { createTargets, type FindTarget } from './target.ts';
import { createTlsReports } from './tls.ts';
import type { Upstreams } from './upstreams.ts';

/** The CIC servers behind the gateway: what is for them, which of them gets it, and how it gets there. */
export interface CicProxy {
  readonly cic: CicSettings;
  readonly find: FindTarget;
  readonly rewrites: Rewrites;
  readonly upstreams: Upstreams;
  /** Sends protocol calls. */
  readonly call: Forwarder['call'];
  /** Where what is streamed goes. */
  streamEnd(part: 'bridge' | 'plugin', server: number, secure: boolean): StreamEnd;
  /** Begins to watch the servers. None of them need be there. */
  start(): void;
  close(): Promise<void>;
}

/** A port of a server for what is streamed. */
export interface StreamEnd {
  readonly origin: string;
  /** Value of the header `Host`. */
  readonly authority: string;
  readonly connect: Connect;
}

export function createProxy(cic: CicSettings, root: string, { clock, log }: Runtime): CicProxy {
  const reports = createTlsReports(log);
  const forwarder = createForwarder({
    cic,
    clock,
    reports,
    heard: (server, outcome) => upstreams.heard(server, outcome),
  });
  const upstreams = createUpstreams({ settings: cic, probe: forwarder.probe, clock, log });
  cic.servers.forEach((_server, index) => {
    upstreams.onOpen(index, () => forwarder.giveUp(index));
  });
  const ends = new Map<string, StreamEnd>();

  function openEnd(part: 'bridge' | 'plugin', server: string, origin: string): StreamEnd {
    const { ca, pluginCa, verify } = cic.tls;
    const endpoint = { server, origin, ca: part === 'plugin' ? pluginCa : ca, verify };
    const connect = createConnect(endpoint, { clock, timeout: cic.connectTimeout, reports });
    return { origin, authority: readOrigin(origin).authority, connect };
  }

  return {
    cic,
    find: createTargets(cic, root),
    rewrites: createRewrites(cic),
    upstreams,
    call: forwarder.call,
    streamEnd(part, index, secure) {
      const server = cic.servers[index] as CicServer;
      const origin = originFor(server[part], secure);
      const key = `${part} ${origin}`;
      let end = ends.get(key);
      if (end === undefined) {
        end = openEnd(part, server.name, origin);
        ends.set(key, end);
      }
      return end;
    },
    start: upstreams.start,
    async close() {
      await upstreams.close();
      await forwarder.close();
    },
  };
}
