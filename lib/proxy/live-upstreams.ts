import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import { createHealthCheck, type Probe } from './health-check.ts';
import { absenceOf, answersConfiguration, present, takesNew } from './net.ts';
import type { CicSettings } from './settings.ts';
import { activeOf, type Input, next, orderOf, type ServerFacts, unasked } from './switchover.ts';
import { eventsBetween, logEvent, type Situation } from './switchover-log.ts';
import type { Figures, Outcome, RequestOutcome, Upstreams } from './upstreams.ts';

/** Milliseconds between two health checks of a server that works. */
const REST_MS = 2_000;
/** The same while it does not. */
const SHORT_REST_MS = 1_000;

export interface UpstreamParts {
  readonly settings: Pick<CicSettings, 'servers' | 'switchover' | 'net'>;
  /** Asks a server for `serverConfiguration`. */
  readonly probe: Probe;
  readonly clock: Clock;
  readonly log: Log;
}

/** One server and what goes with it. */
interface Server {
  facts: ServerFacts;
  /** Whether anything has ever come of an attempt. */
  asked: boolean;
  /** Whether, since the circuit last changed, a request has been let through although it is not closed. */
  tried: boolean;
  readonly opened: Set<() => void>;
  readonly requests: Record<RequestOutcome, number>;
}

export function createUpstreams({ settings, probe, clock, log }: UpstreamParts): Upstreams {
  const begun = clock.now();
  const names = settings.servers.map(({ name }) => name);
  const own = names.map((_, index) => [index]);
  const servers = names.map((): Server => {
    const requests = { answered: 0, backup: 0, unreachable: 0, failed: 0 };
    return { facts: unasked(begun), asked: false, tried: false, opened: new Set(), requests };
  });
  const known = () => servers.map(({ facts }) => facts);
  /** The active server, as far as can be told; and those that work, the best first. */
  let leader = 0;
  let order: readonly number[] = orderOf(known(), leader);
  let absence = present;
  let situation: Situation = { names, servers: known(), active: undefined, netOut: false };
  let switchovers = 0;
  let retries = 0;

  const check = createHealthCheck({
    servers: servers.length,
    probe,
    clock,
    begins: (server) => take(server, { kind: 'due' }),
    ends: take,
    rest: (server) => restOf(serverAt(server).facts),
  });

  function serverAt(index: number): Server {
    const server = servers[index];
    if (server === undefined) throw new Error(`There is no CIC server ${index}.`);
    return server;
  }

  function take(index: number, input: Input): void {
    const server = serverAt(index);
    const now = clock.now();
    const before = server.facts;
    const first = !server.asked && input.kind !== 'due';
    if (first) server.asked = true;
    const after = next(before, input, now);
    // Nearly every answer says what is known; what time alone changes is looked for before each health check.
    if (after === before && input.kind !== 'due' && !first) return;
    server.facts = after;
    if (after.circuit !== before.circuit || after.dueAt !== before.dueAt) server.tried = false;
    look(now, first);
    if (after.circuit === 'open' && before.circuit !== 'open') callOpened(server);
  }

  /** `first`: it is the first time that something came of this server. */
  function look(now: number, first: boolean): void {
    const facts = known();
    // Until all have been asked, the first is preferred, so that several gateways choose alike, whoever answers sooner.
    const settled = servers.every(({ asked }) => asked);
    leader = activeOf(facts, settled && !first ? leader : 0);
    order = orderOf(facts, leader);
    absence = absenceOf(absence, facts, now);
    const isKnown = settled && facts[leader]?.role === 'active';
    const after = { names, servers: facts, active: isKnown ? leader : situation.active, netOut: netIsOut(now) };
    for (const event of eventsBetween(situation, after, now)) {
      if (event.kind === 'active' && event.before !== undefined) switchovers++;
      logEvent(log, event);
    }
    situation = after;
  }

  function callOpened({ opened }: Server): void {
    for (const callback of [...opened]) {
      try {
        callback();
      } catch (error) {
        log.error({ err: error }, 'A request could not be told that its CIC server is gone');
      }
    }
  }

  function netIsOut(now: number): boolean {
    return settings.net && takesNew(absence, now);
  }

  /** A server that is not known to work may have come back: one request may find out, where that costs it little. */
  function mayTry({ facts, tried }: Server): boolean {
    return !tried && (facts.circuit === 'half-open' || (facts.circuit === 'open' && facts.refuses));
  }

  function attempt(index: number | undefined): readonly number[] {
    if (index === undefined) return [];
    serverAt(index).tried = true;
    return [index];
  }

  function ownOf(prefix: number, tried = 0): readonly number[] {
    if (isIn(tried, prefix)) return [];
    const server = serverAt(prefix);
    if (server.facts.circuit === 'closed') return own[prefix] ?? [];
    return server.facts.circuit === 'half-open' && mayTry(server) ? attempt(prefix) : [];
  }

  function inOrder(_prefix: number, tried = 0): readonly number[] {
    const left = tried === 0 ? order : order.filter((index) => !isIn(tried, index));
    // As long as one works that may be the active one, nobody is kept waiting to find out about the others.
    if (left.length > 0 || absence.leaderlessSince === undefined) return left;
    return attempt([...servers.keys()].find((index) => !isIn(tried, index) && mayTry(serverAt(index))));
  }

  return {
    candidates: settings.switchover === 'documented' ? ownOf : inOrder,
    heard(index, outcome) {
      const server = serverAt(index);
      server.requests[outcomeOf(outcome)]++;
      const working = server.facts.circuit === 'closed';
      take(index, outcome);
      // Whether it was the request or the server, and since when it is back, is known soonest by asking.
      if (working && outcome.kind !== 'answered') check.now(index);
    },
    retried: () => void retries++,
    onOpen(index, callback) {
      const { opened } = serverAt(index);
      // One of its own, so that the same function may wait twice.
      const entry = () => callback();
      opened.add(entry);
      return () => void opened.delete(entry);
    },
    netIsOut: () => netIsOut(clock.now()),
    netAnswersConfiguration: () => settings.net && answersConfiguration(absence, clock.now()),
    states: () =>
      servers.map(({ facts: { circuit, role, since, reason } }, index) => {
        return { name: names[index] ?? '', circuit, role, since, reason };
      }),
    figures: (): Figures => ({ switchovers, retries, requests: servers.map(({ requests }) => ({ ...requests })) }),
    start: check.start,
    close: check.close,
  };
}

function isIn(tried: number, index: number): boolean {
  return (tried & (1 << index)) !== 0;
}

function outcomeOf(outcome: Outcome): RequestOutcome {
  if (outcome.kind !== 'answered') return outcome.kind;
  return outcome.status === 503 ? 'backup' : 'answered';
}

function restOf({ circuit, failures }: ServerFacts): number {
  if (circuit !== 'closed') return SHORT_REST_MS;
  return failures > 0 ? 0 : REST_MS;
}
