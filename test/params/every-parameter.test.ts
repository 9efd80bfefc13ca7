import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { parameterNames } from '../../lib/params/declarations.ts';

/** Where each parameter is seen to act, by the protocol, a page or a command; the test there bears its name. */
const seenIn: Readonly<Record<string, string>> = {
  AdditionalHTTPPorts: 'cli/ports',
  AdditionalHTTPSPorts: 'cli/ports',
  AgentConnectedMsg: 'params/effects',
  AgentDisconnectedMsg: 'params/effects',
  AllowClientProblemReport: 'problem-reports/problem-reports',
  'Callback Interaction Recovery Enabled': 'chat/recovery',
  CallbackAccessControl: 'access/access',
  CallbacksAllowedUnitTime: 'params/effects',
  CallbackStatusQueryDuration: 'params/effects',
  CallbackStatusQueryIdleAbortDuration: 'params/effects',
  'Chat Interaction Recovery Enabled': 'chat/recovery',
  ChatAccessControl: 'access/access',
  ChatHistoryCompressionStartSize: 'history/history',
  ChatsAllowedUnitTime: 'admission/limits',
  ChatTranscriptReplyToAddress: 'transcripts/transcripts',
  'Default Snooze Duration': 'params/effects',
  EnableChatHistoryCompression: 'history/history',
  EnableIdleTimeout: 'chat/idle',
  EnableWebTranscript: 'transcripts/transcripts',
  HoldMsg: 'params/effects',
  IdleDisconnectMessage: 'chat/idle',
  IdleWarningMessage: 'chat/idle',
  InteractionsAllowedUnitTime: 'params/effects',
  MaxActiveCallbacksAllowed: 'admission/limits',
  MaxActiveChatsAllowed: 'admission/limits',
  MaxActiveInteractionsAllowed: 'admission/limits',
  MaxAnonymousInteractionsAllowed: 'admission/limits',
  MaxAnyInteractionsAllowedPerQueue: 'admission/limits',
  MaxCallbacksAllowedPerUnitTime: 'params/effects',
  MaxChatsAllowedPerUnitTime: 'admission/limits',
  MaxInteractionsAllowedPerIP: 'admission/limits',
  MaxInteractionsAllowedPerUnitTime: 'params/effects',
  MaxInteractionsAllowedPerUser: 'admission/limits',
  MaxPollFrequency: 'params/effects',
  PartyIdleGraceTime: 'chat/idle',
  PartyIdleTime: 'chat/idle',
  PerformCleanRestart: 'chat/recovery',
  ProblemReportControlExpression: 'problem-reports/problem-reports',
  QueryQueueAccessControl: 'access/access',
  QueueQueryIdleAbortTime: 'queues/query-parameters',
  QueueQueryTime: 'queues/query-parameters',
  SystemName: 'params/effects',
  TrustedHosts: 'admission/limits',
  VisitorConnectedMsg: 'params/effects',
  VisitorDisconnectedMsg: 'params/effects',
  'Web Event Image Path': 'automatic-pages/web-search',
  WebCGIRequestTimeout: 'handlers/time',
};

const tests = fileURLToPath(new URL('..', import.meta.url));

it('no parameter is only stored: each is seen to act', () => {
  expect(Object.keys(seenIn).sort()).toEqual([...parameterNames].sort());
});

it.each(Object.entries(seenIn))('%s acts in test/%s.test.ts', async (name, file) => {
  const text = await readFile(path.join(tests, `${file}.test.ts`), 'utf8');
  expect(text).toMatch(new RegExp(`\\b${name}\\b`));
});
