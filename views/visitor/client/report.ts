import type { History } from './history.ts';
import type { Http } from './ports.ts';
import { isObject, parseJson, text } from './protocol.ts';

/** Characters of a report; what is longer is cut off, as the original client does (visitor-protocol section 11). */
export const longestReport = 15_359;
const TIMEOUT = 12_000;

export interface Problem {
  /** What the page was doing. */
  readonly attemptedWork: string;
  /** What was thrown; empty: nothing was. */
  readonly exceptions: string;
}

export interface Reporter {
  /** Not recorded: failures of reports are never reported. */
  readonly http: Http;
  readonly history: History;
  /** URL of the server, with a slash at its end. */
  readonly base: string;
  readonly participantID: string;
  readonly userAgent: string;
}

/** Sends a problem report if the server wants it. Asked only now, because nearly no page ever has anything to report. */
export async function sendReport(reporter: Reporter, problem: Problem): Promise<void> {
  const { http, base, participantID } = reporter;
  const url = `${base}websvcs/serverConfiguration`;
  const answer = await http({ method: 'GET', url, timeout: TIMEOUT });
  const wanted = readWanted(answer.body);
  if (answer.status !== 200 || !wanted) return;
  const body = JSON.stringify(reportOf(reporter, problem)).slice(0, longestReport);
  if (!finds(wanted.expression, body)) return;
  await http({ method: 'POST', url: `${base}websvcs/problemReport/${participantID}`, body, timeout: TIMEOUT });
}

function reportOf({ history, userAgent }: Reporter, { attemptedWork, exceptions }: Problem) {
  return {
    version: 1,
    attemptedWork,
    userAgent,
    failedRequestHistory: history.failed,
    timedOutRequestHistory: history.timedOut,
    connectivityFailureHistory: history.outages,
    exceptions,
  };
}

/** Undefined: reports are not wanted. */
function readWanted(body: string): { readonly expression: string | undefined } | undefined {
  const json = parseJson(body);
  const first: unknown = Array.isArray(json) ? json[0] : undefined;
  const configuration = isObject(first) ? first.serverConfiguration : undefined;
  const groups = isObject(configuration) ? configuration.capabilities : undefined;
  const common = isObject(groups) ? groups.common : undefined;
  if (!Array.isArray(common) || !common.includes('problemReport') || !isObject(configuration)) return undefined;
  return { expression: text(configuration.problemReportRegEx) };
}

/** The server looks again; one that this browser cannot read lets nothing through. */
function finds(expression: string | undefined, body: string): boolean {
  if (expression === undefined) return true;
  try {
    return new RegExp(expression).test(body);
  } catch {
    return false;
  }
}
