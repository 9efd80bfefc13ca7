import type { Knex } from 'knex';
import { beforeAll, expect, it } from 'vitest';
import { describeEachDatabase, type TestDatabase } from '../support/databases.ts';

const people = 40;
const chats = 6_000;

/** The product's frequent queries, and the index that must answer each, however many rows there are. */
const queries: Readonly<Record<string, { index: string; query: (knex: Knex) => Knex.QueryBuilder }>> = {
  'the oldest of a type that wait in a queue': {
    index: 'iwt_interaction_state_queue_id_type_started_at',
    query: (knex) =>
      knex('iwt_interaction')
        .where({ state: 'Offering', queue_id: 'queue-1', type: 'chat' })
        .orderBy(['started_at', 'id'])
        .limit(1)
        .select('id'),
  },
  'queues in which somebody waits': {
    index: 'iwt_interaction_state_queue_id_type_started_at',
    query: (knex) => knex('iwt_interaction').where({ state: 'Offering' }).distinct('queue_id'),
  },
  'what is open in some queues': {
    index: 'iwt_interaction_state_queue_id_type_started_at',
    query: (knex) =>
      knex('iwt_interaction')
        .whereIn('state', ['Offering', 'Alerting'])
        .whereIn('queue_id', ['queue-1', 'queue-2'])
        .select('id'),
  },
  'what waits outside some queues': {
    index: 'iwt_interaction_state_queue_id_type_started_at',
    query: (knex) =>
      knex('iwt_interaction')
        .whereIn('state', ['Scheduled', 'Snoozed'])
        .whereIn('queue_id', ['queue-1', 'queue-2'])
        .orderByRaw('started_at + 0')
        .limit(500)
        .select('id'),
  },
  "an agent's open interactions": {
    index: 'iwt_interaction_user_id_state_state_since',
    query: (knex) =>
      knex('iwt_interaction')
        .where({ user_id: 'user-3' })
        .whereIn('state', ['Alerting', 'Connected', 'Held'])
        .select('id'),
  },
  "an agent's interactions that ended lately": {
    index: 'iwt_interaction_user_id_state_state_since',
    query: (knex) =>
      knex('iwt_interaction')
        .where({ user_id: 'user-3', state: 'Disconnected' })
        .where('state_since', '>', chats - 50)
        .select('id'),
  },
  'the chat of a chatID': {
    index: 'iwt_interaction_chat_digest',
    query: (knex) => knex('iwt_interaction').where({ chat_digest: 'chat-77' }).select('id'),
  },
  'the chat of a participantID': {
    index: 'iwt_interaction_participant_digest',
    query: (knex) => knex('iwt_interaction').where({ participant_digest: 'participant-77' }).select('id'),
  },
  "an individual's history": {
    index: 'iwt_interaction_individual_id_started_at',
    query: (knex) =>
      knex('iwt_interaction')
        .where({ individual_id: 'individual-5' })
        .orderBy('started_at', 'desc')
        .limit(20)
        .select('id'),
  },
  'history by time': {
    index: 'iwt_interaction_started_at',
    query: (knex) => knex('iwt_interaction').whereBetween('started_at', [100, 120]).orderBy('started_at').select('id'),
  },
  'the latest waits of a queue': {
    index: 'iwt_interaction_queue_id_answered_at',
    query: (knex) =>
      knex('iwt_interaction')
        .where({ queue_id: 'queue-1' })
        .where('answered_at', '>', chats - 100)
        .avg('wait_ms as wait'),
  },
  'the events of an interaction': {
    index: 'iwt_interaction_event_interaction_id_seq',
    query: (knex) =>
      knex('iwt_interaction_event').where({ interaction_id: 'i77' }).where('seq', '>', 1).orderBy('seq').select('body'),
  },
  'the newest version of interactions': {
    index: 'iwt_interaction_event_interaction_id_seq',
    query: (knex) =>
      knex('iwt_interaction_event')
        .whereIn('interaction_id', ['i77', 'i78'])
        .groupBy('interaction_id')
        .select('interaction_id')
        .max('seq'),
  },
  'all events from a position on': {
    index: 'primary',
    query: (knex) =>
      knex('iwt_interaction_event').where('position', '>', chats).orderBy('position').limit(100).select('body'),
  },
  'what is due': {
    index: 'iwt_timer_due_at',
    query: (knex) => knex('iwt_timer').where('due_at', '<=', 20).orderBy('due_at').limit(50).select('id'),
  },
  "a visitor's cursor": {
    index: 'primary',
    query: (knex) => knex('iwt_cursor').where({ participant_digest: 'participant-77' }).select('delivered'),
  },
  'a session': {
    index: 'primary',
    query: (knex) => knex('iwt_session').where({ sid_digest: 'session-77' }).select('data'),
  },
  'sessions of one person': {
    index: 'iwt_session_subject',
    query: (knex) => knex('iwt_session').where({ subject: 'agent:77' }).select('sid_digest'),
  },
  'expired sessions': {
    index: 'iwt_session_expires_at',
    query: (knex) => knex('iwt_session').where('expires_at', '<=', 20).select('sid_digest'),
  },
  'the account of a name': {
    index: 'iwt_indiv_credential_web_login_key',
    query: (knex) => knex('iwt_indiv_credential').where({ web_login_key: 'visitor-77' }).select('password_hash'),
  },
  'the audit of one thing': {
    index: 'iwt_audit_target_at',
    query: (knex) => knex('iwt_audit').where({ target: 'thing-77' }).orderBy('at', 'desc').limit(10).select('detail'),
  },
};

describeEachDatabase('indexes', (open, dialect) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await open();
    await fill(database.knex);
    await database.knex.raw(
      dialect === 'sqlite'
        ? 'analyze'
        : 'analyze table iwt_interaction, iwt_interaction_event, iwt_timer, iwt_session, iwt_audit, iwt_cursor, iwt_indiv_credential',
    );
  });

  it.each(Object.keys(queries))('answer %s', async (name) => {
    const { index, query } = queries[name] as (typeof queries)[string];
    const { sql, bindings } = query(database.knex).toSQL();
    if (dialect === 'sqlite') {
      const steps: { detail: string }[] = await database.knex.raw(
        `explain query plan ${sql}`,
        bindings as Knex.RawBinding[],
      );
      const plan = steps.map(({ detail }) => detail).join('; ');
      expect(plan).toMatch(
        index === 'primary'
          ? /SEARCH \S+ USING (INTEGER PRIMARY KEY|INDEX sqlite_autoindex)/
          : new RegExp(`SEARCH \\S+ USING (COVERING )?INDEX ${index}\\b`),
      );
      expect(plan).not.toMatch(/SCAN/);
      return;
    }
    const [[step]] = await database.knex.raw(`explain ${sql}`, bindings as Knex.RawBinding[]);
    expect(step).toMatchObject({ key: index === 'primary' ? 'PRIMARY' : index });
    expect(['const', 'ref', 'range']).toContain(step.type);
  });
});

async function fill(knex: Knex): Promise<void> {
  const numbers = Array.from({ length: chats }, (_, n) => n);
  const insert = async (table: string, row: (n: number) => object) => {
    await knex.transaction((trx) => trx.batchInsert(table, numbers.map(row), 200));
  };
  await insert('iwt_interaction', (n) => ({
    id: `i${n}`,
    type: 'chat',
    version: 5,
    state: n % 100 === 0 ? 'Offering' : n % 101 === 0 ? 'Connected' : 'Disconnected',
    state_since: n,
    started_at: n,
    queue_type: 'Workgroup',
    queue_id: `queue-${n % 5}`,
    queue_name: 'Support',
    user_id: `user-${n % people}`,
    name: 'Visitor',
    individual_id: n % 2 === 0 ? null : `individual-${n % 1000}`,
    chat_digest: `chat-${n}`,
    participant_digest: `participant-${n}`,
    wait_ms: n,
    answered_at: n,
  }));
  for (const seq of [1, 2, 3]) {
    await insert('iwt_interaction_event', (n) => ({ interaction_id: `i${n}`, seq, at: n, type: 'text', body: '{}' }));
  }
  await insert('iwt_timer', (n) => ({ id: `idle:${n}`, kind: 'idle', due_at: n, payload: '{}' }));
  await insert('iwt_session', (n) => ({
    sid_digest: `session-${n}`,
    data: '{}',
    expires_at: n,
    subject: `agent:${n}`,
  }));
  await insert('iwt_audit', (n) => ({ at: n, actor: 'test', action: 'thing.change', target: `thing-${n % 500}` }));
  await insert('iwt_cursor', (n) => ({ participant_digest: `participant-${n}`, delivered: 1 }));
  await insert('iwt_indiv_credential', (n) => ({
    indiv_id: `individual-${n}`,
    web_login: `visitor-${n}`,
    web_login_key: `visitor-${n}`,
    password_hash: 'x',
    password_algo: 'x',
  }));
}
