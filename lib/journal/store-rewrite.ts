import type { Knex } from 'knex';
import { isMoved } from './history.ts';
import { type BodyRow, bodiesOf } from './store-history.ts';
import { rowsPerStatement } from './store-statements.ts';

/** The body that an event is to have from now on; the same one: it stays. */
export type Rewrite = (type: string, body: unknown) => unknown;

/** Gives events of an interaction other bodies, also those whose texts have moved: they come back. */
export async function rewriteBodies(trx: Knex.Transaction, interaction: string, rewrite: Rewrite): Promise<void> {
  const rows: BodyRow[] = await trx('iwt_interaction_event')
    .where('interaction_id', interaction)
    .orderBy('seq')
    .forUpdate()
    .select('interaction_id', 'seq', 'type', 'body');
  const bodies = await bodiesOf(rows, trx);
  const changed = new Map<string, number[]>();
  for (const [index, { seq, type, body }] of rows.entries()) {
    const before = bodies[index];
    const after = rewrite(type, before);
    if (after === before && !isMoved(type, body)) continue;
    const text = JSON.stringify(after);
    const alike = changed.get(text);
    if (alike) alike.push(Number(seq));
    else changed.set(text, [Number(seq)]);
  }
  for (const [body, seqs] of changed) {
    for (let from = 0; from < seqs.length; from += rowsPerStatement) {
      const some = seqs.slice(from, from + rowsPerStatement);
      await trx('iwt_interaction_event').where('interaction_id', interaction).whereIn('seq', some).update({ body });
    }
  }
  await trx('iwt_interaction_history').where('interaction_id', interaction).delete();
}
