import { expect, it } from 'vitest';
import { recordFailures } from '../../views/visitor/client/history.ts';
import type { Http, HttpRequest } from '../../views/visitor/client/ports.ts';
import { longestReport, type Reporter, sendReport } from '../../views/visitor/client/report.ts';
import { testClock } from '../support/clock.ts';

interface Offer {
  readonly common?: readonly string[];
  readonly expression?: string;
}

/** A server that answers with this configuration, and what it was sent. */
function serverWith({ common = ['problemReport'], expression }: Offer) {
  const reports: HttpRequest[] = [];
  const http: Http = async (request) => {
    if (request.method === 'POST') {
      reports.push(request);
      return { status: 200, body: '{"status":{"type":"success"}}' };
    }
    const more = expression === undefined ? {} : { problemReportRegEx: expression };
    return {
      status: 200,
      body: JSON.stringify([{ serverConfiguration: { cfgVer: 1, capabilities: { common }, ...more } }, {}]),
    };
  };
  return { reports, http };
}

const clock = testClock();

function reporter(http: Http): Reporter {
  const { history } = recordFailures(http, clock);
  const participantID = '6d1c3f0e-52c7-4a51-9d7e-0c2f6c1b7a10';
  return { http, history, base: '/I3Root/Server1/', participantID, userAgent: 'Mozilla/5.0 Chrome/140' };
}

const problem = { attemptedWork: 'script', exceptions: 'TypeError: x is not a function' };

it('AllowClientProblemReport: the page sends what went wrong in the documented form', async () => {
  const { http, reports } = serverWith({});
  const failing: Http = async ({ url, timeout }) => {
    clock.advance(url.includes('slow') ? timeout : 20);
    return { status: url.includes('slow') ? 0 : 503, body: '' };
  };
  const recorded = recordFailures(failing, clock);
  for (const url of ['/a', '/slow', '/b']) await recorded.http({ method: 'GET', url, timeout: 12_000 });
  recorded.history.note('resumedPolling');
  await sendReport({ ...reporter(http), history: recorded.history }, problem);
  expect(reports).toHaveLength(1);
  expect(reports[0]?.url).toBe('/I3Root/Server1/websvcs/problemReport/6d1c3f0e-52c7-4a51-9d7e-0c2f6c1b7a10');
  const sendTimestamp = expect.stringMatching(/^2026-01-05T09:00:\d\d\.\d{3}Z$/);
  expect(JSON.parse(reports[0]?.body ?? '')).toEqual({
    version: 1,
    attemptedWork: 'script',
    userAgent: 'Mozilla/5.0 Chrome/140',
    failedRequestHistory: [
      { status: 503, url: '/a', sendTimestamp, duration: 20 },
      { status: 503, url: '/b', sendTimestamp, duration: 20 },
    ],
    timedOutRequestHistory: [{ status: 0, url: '/slow', sendTimestamp, duration: 12_000 }],
    connectivityFailureHistory: [{ activity: 'resumedPolling', timestamp: sendTimestamp }],
    exceptions: 'TypeError: x is not a function',
  });
});

it('AllowClientProblemReport: nothing is sent where no report is wanted, and no more than the original sends', async () => {
  const closed = serverWith({ common: ['partyInfo'] });
  await sendReport(reporter(closed.http), problem);
  expect(closed.reports).toEqual([]);
  const open = serverWith({});
  await sendReport(reporter(open.http), { ...problem, exceptions: 'x'.repeat(100_000) });
  expect(open.reports[0]?.body).toHaveLength(longestReport);
});

it.each([
  ['Chrome', 1],
  ['Firefox', 0],
  ['not ( one', 0],
])('ProblemReportControlExpression %s lets the page send %i', async (expression, count) => {
  const { http, reports } = serverWith({ expression });
  await sendReport(reporter(http), problem);
  expect(reports).toHaveLength(count);
});

it('only the latest failures are remembered', async () => {
  const { http, history } = recordFailures(async () => ({ status: 500, body: '' }), clock);
  for (let n = 0; n < 12; n += 1) await http({ method: 'GET', url: `/${n}`, timeout: 1 });
  expect(history.failed.map(({ url }) => url)).toEqual(['/4', '/5', '/6', '/7', '/8', '/9', '/10', '/11']);
});
