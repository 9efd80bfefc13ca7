import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createAudit } from '../../lib/audit/audit.ts';
import { openDatabase } from '../../lib/database/connect.ts';
import { parameterTable } from '../../lib/params/document.ts';
import { createParams, type Params } from '../../lib/params/params.ts';
import type { Log } from '../../lib/runtime/log.ts';
import { testClock } from '../support/clock.ts';
import { describeEachDatabase, silentLog, type TestDatabase } from '../support/databases.ts';

function setUp(database: TestDatabase, log: Log = silentLog) {
  const clock = testClock();
  const runtime = { clock, log };
  const audit = createAudit({ database, runtime });
  return { clock, audit, params: createParams({ database, runtime, audit }) };
}

/** Resolves with the next change of the parameter. */
function changed(params: Params): Promise<string> {
  return new Promise((resolve) => {
    const cancel = params.watch('HoldMsg', (value) => {
      cancel();
      resolve(value);
    });
  });
}

describeEachDatabase('parameters', (open) => {
  it('have the documented defaults', async () => {
    const { params } = setUp(await open());
    await params.start();
    expect(Object.fromEntries(params.list().map(({ name, value }) => [name, value]))).toEqual({
      AdditionalHTTPPorts: '',
      AdditionalHTTPSPorts: '',
      AgentConnectedMsg: '%1 has joined the conversation.',
      AgentDisconnectedMsg: '%1 has left the conversation.',
      AllowClientProblemReport: 0,
      'Callback Interaction Recovery Enabled': 1,
      CallbackAccessControl: 1,
      CallbacksAllowedUnitTime: 1,
      CallbackStatusQueryDuration: 5,
      CallbackStatusQueryIdleAbortDuration: 60,
      'Chat Interaction Recovery Enabled': 1,
      ChatAccessControl: 1,
      ChatHistoryCompressionStartSize: 5120,
      ChatsAllowedUnitTime: 1,
      ChatTranscriptReplyToAddress: '',
      'Default Snooze Duration': 5,
      EnableChatHistoryCompression: 1,
      EnableIdleTimeout: 0,
      EnableWebTranscript: 0,
      HoldMsg: '%1 has put the conversation on hold.',
      IdleDisconnectMessage: '%1 has been disconnected from chat since being idle for %4.',
      IdleWarningMessage:
        '%1 has been idle for %2. The party has to type something within next %3 to remain active in chat.',
      InteractionsAllowedUnitTime: 1,
      MaxActiveCallbacksAllowed: -1,
      MaxActiveChatsAllowed: -1,
      MaxActiveInteractionsAllowed: 1500,
      MaxAnonymousInteractionsAllowed: 1500,
      MaxAnyInteractionsAllowedPerQueue: 1500,
      MaxCallbacksAllowedPerUnitTime: 5,
      MaxChatsAllowedPerUnitTime: 5,
      MaxInteractionsAllowedPerIP: 15,
      MaxInteractionsAllowedPerUnitTime: 5,
      MaxInteractionsAllowedPerUser: 5,
      MaxPollFrequency: 2000,
      PartyIdleGraceTime: 120,
      PartyIdleTime: 300,
      PerformCleanRestart: 0,
      ProblemReportControlExpression: '',
      QueryQueueAccessControl: 1,
      QueueQueryIdleAbortTime: 60,
      QueueQueryTime: 5,
      SystemName: 'CIC',
      TrustedHosts: '',
      VisitorConnectedMsg: '%1 has joined the conversation.',
      VisitorDisconnectedMsg: '%1 has left the conversation.',
      'Web Event Image Path': '../img/',
      WebCGIRequestTimeout: 300,
    });
    params.close();
  });

  it('change at once here, and within a second elsewhere', async () => {
    const database = await open({ file: true });
    const elsewhere = openDatabase(database.url, { log: silentLog });
    const here = setUp(database);
    const there = setUp({ ...database, ...elsewhere });
    await Promise.all([here.params.start(), there.params.start()]);
    const heard = changed(there.params);
    await here.params.set('HoldMsg', '%1 is away.', 'user:1');
    expect(here.params.get('HoldMsg')).toBe('%1 is away.');
    expect(there.params.get('HoldMsg')).toBe('%1 has put the conversation on hold.');
    there.clock.advance(1000);
    expect(await heard).toBe('%1 is away.');
    expect(there.params.get('HoldMsg')).toBe('%1 is away.');

    const back = changed(here.params);
    await there.params.reset('holdmsg', 'user:2');
    here.clock.advance(1000);
    expect(await back).toBe('%1 has put the conversation on hold.');
    here.params.close();
    there.params.close();
    await elsewhere.close();
  });

  it('are written with who changed them, both or neither', async () => {
    const database = await open();
    const { params, audit, clock } = setUp(database);
    await params.set('SystemName', 'Shop', 'user:1');
    clock.advance(5);
    await params.set('SystemName', 'Store', 'user:2');
    await params.reset('SystemName', 'user:3');
    const at = clock.now();
    expect(await audit.list(10)).toMatchObject([
      { at, actor: 'user:3', action: 'parameter.set', target: 'SystemName', detail: { from: 'Store', to: null } },
      { at, actor: 'user:2', target: 'SystemName', detail: { from: 'Shop', to: 'Store' } },
      { at: at - 5, actor: 'user:1', target: 'SystemName', detail: { from: null, to: 'Shop' } },
    ]);
    await database.knex.schema.renameTable('iwt_audit', 'iwt_audit_away');
    await expect(params.set('SystemName', 'Lost', 'user:4')).rejects.toThrow();
    expect(params.get('SystemName')).toBe('CIC');
    expect(await database.knex('iwt_parameter').select()).toEqual([]);
  });

  it.each([
    ['MaxPollFrequency', '249'],
    ['MaxPollFrequency', '60001'],
    ['MaxPollFrequency', '2e3'],
    ['MaxPollFrequency', '1000.5'],
    ['MaxPollFrequency', ''],
    ['MaxPollFrequency', 'fast'],
    ['SystemName', '  '],
    ['SystemName', 'x'.repeat(129)],
    ['HoldMsg', 'x'.repeat(2001)],
  ])('refuse %s = %s', async (name, value) => {
    const { params, audit } = setUp(await open());
    const before = params.list();
    await expect(params.set(name, value, 'user:1')).rejects.toMatchObject({
      code: 'parameter.invalid',
      message: expect.stringMatching(new RegExp(`^${name} must (be a whole number|have) .*\\.$`)),
    });
    expect(params.list()).toEqual(before);
    expect(await audit.list(10)).toEqual([]);
  });

  it('that are unknown are refused with the nearest known one', async () => {
    const { params } = setUp(await open());
    for (const attempt of [params.set('HoldMesg', 'x', 'user:1'), params.reset('HoldMesg', 'user:1')]) {
      await expect(attempt).rejects.toMatchObject({
        code: 'parameter.unknown',
        message: 'There is no parameter "HoldMesg"; did you mean HoldMsg?',
      });
    }
    await expect(params.set('toString', 'x', 'user:1')).rejects.toMatchObject({ code: 'parameter.unknown' });
    await expect(params.set('__proto__', 'x', 'user:1')).rejects.toMatchObject({ code: 'parameter.unknown' });
  });

  it('keep their defaults where the table holds what is not allowed', async () => {
    const database = await open();
    const warnings: object[] = [];
    const { params } = setUp(database, { ...silentLog, warn: (fields) => warnings.push(fields) });
    await database.knex('iwt_parameter').insert([
      { name: 'MaxPollFrequency', value: '0', changed_at: 1, changed_by: 'somebody' },
      { name: 'FromTheFuture', value: 'x', changed_at: 1, changed_by: 'somebody' },
      { name: 'SystemName', value: 'Shop', changed_at: 1, changed_by: 'somebody' },
    ]);
    await params.refresh();
    await params.refresh();
    expect(params.get('MaxPollFrequency')).toBe(2000);
    expect(params.get('SystemName')).toBe('Shop');
    expect(warnings).toEqual([{ parameters: ['MaxPollFrequency'] }]);
  });

  it('keep the last known values while the database is away, and look again', async () => {
    const database = await open();
    let warn: (fields: object) => void = () => {};
    const warned = new Promise<object>((resolve) => {
      warn = resolve;
    });
    const { params, clock } = setUp(database, { ...silentLog, warn });
    await params.set('HoldMsg', 'before', 'user:1');
    await params.start();
    await database.knex.schema.renameTable('iwt_parameter', 'iwt_parameter_away');
    clock.advance(1000);
    expect(await warned).toMatchObject({ err: expect.any(Error) });
    expect(params.get('HoldMsg')).toBe('before');
    await database.knex.schema.renameTable('iwt_parameter_away', 'iwt_parameter');
    await database.knex('iwt_parameter').update({ value: 'after' });
    const heard = changed(params);
    clock.advance(1000);
    expect(await heard).toBe('after');
    params.close();
  });
});

describe('the page about parameters', () => {
  it('is what the declarations say', () => {
    const page = readFileSync(new URL('../../docs/parameters.md', import.meta.url), 'utf8');
    expect(withoutPadding(page)).toContain(withoutPadding(parameterTable()));
  });
});

/** A formatter may line up the columns. */
function withoutPadding(text: string): string {
  return text.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---');
}
