import fc from 'fast-check';
import { expect, it } from 'vitest';
import { chatAnswer, print, printEvents } from '../../lib/wire/answers.ts';
import type { ChatEvent } from '../../lib/wire/messages.ts';

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc.constantFrom('\u2028', '"', '\\', '</script>', '\ud800'),
);
const base = {
  participantID: fc.uuid(),
  participantType: fc.constantFrom('Agent', 'System', 'WebUser'),
  sequenceNumber: fc.nat(),
} as const;
const state = fc.constantFrom('initializing', 'alerting', 'active', 'held', 'voicemail', 'disconnected');
const spoken = { displayName: anyText, conversationSequenceNumber: fc.constant(0) };
const event = fc.oneof(
  fc.record({ type: fc.constant('text'), ...base, ...spoken, contentType: fc.constant('text/plain'), value: anyText }),
  fc.record({ type: fc.constant('participantStateChanged'), ...base, participantName: anyText, state }),
  fc.record({ type: fc.constant('typingIndicator'), ...base, value: fc.boolean() }),
  fc.record({ type: fc.constant('url'), ...base, ...spoken, value: anyText }),
) as fc.Arbitrary<ChatEvent>;

it('a poll printed by hand says what the serializer says', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), fc.array(event, { maxLength: 5 }), (pollWaitSuggestion, cfgVer, events) => {
      const head = { pollWaitSuggestion, cfgVer };
      const byHand = printEvents(head, events, 'json');
      expect(JSON.parse(byHand)).toEqual(JSON.parse(print(chatAnswer(head, events), 'json')));
      expect(byHand).not.toMatch(/[\u2028\u2029]/);
      expect(printEvents(head, events, 'xml')).toBe(print(chatAnswer(head, events), 'xml'));
    }),
  );
});
