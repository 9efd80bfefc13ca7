import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { IwtError } from '../../lib/errors.ts';
import { chatAnswer, print } from '../../lib/wire/answers.ts';
import { parseJson, printJson } from '../../lib/wire/json.ts';
import type { ChatEvent } from '../../lib/wire/messages.ts';
import { negotiate } from '../../lib/wire/negotiate.ts';
import { read } from '../../lib/wire/read.ts';
import * as requests from '../../lib/wire/requests.ts';
import { message } from '../../lib/wire/shape.ts';
import { parseXml, printXml, type XmlValue } from '../../lib/wire/xml.ts';

const messages = [
  message(requests.chatStart),
  message(requests.sendMessage),
  message(requests.setTypingState),
  message(requests.queueQuery),
  message(requests.register),
];

/** Any text, with the characters that trip parsers more often than chance would have them. */
const text = fc.string({
  unit: fc.oneof(
    fc.constantFrom('<', '>', '&', ';', ']]>', '"', '\r', '\n', '\u2028', '\u0000', ' ', '#'),
    fc.string({ unit: 'binary', maxLength: 3 }),
  ),
});
/** Text that XML can carry. */
const xmlText = text.map((sent) => sent.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, ''));
const sequenceNumber = fc.nat();

const event: fc.Arbitrary<ChatEvent> = fc.oneof(
  fc.record({
    type: fc.constant('text' as const),
    participantID: fc.uuid(),
    participantType: fc.constantFrom('Agent' as const, 'System' as const, 'WebUser' as const),
    displayName: xmlText,
    contentType: fc.constant('text/plain' as const),
    value: xmlText,
    sequenceNumber,
    conversationSequenceNumber: fc.constant(0 as const),
  }),
  fc.record({
    type: fc.constant('typingIndicator' as const),
    participantID: fc.uuid(),
    participantType: fc.constant('Agent' as const),
    value: fc.boolean(),
    sequenceNumber,
  }),
);

describe('what is printed is read as the same', () => {
  test('JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const printed = printJson(value);
        expect(printed).not.toMatch(/[\u2028\u2029]/);
        expect(parseJson(printed)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('XML events', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 5 }), (events) => {
        const printed = print(chatAnswer({ pollWaitSuggestion: 2000, cfgVer: 7 }, events), 'xml');
        const { root, value } = parseXml(printed);
        expect(root).toBe('chat');
        const wrapper = (value as Record<string, XmlValue>).events as string | { event: XmlValue | XmlValue[] };
        const found = typeof wrapper === 'string' ? [] : [wrapper.event].flat();
        expect(found).toEqual(events.map(asText));
      }),
    );
  });

  test('any text in XML is well-formed', () => {
    fc.assert(
      fc.property(text, (sent) => {
        const { value } = parseXml(printXml('queue', { value: sent }));
        expect(value).toEqual({
          value: sent.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd'),
        });
      }),
    );
  });

  test('a message in either format', () => {
    const send = message(requests.sendMessage);
    fc.assert(
      fc.property(
        xmlText.filter((sent) => /\S/.test(sent)),
        (sent) => {
          const json = Buffer.from(JSON.stringify({ MESSAGE: sent, contentType: 'text/plain' }));
          const xml = Buffer.from(printXml('message', { Message: sent, contentType: 'text/plain' }));
          expect(read(send, { bytes: json }, undefined).message).toBe(sent);
          expect(read(send, { bytes: xml }, undefined).message).toBe(sent);
        },
      ),
    );
  });
});

describe('hostile input is read or refused, and nothing else', () => {
  const refusals = new Set(['request.invalid', 'request.missing-data', 'request.charset', 'request.too-large']);

  function survives(bytes: Uint8Array, contentType?: string): void {
    for (const expected of messages) {
      try {
        read<unknown>(expected, { bytes }, contentType);
      } catch (error) {
        if (!(error instanceof IwtError) || !refusals.has(error.code)) throw error;
      }
    }
  }

  test('any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => survives(bytes)));
  });

  test('any content type', () => {
    const body = Buffer.from('{"message":"hi"}');
    fc.assert(fc.property(fc.string(), (contentType) => survives(body, contentType)));
    fc.assert(fc.property(fc.string(), fc.string(), (accept, type) => void negotiate(accept, type)));
  });

  test('any JSON in any field', () => {
    const keys = fc.constantFrom(
      'target',
      'participant',
      'attributes',
      'routingContexts',
      'message',
      'contact',
      'typingIndicator',
      '__proto__',
      'queueName',
    );
    fc.assert(fc.property(fc.dictionary(keys, fc.jsonValue()), (body) => survives(Buffer.from(JSON.stringify(body)))));
  });

  test('pieces of JSON and XML in any order', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      ':',
      ',',
      'message',
      'null',
      '\\u',
      '<',
      '</',
      '/>',
      '>',
      '<chat>',
      '</chat>',
      '<message>',
      '</message>',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '<!DOCTYPE',
      '<?xml',
      '?>',
      '&',
      '&amp;',
      '&#1;',
      ' a="',
      "'",
      '\u0000',
    );
    fc.assert(
      fc.property(fc.constantFrom('<', '{', '['), fc.array(pieces, { maxLength: 40 }), (first, rest) =>
        survives(Buffer.from(first + rest.join(''))),
      ),
      { numRuns: 1000 },
    );
  });

  test.each([
    ['brackets', '['.repeat(131_072)],
    ['objects', '{"a":'.repeat(26_000)],
    ['open elements', '<a>'.repeat(43_000)],
    ['attributes', `<a ${'b="c" '.repeat(21_000)}/>`],
    ['spaces in a tag', `<a${' '.repeat(131_000)}`],
    ['open comments', '<!--'.repeat(32_000)],
    ['open CDATA', `<a>${'<![CDATA['.repeat(14_000)}`],
    ['ampersands', `<a>${'&'.repeat(131_000)}</a>`],
    ['quotes', `<a ${'"'.repeat(131_000)}>`],
    ['instructions', '<?'.repeat(65_000)],
    ['references', `<message>${'&#x41;'.repeat(21_000)}</message>`],
    ['keys', `{${'"a":1,'.repeat(21_000)}"message":"hi"}`],
    ['charsets', '{}'],
  ])('a body full of %s takes little time', (_name, body) => {
    const started = process.cpuUsage();
    survives(Buffer.from(body), `a/b${'; charset=utf-8'.repeat(1000)}`);
    const used = process.cpuUsage(started);
    // Milliseconds for five messages; a quadratic reader would take minutes.
    expect((used.user + used.system) / 1000).toBeLessThan(3000);
  });
});

function asText(value: object): Record<string, string> {
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, String(field)]));
}
