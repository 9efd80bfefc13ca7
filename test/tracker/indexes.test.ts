import type { Knex } from 'knex';
import { beforeAll, expect, it } from 'vitest';
import { describeEachDatabase, type TestDatabase } from '../support/databases.ts';

const rows = 6_000;
const dayMs = 86_400_000;

/** What reports and the service ask often, and the index that must answer it, however many rows there are. */
const queries: Readonly<Record<string, { index: string; query: (knex: Knex) => Knex.QueryBuilder }>> = {
  'the summaries of a day': {
    index: 'iwt_interaction_summary_start_utc',
    query: (knex) =>
      knex('iwt_interaction_summary')
        .whereBetween('start_utc', [100 * dayMs, 101 * dayMs])
        .select('t_queue_ms'),
  },
  'the summaries of a queue and a day': {
    index: 'iwt_interaction_summary_last_queue_start_utc',
    query: (knex) =>
      knex('iwt_interaction_summary')
        .where('last_queue', 'workgroup queue:3')
        .whereBetween('start_utc', [100 * dayMs, 600 * dayMs])
        .select('t_queue_ms'),
  },
  "a visitor's history": {
    index: 'iwt_interaction_summary_indiv_id_start_utc',
    query: (knex) =>
      knex('iwt_interaction_summary')
        .where('indiv_id', 'individual-7')
        .orderBy('start_utc', 'desc')
        .limit(20)
        .select('t_queue_ms'),
  },
  'the segments of an interaction': {
    index: 'primary',
    query: (knex) =>
      knex('iwt_interaction_segment')
        .where('interaction_id_key', '>=', '1000000077')
        .where('interaction_id_key', '<', '1000000078')
        .orderBy('ordinal')
        .select('duration_ms'),
  },
};

describeEachDatabase('indexes of Tracker', (open, dialect) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await open();
    await fill(database.knex);
    const tables = 'iwt_interaction_summary, iwt_interaction_segment';
    await database.knex.raw(dialect === 'sqlite' ? 'analyze' : `analyze table ${tables}`);
  });

  it.each(Object.keys(queries))('answer %s', async (name) => {
    const { index, query } = queries[name] as (typeof queries)[string];
    const { sql, bindings } = query(database.knex).toSQL();
    if (dialect === 'sqlite') {
      const steps: { detail: string }[] = await database.knex.raw(
        `explain query plan ${sql}`,
        bindings as Knex.RawBinding[],
      );
      const used = index === 'primary' ? 'sqlite_autoindex_iwt_interaction_segment_1' : index;
      expect(steps[0]?.detail).toMatch(new RegExp(`SEARCH \\S+ USING INDEX ${used}\\b`));
      return;
    }
    const [[step]] = await database.knex.raw(`explain ${sql}`, bindings as Knex.RawBinding[]);
    expect(step).toMatchObject({ key: index === 'primary' ? 'PRIMARY' : index });
    expect(['ref', 'range']).toContain(step.type);
  });
});

async function fill(knex: Knex): Promise<void> {
  const numbers = Array.from({ length: rows }, (_, n) => n);
  const key = (n: number) => `${1_000_000_000 + n}20260105`;
  const none = {
    direction: 1,
    connection_type: 1,
    media_type: 1,
    remote_id: '',
    remote_name: 'Vera',
    disposition: 6,
    n_held: 0,
    t_held_ms: 0,
    t_queue_ms: 0,
    t_alert_ms: 0,
    t_connect_ms: 0,
    t_system_ms: 0,
    n_snoozed: 0,
    t_snoozed_ms: 0,
    n_transfer: 0,
  };
  const summaries = numbers.map((n) => ({
    ...none,
    interaction_id_key: key(n),
    interaction_id: 1_000_000_000 + n,
    start_utc: n * dayMs,
    start_offset_s: 0,
    end_utc: n * dayMs + 1,
    last_queue: `workgroup queue:${n % 5}`,
    indiv_id: `individual-${n % 1_000}`,
  }));
  const segments = numbers.map((n) => ({
    interaction_id_key: key(n),
    ordinal: 0,
    segment_type: 'Queue',
    segment_sequence: 0,
    start_utc: n,
    duration_ms: 1,
    local_parties: '[]',
    queue: 'workgroup queue:1',
    end_code: 'Alert',
    remote_name: 'Vera',
    remote_address: '',
  }));
  await knex.transaction(async (trx) => {
    await trx.batchInsert('iwt_interaction_summary', summaries, 200);
    await trx.batchInsert('iwt_interaction_segment', segments, 200);
  });
}
