import type { Knex } from 'knex';

/** Removes what stands beside the events and names the visitor, or was written by him or his page. */
export async function eraseBeside(trx: Knex.Transaction, interaction: string): Promise<void> {
  const key = { interaction_id: interaction };
  await trx('iwt_interaction_attribute').where(key).delete();
  await trx('iwt_problem_report').where(key).delete();
  await trx('iwt_transcript_request').where(key).delete();
  await trx('iwt_mail').where(key).delete();
  // Its key begins with the interaction's; the rest of the record is made anew from the events.
  await trx('iwt_interaction_custom_attributes')
    .where('interaction_id_key', '>=', interaction)
    .where('interaction_id_key', '<', `${interaction}~`)
    .delete();
}
