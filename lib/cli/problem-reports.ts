import type { Command } from 'commander';
import { createAudit } from '../audit/audit.ts';
import { check } from '../database/migrate.ts';
import { IwtError } from '../errors.ts';
import { createParams } from '../params/params.ts';
import { createProblemReports, MOST_REPORTS, type ProblemReports } from '../problem-reports/problem-reports.ts';
import { reportBody } from '../problem-reports/rows.ts';
import { systemClock } from '../runtime/clock.ts';
import { type DatabaseFlags, quiet, takesDatabase, withDatabase } from './database.ts';

/** `iwt problem-reports list|show|clear`: what pages of visitors reported (`AllowClientProblemReport`). */
export function problemReportsCommand(program: Command): void {
  const reports = program.command('problem-reports').description('show what pages of visitors reported');
  takesDatabase(reports.command('list'))
    .description('show the newest, newest first')
    .option('--limit <number>', 'how many', '50')
    .option('--json', 'as one line of JSON')
    .action((flags: DatabaseFlags & { limit: string; json?: boolean }) =>
      withReports(flags, (all) => list(all, wholeNumber(flags.limit, MOST_REPORTS), flags.json)),
    );
  takesDatabase(reports.command('show <id>'))
    .description('show one as it was sent')
    .action((id: string, flags: DatabaseFlags) => withReports(flags, (all) => show(all, id)));
  takesDatabase(reports.command('clear'))
    .description('remove all')
    .action((flags: DatabaseFlags) =>
      withReports(flags, async (all) => {
        process.stdout.write(`removed: ${await all.clear('iwt problem-reports')}\n`);
      }),
    );
}

async function withReports(flags: DatabaseFlags, work: (reports: ProblemReports) => Promise<void>): Promise<void> {
  await withDatabase(flags, { existing: true }, async (database) => {
    await check(database);
    const runtime = { clock: systemClock, log: quiet };
    const audit = createAudit({ database, runtime });
    const params = createParams({ database, runtime, audit });
    await work(createProblemReports({ database, params, audit, runtime, interactions: noInteractions }));
  });
}

/** Nothing is reported here, so nobody has to be found. */
const noInteractions = { byParticipant: async () => undefined };

async function list(reports: ProblemReports, limit: number, json = false): Promise<void> {
  const found = (await reports.list(limit)).map(reportBody);
  const lines = json
    ? [JSON.stringify(found)]
    : found.map(({ id, at, caller, interaction, report }) =>
        [String(id).padStart(6), at, caller.padEnd(15), interaction ?? '-', beginning(report)].join('  '),
      );
  if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`);
}

async function show(reports: ProblemReports, id: string): Promise<void> {
  const found = await reports.find(wholeNumber(id, Number.MAX_SAFE_INTEGER));
  if (!found) throw new IwtError('not-found', 'There is no such problem report.');
  const { report, ...head } = reportBody(found);
  process.stdout.write(`${JSON.stringify(head)}\n${printable(report)}\n`);
}

/** What strangers sent must not command the terminal. */
function printable(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]/gu, '\ufffd');
}

function beginning(report: string): string {
  return printable(report).replace(/\s+/g, ' ').slice(0, 80);
}

function wholeNumber(text: string, most: number): number {
  const number = /^\d{1,16}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= most) return number;
  throw new IwtError('request.invalid', `"${text.slice(0, 20)}" is not a number from 1 to ${most}.`);
}
