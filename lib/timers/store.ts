import type { Database } from '../database/connect.ts';

export interface DueTimer {
  readonly id: string;
  readonly kind: string;
  readonly dueAt: number;
  /** JSON. */
  readonly payload: string;
}

/** Whose timers to look for, and which not: this node runs them already. */
export interface Wanted {
  readonly kinds: readonly string[];
  readonly except: readonly string[];
}

export interface TimerStore {
  /** Takes timers that are due at `now`, the longest overdue first; no other node gets them before `until`. */
  claim(wanted: Wanted, now: number, until: number, limit: number): Promise<DueTimer[]>;
  /** When the next timer is due that nobody has claimed at `now`. */
  nextDue(wanted: Wanted, now: number): Promise<number | undefined>;
  /** Gives a claimed timer back for a later time, unless it was moved or cancelled meanwhile. */
  postpone(timer: DueTimer, dueAt: number): Promise<void>;
}

interface TimerRow {
  readonly id: string;
  readonly kind: string;
  readonly due_at: number;
  readonly payload: string;
  readonly claimed_until: number | null;
}

const table = 'iwt_timer';
const columns = ['id', 'kind', 'due_at', 'payload'] as const;

export function createTimerStore({ knex, dialect }: Database, node: string): TimerStore {
  /** Those that nobody has claimed. */
  function free({ kinds, except }: Wanted, now: number, limit: number) {
    return knex<TimerRow>(table)
      .whereIn('kind', kinds)
      .whereNotIn('id', except)
      .where((row) => row.whereNull('claimed_until').orWhere('claimed_until', '<=', now))
      .orderBy('due_at')
      .limit(limit);
  }

  function due(wanted: Wanted, now: number, limit: number) {
    return free(wanted, now, limit)
      .where('due_at', '<=', now)
      .select(...columns);
  }

  return {
    async claim(wanted, now, until, limit) {
      // A single process needs no claims: whatever it does not run itself, nobody runs.
      if (dialect === 'sqlite') return (await due(wanted, now, limit)).map(toTimer);
      return knex.transaction(async (trx) => {
        const rows = await due(wanted, now, limit).transacting(trx).forUpdate().skipLocked();
        const ids = rows.map((row) => row.id);
        if (ids.length > 0) await trx(table).whereIn('id', ids).update({ claimed_until: until, node });
        return rows.map(toTimer);
      });
    },
    async nextDue(wanted, now) {
      const [next]: (number | string)[] = await free(wanted, now, 1).pluck('due_at');
      return next === undefined ? undefined : Number(next);
    },
    async postpone({ id, dueAt: was }, dueAt) {
      await knex(table).where({ id, due_at: was }).update({ due_at: dueAt, claimed_until: null, node: null });
    },
  };
}

function toTimer(row: Omit<TimerRow, 'claimed_until'>): DueTimer {
  return { id: row.id, kind: row.kind, dueAt: Number(row.due_at), payload: row.payload };
}
