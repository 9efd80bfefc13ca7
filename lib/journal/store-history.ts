import type { Knex } from 'knex';
import { type Bodies, isMoved, movedBody, pack, unpack } from './history.ts';
import { rowsPerStatement } from './store-statements.ts';

/** What filling needs to know of an event's row. */
export interface BodyRow {
  readonly interaction_id: string;
  readonly seq: number;
  readonly type: string;
  readonly body: string;
}

interface TextRow {
  readonly seq: number;
  readonly body: string;
}

const table = 'iwt_interaction_history';
const eventTable = 'iwt_interaction_event';

/**
 * The bodies of rows, in their order, from wherever they are.
 *
 * @throws Error: a text has moved, and is not there.
 */
export async function bodiesOf(rows: readonly BodyRow[], on: Knex): Promise<unknown[]> {
  const bodies: unknown[] = [];
  const histories = new Map<string, Bodies>();
  for (const { interaction_id: interaction, seq, type, body } of rows) {
    if (!isMoved(type, body)) {
      bodies.push(JSON.parse(body));
      continue;
    }
    const history = histories.get(interaction) ?? (await historyOf(interaction, on));
    histories.set(interaction, history);
    const text = history.get(Number(seq));
    if (text === undefined) throw new Error(`The text ${seq} of interaction ${interaction} is not in ${table}.`);
    bodies.push(text);
  }
  return bodies;
}

/**
 * Moves the texts of an interaction out of its events, if they have `startSize` bytes together. They are read and
 * packed before the transaction, so that it is short.
 *
 * @throws Error: others moved them at the same time; another time there is nothing left to do.
 */
export async function moveTexts(knex: Knex, interaction: string, startSize: number): Promise<void> {
  const rows = await textRows(knex, interaction);
  const there = rows.filter(({ body }) => !isMoved('text', body));
  const size = there.reduce((bytes, { body }) => bytes + Buffer.byteLength(body), 0);
  if (there.length === 0 || size < startSize) return;
  const before = there.length === rows.length ? [] : await historyOf(interaction, knex);
  const bodies = new Map([...before, ...there.map(({ seq, body }) => [Number(seq), JSON.parse(body)] as const)]);
  const packed = await pack(bodies);
  if (!packed) return;
  await knex.transaction(async (trx) => {
    // First, so that on both databases nobody else is at it from here on.
    await trx(table).insert({ interaction_id: interaction, bodies: packed }).onConflict('interaction_id').merge();
    const now = await textRows(trx, interaction).forUpdate();
    if (!isSame(rows, now)) throw new Error(`The texts of interaction ${interaction} changed while they were moved.`);
    for (const [party, seqs] of byParty(there)) {
      for (let from = 0; from < seqs.length; from += rowsPerStatement) {
        await trx(eventTable)
          .where('interaction_id', interaction)
          .whereIn('seq', seqs.slice(from, from + rowsPerStatement))
          .update({ body: movedBody(party) });
      }
    }
  });
}

function textRows(on: Knex, interaction: string) {
  const texts = on(eventTable).where({ interaction_id: interaction, type: 'text' });
  return texts.orderBy('seq').select<TextRow[]>('seq', 'body');
}

async function historyOf(interaction: string, on: Knex): Promise<Bodies> {
  const row: { bodies: Uint8Array } | undefined = await on(table).where('interaction_id', interaction).first('bodies');
  return row ? unpack(row.bodies) : new Map();
}

function isSame(before: readonly TextRow[], now: readonly TextRow[]): boolean {
  return (
    before.length === now.length &&
    before.every(({ seq, body }, index) => Number(seq) === Number(now[index]?.seq) && body === now[index]?.body)
  );
}

function byParty(rows: readonly TextRow[]): Map<number, number[]> {
  const seqs = new Map<number, number[]>();
  for (const { seq, body } of rows) {
    const { party } = JSON.parse(body) as { party: number };
    const own = seqs.get(party);
    if (own) own.push(Number(seq));
    else seqs.set(party, [Number(seq)]);
  }
  return seqs;
}
