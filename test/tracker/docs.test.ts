import { expect, it } from 'vitest';
import { recordOf } from '../../lib/tracker/record.ts';
import { writesOf } from '../../lib/tracker/rows.ts';
import { fencesOf, readPage } from '../docs/fences.ts';
import { journalOn } from '../journal/made.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { alerting, connected, ended, journal as eventsOf, noNames, offering, state, type Timed, t0 } from './made.ts';

const page = 'docs/tracker.md';
const tables = [
  'iwt_interaction_summary',
  'iwt_interaction_segment',
  'iwt_interaction_wrapup',
  'iwt_interaction_custom_attributes',
  'iwt_intx_participant',
];

describeEachDatabase('the page about Tracker', (open, dialect) => {
  it('has queries that run', async () => {
    const { knex } = await open();
    const queries = (await fencesOf(page)).filter(({ language, title }) => language === 'sql' && fits(title));
    expect(queries.length).toBe(8);
    for (const { text } of queries) {
      const answer = await knex.raw(text);
      expect(dialect === 'sqlite' ? answer : answer[0]).toEqual([]);
    }
  });

  it('names every column of every table', async () => {
    const { knex } = await open();
    const text = await readPage(page);
    for (const table of tables) {
      const start = text.indexOf(`### ${table}\n`);
      expect(start, table).toBeGreaterThan(0);
      const section = text.slice(start, text.indexOf('\n##', start + 1));
      for (const column of Object.keys(await knex(table).columnInfo())) {
        expect(section.includes(`\`${column}\``), `${table}.${column}`).toBe(true);
      }
    }
  });

  it('has a service level that leaves out snoozed time and counts who was answered', async () => {
    const database = await open();
    const journal = await journalOn(database);
    const day = 1_767_571_200_000;
    const chat = (ms: number) => [...waited(ms), [ms + 60_000, ended('RemoteDisconnect')] as Timed];
    const snoozed = [
      ...waited(5_000),
      [10_000, state('Snoozed', { user: null, until: 0 })] as Timed,
      [400_000, offering()] as Timed,
      [500_000, connected('u1')] as Timed,
      [510_000, ended('LocalDisconnect')] as Timed,
    ];
    const stories = [
      chat(20_000),
      chat(20_001),
      snoozed,
      [
        [0, offering()],
        [9, ended('System')],
      ] as Timed[],
    ];
    const writes = stories.flatMap((story, number) => {
      const events = eventsOf('callback', ...story).map((event) => ({ ...event, at: event.at - t0 + day }));
      const recorded = recordOf(String(1_000_000_001 + number), events, noNames, () => 0);
      return recorded ? writesOf(recorded) : [];
    });
    await journal.commit({ interaction: '', expects: 0, events: [], writes });
    const query = (await fencesOf(page)).find(({ text }) => text.includes('service_level'))?.text ?? '';
    const answer = await database.knex.raw(query);
    const [row] = dialect === 'sqlite' ? answer : answer[0];
    expect(row.last_queue).toBe('workgroup queue:Marketing');
    expect([row.answered, row.within_20_s, row.service_level].map(Number)).toEqual([3, 2, 66.7]);
    await journal.close();
  });

  function fits(title: string): boolean {
    return title === '' || title === dialect;
  }
});

/** In the queue and alerting, together so long, until somebody is connected. */
function waited(ms: number): Timed[] {
  return [
    [0, offering()],
    [1_000, alerting('u1')],
    [ms, connected('u1')],
  ];
}
