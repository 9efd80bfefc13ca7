import type { Audit } from '../audit/audit.ts';
import type { Database } from '../database/connect.ts';
import type { Interactions } from '../interactions/interactions.ts';
import { callerOf } from '../limits/address.ts';
import type { Params } from '../params/params.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { wellFormed } from '../wire/visitor-input.ts';
import { compileExpression, type Expression } from './expression.ts';
import { type ProblemReport, problemReportStore } from './store.ts';

export type { ProblemReport } from './store.ts';

/** Characters of a report that are kept; pages send at most 15,359 (visitor-protocol section 11). */
export const MAX_REPORT = 16_384;
/** Reports kept, on the whole and for how long. */
export const MOST_REPORTS = 1_000;
const KEPT_MS = 30 * 24 * 3_600_000;
/** Reports taken from one address within an hour. */
export const MOST_OF_CALLER = 20;
const CALLER_MS = 3_600_000;

/** What visitors' pages report when something goes wrong in them (`AllowClientProblemReport`). */
export interface ProblemReports {
  /** Whether any report is wanted at the moment. */
  wanted(): boolean;
  /** Keeps it if it is wanted and bounds allow it. What it is about is never refused: nobody reads the answer. */
  take(sent: { readonly participantId: string; readonly report: string; readonly address: string }): Promise<void>;
  /** The newest first; with `before`, those that came before that one. */
  list(limit: number, before?: number): Promise<readonly ProblemReport[]>;
  find(id: number): Promise<ProblemReport | undefined>;
  /** Removes all; gives how many there were. */
  clear(actor: string): Promise<number>;
}

export interface ProblemReportParts {
  readonly database: Database;
  readonly params: Pick<Params, 'get'>;
  readonly interactions: Pick<Interactions, 'byParticipant'>;
  readonly audit: Pick<Audit, 'record'>;
  readonly runtime: Pick<Runtime, 'clock'>;
}

export function createProblemReports(parts: ProblemReportParts): ProblemReports {
  const { params, interactions, audit, runtime } = parts;
  const store = problemReportStore(parts.database);
  const wanted = () => params.get('AllowClientProblemReport') === 1;
  let compiled: { readonly source: string; readonly expression: Expression } | undefined;

  /** Pages know the expression, too, but nobody has to obey it. */
  function isWanted(report: string): boolean {
    const source = params.get('ProblemReportControlExpression');
    if (source === '') return true;
    if (compiled?.source !== source) compiled = { source, expression: compileExpression(source) };
    return compiled.expression.finds(report);
  }

  return {
    wanted,
    async take({ participantId, report, address }) {
      const text = wellFormed(report.slice(0, MAX_REPORT));
      if (!wanted() || text.trim() === '' || !isWanted(text)) return;
      const at = runtime.clock.now();
      const known = participantId === '' ? undefined : await interactions.byParticipant(participantId.toLowerCase());
      await store.add(
        { at, caller: callerOf(address), interaction: known?.id ?? null, report: withoutSecrets(text) },
        { most: MOST_REPORTS, mostOfCaller: MOST_OF_CALLER, since: at - CALLER_MS, keptSince: at - KEPT_MS },
      );
    },
    list: (limit, before) => store.newest(limit, before),
    find: (id) => store.find(id),
    async clear(actor) {
      const removed = await store.clear();
      await audit.record({ actor, action: 'problem-reports.clear', detail: { removed } });
      return removed;
    },
  };
}

/** The addresses in a report carry participantIDs, which open the chat: enough of each is left to tell them apart. */
function withoutSecrets(text: string): string {
  return text.replace(/\b([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '$1-…');
}
