import { expect } from 'vitest';

/** What clients cannot do without in answers (visitor-protocol sections 6.0, 12 and 18.2). */

// biome-ignore lint/suspicious/noExplicitAny: answers are looked at field by field
type Json = any;

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const known = ['participantStateChanged', 'text', 'typingIndicator', 'url', 'file'];
const states = ['initializing', 'alerting', 'active', 'held', 'voicemail', 'disconnected'];

const reasons = [
  'error.websvc.general',
  'error.websvc.contentType.invalidCharset',
  'error.websvc.contentType.invalidContentType',
  'error.websvc.content.invalid',
  'error.websvc.content.invalid.missingData',
  'error.websvc.unknownEntity.session',
  'error.websvc.unknownEntity.participant',
  'error.websvc.unknownEntity.badTarget',
  'error.websvc.unknownEntity.invalidQueue',
  'error.websvc.userdb.notOnline',
  'error.websvc.userdb.badCredentials',
  'error.websvc.userdb.accountExists',
];

export function checkChat(answer: Json, outcome: 'success' | 'failure', { restarted = false } = {}): void {
  expect(Object.keys(answer)).toEqual(['chat']);
  const { chat } = answer;
  expect(chat.status.type, JSON.stringify(chat.status)).toBe(outcome);
  if (outcome === 'failure') expect(reasons).toContain(chat.status.reason);
  else expect(chat.status).toEqual({ type: 'success' });
  for (const number of [chat.pollWaitSuggestion, chat.cfgVer]) {
    expect(Number.isSafeInteger(number)).toBe(true);
    expect(number).toBeGreaterThan(0);
    expect(number).toBeLessThanOrEqual(0x7fffffff);
  }
  expect(Array.isArray(chat.events)).toBe(true);
  for (const event of chat.events) checkEvent(event);
  if (!restarted) checkEvents(chat.events);
}

/** Numbers rise; a typing event borrows the next one. */
export function checkEvents(events: readonly Json[]): void {
  const numbers = events.filter((event) => event.type !== 'typingIndicator').map((event) => event.sequenceNumber);
  for (const [index, number] of numbers.entries()) {
    if (index > 0) expect(number).toBe((numbers[index - 1] as number) + 1);
  }
}

function checkEvent(event: Json): void {
  expect(known).toContain(event.type);
  expect(event.participantID).toMatch(guid);
  expect(['Agent', 'System', 'WebUser']).toContain(event.participantType);
  expect(Number.isSafeInteger(event.sequenceNumber)).toBe(true);
  expect(event.sequenceNumber).toBeGreaterThanOrEqual(0);
  if (event.type === 'participantStateChanged') {
    expect(event.participantName).toEqual(expect.any(String));
    expect(event.participantName).not.toBe('');
    expect(states).toContain(event.state);
  } else if (event.type === 'typingIndicator') {
    expect(event.value).toEqual(expect.any(Boolean));
  } else {
    expect(event.displayName).toEqual(expect.any(String));
    expect(event.conversationSequenceNumber).toBe(0);
    expect(event.value).toEqual(expect.any(String));
    expect(event.value).not.toBe('');
    if (event.type === 'text') expect(event.contentType).toBe('text/plain');
  }
}

export function checkCallback(answer: Json, outcome: 'success' | 'failure'): void {
  expect(Object.keys(answer)).toEqual(['callback']);
  const { status, participantID } = answer.callback;
  expect(status.type, JSON.stringify(status)).toBe(outcome);
  if (outcome === 'failure') expect(reasons).toContain(status.reason);
  else expect(status).toEqual({ type: 'success' });
  if (participantID !== undefined) expect(participantID).toMatch(guid);
}

const counts = ['queuePosition', 'queueWaitTime', 'longestWaitTime', 'callsWaitingCount', 'loggedInAgentsCount'];

/** Section 9.2: integers, a text for people without placeholders, and nothing that a page would take for markup. */
export function checkCallbackStatus(answer: Json): void {
  checkCallback(answer, 'success');
  const { acdStatus, assignedAgent } = answer.callback;
  for (const name of [...counts, 'availableAgentsCount', 'estimatedCallbackTime']) {
    expect(Number.isSafeInteger(acdStatus[name]), name).toBe(true);
    expect(acdStatus[name]).toBeGreaterThanOrEqual(name === 'estimatedCallbackTime' ? -1 : 0);
  }
  expect(acdStatus.interactionState).toMatch(/^[^<>]+$/);
  expect(acdStatus.interactionState).not.toMatch(/%\d+%/);
  expect(acdStatus.queueName).toMatch(/^[^<>]+$/);
  if (assignedAgent === undefined) return;
  expect(assignedAgent.participantID).toMatch(guid);
  expect(assignedAgent.name).toMatch(/^[^<>]+$/);
}
