import type { Clock, Http } from './ports.ts';

/** A request that went wrong, as a problem report lists it (visitor-protocol section 11). */
export interface PastRequest {
  readonly status: number;
  readonly url: string;
  /** ISO 8601 in UTC. */
  readonly sendTimestamp: string;
  /** Milliseconds. */
  readonly duration: number;
}

export interface PastOutage {
  readonly activity: 'failover' | 'resumedPolling';
  readonly timestamp: string;
}

/** What went wrong lately on the way to the server, for a problem report. */
export interface History {
  readonly failed: readonly PastRequest[];
  readonly timedOut: readonly PastRequest[];
  readonly outages: readonly PastOutage[];
  note(activity: PastOutage['activity']): void;
}

const most = 8;

/** `http`, and what it remembers of its failures. */
export function recordFailures(http: Http, clock: Clock): { readonly http: Http; readonly history: History } {
  const failed: PastRequest[] = [];
  const timedOut: PastRequest[] = [];
  const outages: PastOutage[] = [];
  const iso = (at: number): string => new Date(at).toISOString();
  const history: History = {
    failed,
    timedOut,
    outages,
    note: (activity) => keep(outages, { activity, timestamp: iso(clock.now()) }),
  };
  return {
    history,
    async http(request) {
      const sent = clock.now();
      const answer = await http(request);
      if (answer.status !== 200) {
        const duration = clock.now() - sent;
        const past = { status: answer.status, url: request.url, sendTimestamp: iso(sent), duration };
        keep(answer.status === 0 && duration >= request.timeout ? timedOut : failed, past);
      }
      return answer;
    },
  };
}

function keep<T>(list: T[], item: T): void {
  list.push(item);
  if (list.length > most) list.shift();
}
