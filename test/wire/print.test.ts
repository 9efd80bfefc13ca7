import { describe, expect, test } from 'vitest';
import { chatAnswer, failure, print, printServerConfiguration, success } from '../../lib/wire/answers.ts';
import type { ChatEvent } from '../../lib/wire/messages.ts';

/** Literals as clients depend on them; what is written here must not follow the code. */
const head = { pollWaitSuggestion: 2000, cfgVer: 7 };
const agent = '0e3f7f0a-3b0b-4f0e-8c8e-3b5a2f3d9b11';

const events: readonly ChatEvent[] = [
  {
    type: 'participantStateChanged',
    participantID: agent,
    participantType: 'Agent',
    participantName: 'Jonas',
    state: 'active',
    sequenceNumber: 3,
  },
  {
    type: 'text',
    participantID: agent,
    participantType: 'Agent',
    displayName: 'Jonas',
    contentType: 'text/plain',
    value: 'a < b\u2028&\r\n',
    sequenceNumber: 4,
    conversationSequenceNumber: 0,
  },
  { type: 'typingIndicator', participantID: agent, participantType: 'Agent', value: true, sequenceNumber: 5 },
];

describe('JSON', () => {
  test('an empty poll', () => {
    expect(print(chatAnswer(head, []), 'json')).toBe(
      '{"chat":{"pollWaitSuggestion":2000,"cfgVer":7,"events":[],"status":{"type":"success"}}}',
    );
  });

  test('a start', () => {
    const ids = { participantID: agent, chatID: 'c', dateFormat: 'yyyy-MM-dd', timeFormat: 'HH:mm:ss' };
    expect(print(chatAnswer(head, [], ids), 'json')).toBe(
      `{"chat":{"pollWaitSuggestion":2000,"cfgVer":7,"participantID":"${agent}","chatID":"c","dateFormat":"yyyy-MM-dd","timeFormat":"HH:mm:ss","events":[],"status":{"type":"success"}}}`,
    );
  });

  test('events, with line separators as escapes', () => {
    expect(print(chatAnswer(head, events), 'json')).toBe(
      `{"chat":{"pollWaitSuggestion":2000,"cfgVer":7,"events":[{"type":"participantStateChanged","participantID":"${agent}","participantType":"Agent","participantName":"Jonas","state":"active","sequenceNumber":3},{"type":"text","participantID":"${agent}","participantType":"Agent","displayName":"Jonas","contentType":"text/plain","value":"a < b\\u2028&\\r\\n","sequenceNumber":4,"conversationSequenceNumber":0},{"type":"typingIndicator","participantID":"${agent}","participantType":"Agent","value":true,"sequenceNumber":5}],"status":{"type":"success"}}}`,
    );
  });

  test('failures keep what clients read without looking at the status', () => {
    const failed = { reason: 'error.websvc.unknownEntity.session' };
    expect(print(failure('chat', failed, head), 'json')).toBe(
      '{"chat":{"pollWaitSuggestion":2000,"cfgVer":7,"events":[],"status":{"type":"failure","reason":"error.websvc.unknownEntity.session"}}}',
    );
    expect(print(failure('partyInfo', failed, head), 'json')).toBe(
      '{"partyInfo":{"status":{"type":"failure","reason":"error.websvc.unknownEntity.session"}}}',
    );
    const params = { reference: '0123' };
    expect(print(failure('queue', { reason: 'error.websvc.general', params }, head), 'json')).toBe(
      '{"queue":{"status":{"type":"failure","reason":"error.websvc.general","params":{"reference":"0123"}}}}',
    );
  });

  test('the server configuration is an array of two', () => {
    const capabilities = { common: ['partyInfo'], chat: ['start'], callback: ['reconnect'], queueQuery: [] };
    expect(printServerConfiguration({ cfgVer: 7, capabilities }, 'fr-CA,fr;q=0.8', 'json')).toBe(
      '[{"serverConfiguration":{"cfgVer":7,"capabilities":{"common":["partyInfo"],"chat":["start"],"callback":["reconnect"],"queueQuery":[]}}},{"browserAcceptLanguage":"fr-CA,fr;q=0.8"}]',
    );
  });
});

describe('XML', () => {
  const declaration = '<?xml version="1.0" encoding="utf-8"?>';

  test('an empty poll', () => {
    expect(print(chatAnswer(head, []), 'xml')).toBe(
      `${declaration}<chat><pollWaitSuggestion>2000</pollWaitSuggestion><cfgVer>7</cfgVer><events></events><status><type>success</type></status></chat>`,
    );
  });

  test('events', () => {
    expect(print(chatAnswer(head, events), 'xml')).toBe(
      `${declaration}<chat><pollWaitSuggestion>2000</pollWaitSuggestion><cfgVer>7</cfgVer><events><event><type>participantStateChanged</type><participantID>${agent}</participantID><participantType>Agent</participantType><participantName>Jonas</participantName><state>active</state><sequenceNumber>3</sequenceNumber></event><event><type>text</type><participantID>${agent}</participantID><participantType>Agent</participantType><displayName>Jonas</displayName><contentType>text/plain</contentType><value>a &lt; b\u2028&amp;&#13;\n</value><sequenceNumber>4</sequenceNumber><conversationSequenceNumber>0</conversationSequenceNumber></event><event><type>typingIndicator</type><participantID>${agent}</participantID><participantType>Agent</participantType><value>true</value><sequenceNumber>5</sequenceNumber></event></events><status><type>success</type></status></chat>`,
    );
  });

  test('a failure', () => {
    const failed = { reason: 'error.websvc.content.invalid' };
    expect(print(failure('registration', failed, head), 'xml')).toBe(
      `${declaration}<registration><status><type>failure</type><reason>error.websvc.content.invalid</reason></status></registration>`,
    );
  });

  test('the server configuration has one root', () => {
    const capabilities = { common: ['partyInfo'], chat: ['start', 'poll'], callback: [], queueQuery: [] };
    expect(printServerConfiguration({ cfgVer: 7, capabilities }, 'de', 'xml')).toBe(
      `${declaration}<serverConfiguration><cfgVer>7</cfgVer><capabilities><common><capability>partyInfo</capability></common><chat><capability>start</capability><capability>poll</capability></chat><callback></callback><queueQuery></queueQuery></capabilities><browserAcceptLanguage>de</browserAcceptLanguage></serverConfiguration>`,
    );
  });

  test('what XML cannot carry becomes a replacement character', () => {
    const value = { name: 'a\u0000b\u001bc\ud800d\uffffe\t\u0085', status: success };
    expect(print({ root: 'partyInfo', value }, 'xml')).toContain('<name>a\ufffdb\ufffdc\ufffdd\ufffde\t\u0085</name>');
  });
});
