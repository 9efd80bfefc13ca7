import { Client } from 'undici';
import type { Clock } from '../runtime/clock.ts';
import type { Call, Caller, Underway } from './call.ts';
import { type Connect, createConnect, readOrigin } from './connect.ts';
import { Lane } from './lane.ts';
import { type CicServer, type CicSettings, originFor } from './settings.ts';
import type { TlsReports } from './tls.ts';
import type { Outcome } from './upstreams.ts';

/** Connections to one port of a server at a time. */
const MAX_CONNECTIONS = 256;
/** How long an idle connection is kept, milliseconds: shorter than servers do, which close after 5 s at the soonest. */
const KEEP_ALIVE_MS = 4_000;
/** The longest that a server's own `Keep-Alive: timeout=…` is believed. */
const MAX_KEEP_ALIVE_MS = 30_000;
/** Bytes of an answer's head. */
const MAX_HEAD_BYTES = 32_768;
/** How long `close` waits for what is under way, milliseconds. */
const CLOSE_PATIENCE_MS = 2_000;

const probeCall: Call = {
  method: 'GET',
  path: '/websvcs/serverConfiguration',
  headers: ['accept', 'application/json; charset=utf-8'],
  body: undefined,
  secure: false,
};

/** Sends protocol calls to WebProcessorBridge of the servers (by index), and reads whole answers. */
export interface Forwarder {
  /** `deadline`: UTC milliseconds at which the call is given up. */
  call(server: number, call: Call, deadline: number, caller: Caller): Underway;
  /**
   * Asks for `serverConfiguration` on a connection of its own, at the port where visitors last asked. Never rejects;
   * `signal` breaks it off.
   */
  probe(server: number, signal: AbortSignal): Promise<Outcome>;
  /** Gives up what waits for this server. */
  giveUp(server: number): void;
  /** Gives what is under way a moment to finish, and closes the connections. */
  close(): Promise<void>;
}

export interface ForwarderParts {
  readonly cic: CicSettings;
  readonly clock: Clock;
  readonly reports: TlsReports;
  /** Told what became of every attempt that says something of the server; of health checks it is not. */
  readonly heard: (server: number, outcome: Outcome) => void;
}

export function createForwarder(parts: ForwarderParts): Forwarder {
  const { cic, clock } = parts;
  const ways = cic.servers.map((_server, index) => openWays(parts, index));

  function wayTo(server: number): Ways {
    const found = ways[server];
    if (!found) throw new Error(`There is no CIC server ${server}.`);
    return found;
  }

  return {
    call(server, call, deadline, caller) {
      const way = wayTo(server);
      way.last = call.secure ? way.secure : way.plain;
      return way.last.visitors.call(call, deadline, caller);
    },
    probe(server, signal) {
      return new Promise((resolve) => {
        const underway = wayTo(server).last.probe.call(probeCall, clock.now() + cic.wholeTimeout, {
          answered: ({ status }) => resolve({ kind: 'answered', status }),
          lost: (kind, code) => resolve({ kind, code }),
        });
        const leave = () => {
          underway.leave();
          resolve({ kind: 'failed', code: 'left' });
        };
        signal.addEventListener('abort', leave, { once: true });
        underway.begin();
      });
    },
    giveUp(server) {
      for (const { visitors } of new Set([wayTo(server).plain, wayTo(server).secure])) visitors.giveUp('given-up');
    },
    async close() {
      const all = new Set(ways.flatMap(({ plain, secure }) => [plain, secure]));
      const lanes = [...all].flatMap(({ visitors, probe }) => [visitors, probe]);
      await Promise.all(lanes.map((lane) => lane.close(CLOSE_PATIENCE_MS)));
    },
  };
}

/** To one port of a server. Health checks have a connection of their own, so that they never stand in a queue. */
interface Way {
  readonly visitors: Lane;
  readonly probe: Lane;
}

interface Ways {
  readonly plain: Way;
  readonly secure: Way;
  /** Where visitors last asked. */
  last: Way;
}

function openWays({ cic, clock, reports, heard }: ForwarderParts, index: number): Ways {
  const { name, bridge } = cic.servers[index] as CicServer;

  function open(origin: string): Way {
    const endpoint = { server: name, origin, ca: cic.tls.ca, verify: cic.tls.verify };
    const connect = createConnect(endpoint, { clock, timeout: cic.connectTimeout, reports });
    const { authority } = readOrigin(origin);
    const lane = (connections: number, idle: number, tell: (outcome: Outcome) => void) =>
      new Lane({ open: () => openClient(origin, connect), connections, authority, clock, idle, heard: tell });
    return {
      visitors: lane(MAX_CONNECTIONS, cic.idleTimeout, (outcome) => heard(index, outcome)),
      probe: lane(1, cic.idleTimeout, () => {}),
    };
  }

  const plain = open(originFor(bridge, false));
  const both = bridge.http !== undefined && bridge.https !== undefined;
  return { plain, secure: both ? open(originFor(bridge, true)) : plain, last: plain };
}

/** The time limits are ours (lane.ts, connect.ts); undici's are coarse. */
function openClient(origin: string, connect: Connect): Client {
  return new Client(origin, {
    pipelining: 1,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: MAX_KEEP_ALIVE_MS,
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: MAX_HEAD_BYTES,
    connect: (_options, done) => void connect((error, socket) => (error ? done(error, null) : done(null, socket))),
  });
}
