import { expect, it, onTestFinished } from 'vitest';
import { MAX_REPORT, MOST_OF_CALLER, MOST_REPORTS } from '../../lib/problem-reports/problem-reports.ts';
import { problemReportStore } from '../../lib/problem-reports/store.ts';
import { testClock } from '../support/clock.ts';
import { describeEachDatabase, type TestDatabase } from '../support/databases.ts';
import { openSite, type Site, testPassword } from '../support/site.ts';
import { startChat } from '../support/visitor.ts';

async function open(database: TestDatabase) {
  const clock = testClock();
  const site = await openSite({ database: database.url, runtime: { clock } });
  onTestFinished(() => site.close());
  const set = (name: string, value: string | number) => site.iwt.services.params.set(name, value, 'test');
  return { site, clock, set, kept: () => problemReportStore(database).newest(2_000, undefined) };
}

async function report(site: Site, id: string, body: string): Promise<unknown> {
  const answer = await fetch(`${site.url}/websvcs/problemReport/${id}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body,
  });
  expect(answer.status).toBe(200);
  return answer.json();
}

async function told(site: Site) {
  const answer = (await (await fetch(`${site.url}/websvcs/serverConfiguration`)).json()) as [
    { serverConfiguration: { capabilities: { common: string[] }; problemReportRegEx?: string } },
  ];
  const { capabilities, problemReportRegEx } = answer[0].serverConfiguration;
  return { offered: capabilities.common.includes('problemReport'), problemReportRegEx };
}

const success = { status: { type: 'success' } };
/** As real clients send it: cut off in the middle. */
const cut = '{"version":1,"attemptedWork":"poll","userAgent":"Mozilla/5.0 Chrome/140","exceptions":"it bro';
const nobody = '6d1c3f0e-52c7-4a51-9d7e-0c2f6c1b7a10';

describeEachDatabase('problem reports', (openDatabase) => {
  it('AllowClientProblemReport lets clients know and keeps what they send; without it nothing is kept', async () => {
    const { site, set, kept } = await open(await openDatabase({ file: true }));
    const visitor = await startChat(site.url);
    expect(await told(site)).toEqual({ offered: false });
    expect(await report(site, visitor.participantID, cut)).toEqual(success);
    expect(await kept()).toEqual([]);
    await set('AllowClientProblemReport', 1);
    expect(await told(site)).toEqual({ offered: true });
    expect(await report(site, visitor.participantID.toUpperCase(), cut)).toEqual(success);
    expect(await report(site, nobody, '{"version":1}')).toEqual(success);
    const [unknown, known] = await kept();
    expect(unknown).toMatchObject({ interaction: null, report: '{"version":1}' });
    expect(known).toMatchObject({ interaction: expect.stringMatching(/^\d{10}$/), report: cut, caller: '127.0.0.1' });
    await set('AllowClientProblemReport', 0);
    await report(site, visitor.participantID, cut);
    expect(await kept()).toHaveLength(2);
  });

  it('ProblemReportControlExpression is told to clients, and keeps only what it finds something in', async () => {
    const { site, set, kept } = await open(await openDatabase({ file: true }));
    await set('AllowClientProblemReport', 1);
    await set('ProblemReportControlExpression', 'Chrome');
    expect(await told(site)).toEqual({ offered: true, problemReportRegEx: 'Chrome' });
    await report(site, nobody, '{"userAgent":"Firefox/140"}');
    await report(site, nobody, '{"userAgent":"Chrome/140"}');
    expect((await kept()).map((one) => one.report)).toEqual(['{"userAgent":"Chrome/140"}']);
    // One that would take for ever elsewhere is done at once.
    await set('ProblemReportControlExpression', '^(a+)+$');
    await report(site, nobody, `${'a'.repeat(10_000)}!`);
    expect(await kept()).toHaveLength(1);
  });

  it.each([
    ['a(b', 'missing closing ) at position 2'],
    ['ok|[z-a]', 'invalid character class range at position 5'],
    ['x**', 'invalid nested repetition operator at position 2'],
    ['a|*', 'missing argument to repetition operator at position 3'],
    ['(?=look)', 'invalid or unsupported Perl syntax at position 1'],
    ['(?i)chrome', 'in browsers as well: invalid group at position 2'],
  ])('ProblemReportControlExpression refuses %s with the position, and stays what it was', async (wrong, why) => {
    const { site, set } = await open(await openDatabase({ file: true }));
    await set('AllowClientProblemReport', 1);
    await set('ProblemReportControlExpression', 'Chrome');
    await expect(set('ProblemReportControlExpression', wrong)).rejects.toMatchObject({
      code: 'parameter.invalid',
      message: expect.stringContaining(why),
    });
    expect((await told(site)).problemReportRegEx).toBe('Chrome');
  });

  it('are bounded: in length, for one address, and on the whole', async () => {
    const database = await openDatabase({ file: true });
    const { site, clock, set, kept } = await open(database);
    await set('AllowClientProblemReport', 1);
    for (let n = 0; n <= MOST_OF_CALLER; n++) await report(site, nobody, `${n} ${'x'.repeat(20_000)}`);
    const first = await kept();
    expect(first).toHaveLength(MOST_OF_CALLER);
    expect(new Set(first.map((one) => one.report.length))).toEqual(new Set([MAX_REPORT]));
    const old = { at: clock.now(), caller: '192.0.2.1', interaction_id: null, report: 'old' };
    for (let n = 0; n < 10; n++) await database.knex('iwt_problem_report').insert(new Array(100).fill(old));
    clock.advance(3_600_000);
    await report(site, nobody, 'the last');
    const all = await kept();
    expect(all).toHaveLength(MOST_REPORTS);
    expect(all[0]?.report).toBe('the last');
    await database.knex('iwt_problem_report').update({ at: clock.now() - 31 * 24 * 3_600_000 });
    await report(site, nobody, 'a month later');
    expect((await kept()).map((one) => one.report)).toEqual(['a month later']);
  });

  it('are for administrators alone, without what would open a chat', async () => {
    const { site, set } = await open(await openDatabase({ file: true }));
    await set('AllowClientProblemReport', 1);
    const visitor = await startChat(site.url);
    await report(site, visitor.participantID, JSON.stringify({ url: `/websvcs/chat/poll/${visitor.participantID}` }));
    await report(site, visitor.participantID, '{"version":1}');
    await site.addUser({ username: 'ann', role: 'supervisor' });
    await site.addUser({ username: 'olga', role: 'administrator' });
    const ann = await signIn(site, 'ann');
    const olga = await signIn(site, 'olga');
    const path = `${site.url}/admin/api/problem-reports`;
    expect((await fetch(path)).status).toBe(401);
    expect((await fetch(path, { headers: { Cookie: ann } })).status).toBe(403);
    expect((await fetch(path, { method: 'DELETE', headers: { Cookie: ann } })).status).toBe(403);

    const as = { headers: { Cookie: olga } };
    const { problemReports } = (await (await fetch(path, as)).json()) as { problemReports: { id: number }[] };
    expect(problemReports).toHaveLength(2);
    const [newest, oldest] = problemReports;
    expect(await (await fetch(`${path}?limit=1`, as)).json()).toEqual({ problemReports: [newest] });
    expect(await (await fetch(`${path}?before=${newest?.id}`, as)).json()).toEqual({ problemReports: [oldest] });
    expect((await fetch(`${path}?limit=0`, as)).status).toBe(400);
    const one = await (await fetch(`${path}/${oldest?.id}`, as)).text();
    expect(one).toContain(`/websvcs/chat/poll/${visitor.participantID.slice(0, 8)}-…`);
    expect(one).not.toContain(visitor.participantID);
    expect((await fetch(`${path}/x`, as)).status).toBe(404);
    expect(await (await fetch(path, { ...as, method: 'DELETE' })).json()).toEqual({ removed: 2 });
    expect(await (await fetch(path, as)).json()).toEqual({ problemReports: [] });
  });
});

async function signIn(site: Site, username: string): Promise<string> {
  const answer = await fetch(`${site.url}/admin/api/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ username, password: testPassword }),
  });
  expect(answer.status).toBe(200);
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}
