import { wrongExpression } from '../../problem-reports/expression.ts';
import type { Declarations } from '../declaration.ts';

/** "Web Processor Bridge Parameters", problem reports. */
export const problemReports = {
  AllowClientProblemReport: {
    kind: 'choice',
    default: 0,
    values: { 0: 'not allowed', 1: 'allowed' },
    usedBy: 'Web Processor Bridge',
    group: 'Problem reports',
    since: '4.0 SU 3',
    help: 'Whether pages of visitors may report what went wrong in them. It costs something, so allow it while you look for a fault.',
  },
  ProblemReportControlExpression: {
    kind: 'text',
    default: '',
    longest: 1000,
    empty: true,
    check: wrongExpression,
    usedBy: 'Web Processor Bridge',
    group: 'Problem reports',
    since: '4.0 SU 3',
    help: 'A regular expression without slashes around it: only reports in which it finds something are sent and kept. Empty: all are.',
  },
} as const satisfies Declarations;
