import type { Knex } from 'knex';
import type { Database } from '../database/connect.ts';

/** Another process that serves the database. */
export interface OtherNode {
  readonly id: string;
  /** UTC milliseconds. */
  readonly until: number;
  readonly ready: boolean;
}

export interface RecoveryStore {
  /** Enters this node; resolves with the others whose time has not run out. Nodes enter one after the other. */
  enter(node: string, now: number, until: number): Promise<readonly OtherNode[]>;
  others(node: string, now: number): Promise<readonly OtherNode[]>;
  renew(node: string, until: number, ready: boolean): Promise<void>;
  leave(node: string): Promise<void>;
  /** Chats or callbacks that go on, after `after` in the order of their numbers. */
  open(type: 'chat' | 'callback', after: string, limit: number): Promise<string[]>;
}

/** Everything but `Disconnected`, so that an index finds them. */
const states = ['Initializing', 'Scheduled', 'Offering', 'Alerting', 'Connected', 'Held', 'Snoozed'];

export function recoveryStore({ knex, dialect }: Database): RecoveryStore {
  async function others(node: string, now: number, trx: Knex = knex): Promise<OtherNode[]> {
    const rows = await trx('iwt_node').whereNot('id', node).where('until', '>', now).select('id', 'until', 'ready');
    return rows.map((row) => ({ id: row.id, until: Number(row.until), ready: Number(row.ready) !== 0 }));
  }

  return {
    enter: (node, now, until) =>
      knex.transaction(async (trx) => {
        // The row of the admissions is there from the beginning: of two nodes that start at once the second sees the first.
        if (dialect === 'mysql') await trx('iwt_counter').where({ name: 'admission' }).forUpdate().select('name');
        await trx('iwt_node').where('until', '<=', now).delete();
        const found = await others(node, now, trx);
        await trx('iwt_node').insert({ id: node, until, ready: 0 });
        return found;
      }),
    others: (node, now) => others(node, now),
    async renew(node, until, ready) {
      await knex('iwt_node')
        .insert({ id: node, until, ready: ready ? 1 : 0 })
        .onConflict('id')
        .merge();
    },
    async leave(node) {
      await knex('iwt_node').where({ id: node }).delete();
    },
    open: (type, after, limit) =>
      knex('iwt_interaction')
        .whereIn('state', states)
        .where({ type })
        .where('id', '>', after)
        .orderBy('id')
        .limit(limit)
        .pluck('id'),
  };
}
