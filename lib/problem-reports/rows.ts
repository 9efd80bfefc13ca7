import type { Agents } from '../agents/agents.ts';
import { IwtError } from '../errors.ts';
import type { RoomAnswer, RoomRequest } from '../wire/room.ts';
import type { ProblemReport, ProblemReports } from './problem-reports.ts';

/** `admin/api/problem-reports`, for administrators. */
export interface ReportRows {
  readonly list: RoomAnswer;
  readonly read: RoomAnswer;
  readonly clear: RoomAnswer;
}

const page = { preset: 50, most: 200 };

export function createReportRows(reports: ProblemReports, agents: Pick<Agents, 'find'>): ReportRows {
  /** The administrator who asks. */
  async function administrator({ caller }: RoomRequest): Promise<string> {
    const user = caller?.subject === undefined ? undefined : await agents.find(caller.subject);
    if (!user?.active) throw new IwtError('login.required', 'Sign in first.');
    if (user.role !== 'administrator') throw new IwtError('forbidden', 'Only administrators read problem reports.');
    return user.username;
  }

  return {
    async list(request) {
      await administrator(request);
      const limit = numberOf(request.query.limit, 'limit', page.most) ?? page.preset;
      const found = await reports.list(limit, numberOf(request.query.before, 'before', Number.MAX_SAFE_INTEGER));
      return { body: { problemReports: found.map(reportBody) } };
    },

    async read(request) {
      await administrator(request);
      const id = request.params.id ?? '';
      const found = /^\d{1,15}$/.test(id) ? await reports.find(Number(id)) : undefined;
      if (!found) throw new IwtError('not-found', 'There is no such problem report.');
      return { body: { problemReport: reportBody(found) } };
    },

    async clear(request) {
      const user = await administrator(request);
      return { body: { removed: await reports.clear(user) } };
    },
  };
}

/** A report as the administrators' API and the command line show one. Times are ISO 8601 in UTC. */
export function reportBody({ at, ...report }: ProblemReport) {
  return { ...report, at: new Date(at).toISOString() };
}

function numberOf(text: string | undefined, name: string, most: number): number | undefined {
  if (text === undefined || text === '') return undefined;
  const number = /^\d{1,16}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= most) return number;
  throw new IwtError('request.invalid', `${name} is a whole number from 1 to ${most}.`, { field: name });
}
