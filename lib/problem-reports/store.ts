import type { Knex } from 'knex';
import type { Database } from '../database/connect.ts';

export interface ProblemReport {
  readonly id: number;
  /** UTC milliseconds. */
  readonly at: number;
  /** The address as limits count it: of IPv6 the /64. */
  readonly caller: string;
  /** The chat or callback of the page; null: none that is known. */
  readonly interaction: string | null;
  /** As the page sent it; it may break off. */
  readonly report: string;
}

export type NewReport = Omit<ProblemReport, 'id'>;

export interface Bounds {
  /** Reports kept on the whole; of more, the oldest go. */
  readonly most: number;
  /** Reports taken from one caller since `since`. */
  readonly mostOfCaller: number;
  readonly since: number;
  /** Older ones go. */
  readonly keptSince: number;
}

export function problemReportStore({ knex }: Database) {
  const reports = (trx: Knex = knex) => trx('iwt_problem_report');
  const columns = ['id', 'at', 'caller', { interaction: 'interaction_id' }, 'report'];

  return {
    /** False: the caller has sent enough. */
    add({ interaction, ...report }: NewReport, bounds: Bounds): Promise<boolean> {
      return knex.transaction(async (trx) => {
        const { caller } = report;
        const [row] = await reports(trx).where({ caller }).where('at', '>', bounds.since).count({ sent: '*' });
        if (Number(row?.sent ?? 0) >= bounds.mostOfCaller) return false;
        await reports(trx).insert({ ...report, interaction_id: interaction });
        await reports(trx).where('at', '<', bounds.keptSince).delete();
        const [last]: number[] = await reports(trx).orderBy('id', 'desc').offset(bounds.most).limit(1).pluck('id');
        if (last !== undefined) await reports(trx).where('id', '<=', last).delete();
        return true;
      });
    },

    async newest(limit: number, before: number | undefined): Promise<ProblemReport[]> {
      const query = reports().orderBy('id', 'desc').limit(limit);
      if (before !== undefined) query.where('id', '<', before);
      return (await query.select(columns)).map(read);
    },

    async find(id: number): Promise<ProblemReport | undefined> {
      const row = await reports().where({ id }).first(columns);
      return row && read(row);
    },

    /** Gives how many there were. */
    clear: (): Promise<number> => reports().delete(),
  };
}

function read(row: ProblemReport): ProblemReport {
  return { ...row, id: Number(row.id), at: Number(row.at) };
}
