import { BlockList } from 'node:net';
import { Counter, Gauge, Registry } from 'prom-client';
import { IwtError } from '../errors.ts';
import { addRange, isInside } from '../limits/trusted-hosts.ts';
import type { Figures, ServerState } from '../proxy/upstreams.ts';
import { version } from '../version.ts';
import type { BytesAnswer } from '../wire/room.ts';

/** What is counted, for Prometheus and whatever reads its format. */
export interface Metrics {
  /**
   * All of it, as it is now.
   * @throws IwtError `not-found` for readers from elsewhere
   */
  show(address: string): Promise<BytesAnswer>;
}

/** The CIC servers behind a gateway. */
export interface CicFigures {
  states(): readonly ServerState[];
  figures(): Figures;
  netIsOut(): boolean;
}

export interface MetricsParts {
  /** Addresses and ranges that may read. */
  readonly readers: readonly string[];
  /** Visitors with a session in this process. */
  readonly sessions: () => number;
  /** Undefined: there are none. */
  readonly cic: CicFigures | undefined;
}

/** A registry of its own: the host may count other things with the same library, and there may be several of us. */
export function createMetrics({ readers, sessions, cic }: MetricsParts): Metrics {
  const registry = new Registry();
  const allowed = new BlockList();
  for (const range of readers) addRange(allowed, range);
  addOwn(registry, sessions);
  if (cic) addServers(registry, cic);
  if (cic) addRequests(registry, cic);

  return {
    async show(address) {
      if (!isInside(allowed, address)) throw new IwtError('not-found', 'There is nothing at this address.');
      return { bytes: await registry.metrics(), type: registry.contentType };
    },
  };
}

// Everything is looked at when somebody reads, so counting costs the requests nothing here.

function addOwn(registry: Registry, sessions: () => number): void {
  gauge(registry, 'iwt_info', 'The release that runs; always 1.', ['version'], (info) => info.set({ version }, 1));
  gauge(
    registry,
    'iwt_visitors',
    'Visitors with a chat in this process, for some minutes after its end, too.',
    [],
    (all) => all.set(sessions()),
  );
}

function addServers(registry: Registry, cic: CicFigures): void {
  gauge(registry, 'iwt_cic_server_up', 'Whether the CIC server answers.', ['server'], (up) => {
    for (const { name, circuit } of cic.states()) up.set({ server: name }, Number(circuit === 'closed'));
  });
  gauge(registry, 'iwt_cic_server_role', 'What the CIC server last said it is.', ['server', 'role'], (said) => {
    for (const { name, role } of cic.states()) {
      for (const one of ['active', 'backup', 'unknown']) said.set({ server: name, role: one }, Number(one === role));
    }
  });
  gauge(registry, 'iwt_cic_net_out', 'Whether new chats and callbacks are taken here instead.', [], (out) =>
    out.set(Number(cic.netIsOut())),
  );
}

function addRequests(registry: Registry, cic: CicFigures): void {
  counter(registry, 'iwt_cic_switchovers_total', 'Times that another CIC server became the active one.', [], (count) =>
    count.inc(cic.figures().switchovers),
  );
  counter(registry, 'iwt_cic_retries_total', 'Requests that were sent on to the other CIC server.', [], (count) =>
    count.inc(cic.figures().retries),
  );
  counter(registry, 'iwt_cic_requests_total', 'Requests to the CIC server.', ['server', 'outcome'], (count) => {
    const names = cic.states().map(({ name }) => name);
    for (const [index, outcomes] of cic.figures().requests.entries()) {
      for (const [outcome, times] of Object.entries(outcomes)) {
        count.inc({ server: names[index] ?? '', outcome }, times);
      }
    }
  });
}

function gauge<L extends string>(
  registry: Registry,
  name: string,
  help: string,
  labelNames: L[],
  look: (gauge: Gauge<L>) => void,
): void {
  new Gauge({
    ...{ name, help, labelNames, registers: [registry] },
    collect() {
      look(this);
    },
  });
}

/** Counts that are kept elsewhere: the library knows how to add only. */
function counter<L extends string>(
  registry: Registry,
  name: string,
  help: string,
  labelNames: L[],
  look: (counter: Counter<L>) => void,
): void {
  new Counter({
    ...{ name, help, labelNames, registers: [registry] },
    collect() {
      this.reset();
      look(this);
    },
  });
}
