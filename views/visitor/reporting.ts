import type { History } from './client/history.ts';
import type { Http } from './client/ports.ts';

/** Where a report goes: the server and session of what goes on; undefined: nothing does, and nothing is reported. */
export type Seat = () => { readonly base: string; readonly participantID: string } | undefined;

/** A page that fails again and again says so this often. */
const mostReports = 5;

export interface Reporting {
  /** Polling goes on after a while without the server. */
  resumed(): void;
}

/**
 * Reports internal errors of this page and outages that it came through, where the server wants to know
 * (`AllowClientProblemReport`). What other scripts on the page throw is not our business.
 */
export function watchProblems(http: Http, history: History, seat: Seat): Reporting {
  let left = mostReports;

  function report(attemptedWork: string, exceptions: string): void {
    const at = seat();
    if (!at || left === 0) return;
    left -= 1;
    void import('./client/report.ts').then(
      ({ sendReport }) =>
        sendReport({ http, history, ...at, userAgent: navigator.userAgent }, { attemptedWork, exceptions }),
      () => {},
    );
  }

  addEventListener('error', ({ error, filename, message }) => {
    if (isOurs(`${filename}\n${stackOf(error)}`)) report('script', stackOf(error) || message);
  });
  addEventListener('unhandledrejection', ({ reason }) => {
    if (isOurs(stackOf(reason))) report('promise', stackOf(reason));
  });
  return {
    resumed() {
      history.note('resumedPolling');
      report('resumedPolling', '');
    },
  };
}

function stackOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}\n${error.stack ?? ''}` : '';
}

const ownFolder = import.meta.url.replace(/[^/]*$/, '');

function isOurs(places: string): boolean {
  return places.includes(ownFolder);
}
