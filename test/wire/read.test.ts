import { describe, expect, test } from 'vitest';
import { IwtError } from '../../lib/errors.ts';
import { MAX_BODY_BYTES, MAX_MESSAGE } from '../../lib/wire/limits.ts';
import { read } from '../../lib/wire/read.ts';
import * as requests from '../../lib/wire/requests.ts';
import { type Message, message } from '../../lib/wire/shape.ts';

const start = message(requests.chatStart);
const send = message(requests.sendMessage);
const typing = message(requests.setTypingState);
const party = message(requests.partyInfo);
const reconnect = message(requests.chatReconnect);
const queue = message(requests.queueQuery);
const register = message(requests.register);

function bytes<T>(expected: Message<T>, body: string | Uint8Array, contentType?: string): T {
  return read(expected, { bytes: typeof body === 'string' ? Buffer.from(body) : body }, contentType);
}

function refused(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof IwtError) return error.code;
    throw error;
  }
  throw new Error('It was not refused.');
}

describe('JSON, as clients send it', () => {
  test('the genuine client starts a chat', () => {
    const body =
      '{"supportedContentTypes":"text/plain","participant":{"name":"Maria Example","credentials":""},"target":"Support_EN","targetType":"Workgroup","customInfo":"basket=17","language":"en-us","clientToken":"deprecated"}';
    const found = bytes(start, body, 'application/json; charset=utf-8; charset=UTF-8');
    expect(found).toEqual({
      supportedContentTypes: 'text/plain',
      participant: { name: 'Maria Example', credentials: '' },
      target: 'Support_EN',
      targetType: 'Workgroup',
      customInfo: 'basket=17',
      language: 'en-us',
    });
    expect(requests.visitorName(found.participant)).toBe('Maria Example');
    expect(requests.visitorPassword(found.participant)).toBeUndefined();
  });

  test('keys in any letter case, with unknown keys and nulls beside them', () => {
    const found = bytes(
      start,
      '{"TARGET":"Support","targettype":"User","Participant":{"Name":"Ann","CREDENTIALS":null,"participantType":""},"attributes":{"Page":"/a","none":null},"emailAddress":null,"transcriptRequired":true,"status":{"type":""}}',
    );
    expect(found).toEqual({
      target: 'Support',
      targetType: 'User',
      participant: { name: 'Ann' },
      attributes: { Page: '/a' },
      transcriptRequired: true,
    });
  });

  test('a name under the other keys that clients use', () => {
    const named = (participant: object) =>
      requests.visitorName(bytes(start, JSON.stringify({ target: 'x', participant })).participant);
    expect(named({ participantName: 'Go', name: '' })).toBe('Go');
    expect(named({ username: 'Queue' })).toBe('Queue');
    expect(named({})).toBeUndefined();
  });

  test('the three shapes of a queue query', () => {
    for (const participant of [
      { username: 'Anonymous User', password: '' },
      { Name: 'Anonymous User', credentials: null },
      { participantName: 'Anonymous User' },
    ]) {
      const found = bytes(queue, JSON.stringify({ queueName: 'Support', queueType: 'Workgroup', participant }));
      expect(requests.visitorName(found.participant)).toBe('Anonymous User');
      expect(requests.visitorPassword(found.participant)).toBeUndefined();
    }
  });

  test.each([
    ['a byte order mark and white space', '\ufeff \r\n\t{"message":"hi"} \n', 'application/json'],
    ['the form content type', '{"message":"hi"}', 'application/x-www-form-urlencoded; charset=UTF-8'],
    ['no content type', '{"message":"hi"}', undefined],
    ['a content type of something else', '{"message":"hi"}', 'image/png'],
    ['a quoted charset', '{"message":"hi"}', 'application/json; charset="utf-8"'],
    ['the manual’s spelling of the charset', '{"message":"hi"}', 'application/json;charset=UTF8'],
    ['a charset without a value', '{"message":"hi"}', 'application/json; charset='],
  ])('%s', (_name, body, contentType) => {
    expect(bytes(send, body, contentType)).toEqual({ message: 'hi' });
  });

  test('any Unicode stays as it is, and halves of characters become replacement characters', () => {
    expect(bytes(send, '{"message":"\\u2028 \\r\\n 😀 \\u0000"}').message).toBe('\u2028 \r\n 😀 \u0000');
    expect(bytes(send, '{"message":"a\\ud800b"}').message).toBe('a\ufffdb');
  });

  test('a name is one line', () => {
    const found = bytes(start, '{"target":"x","participant":{"name":" Ann\\r\\n\\u0000Bee\\u2028 "}}');
    expect(found.participant.name).toBe('Ann Bee');
  });

  test('a hint that does not fit is left out', () => {
    const found = bytes(
      start,
      `{"target":"x","participant":{"name":"A"},"language":7,"transcriptRequired":"yes","emailAddress":{},"supportedContentTypes":[]}`,
    );
    expect(found).toEqual({ target: 'x', participant: { name: 'A' } });
  });

  test('names of properties that objects already have are only names', () => {
    const found = bytes(
      start,
      '{"target":"x","participant":{"name":"A","__proto__":{"name":"B"}},"attributes":{"__proto__":"p","constructor":"c"},"__proto__":{"target":"y"}}',
    );
    expect(found.participant.name).toBe('A');
    expect(Object.entries(found.attributes ?? {})).toEqual([['constructor', 'c']]);
    expect(({} as { name?: string }).name).toBeUndefined();
  });
});

describe('XML', () => {
  test('a chat starts like in JSON', () => {
    const found = bytes(
      start,
      '<?xml version="1.0" encoding="utf-8"?>\n<chat>\n  <supportedContentTypes>text/plain</supportedContentTypes>\n  <participant><name>Maria &amp; Co</name><credentials/></participant>\n  <target>Support_EN</target><targettype>Workgroup</targettype>\n  <attributes><page>/checkout</page></attributes>\n  <routingContexts><routingContext><category>Product</category><context>A</context></routingContext><routingContext><context>B</context><category>Language</category></routingContext></routingContexts>\n  <transcriptRequired>true</transcriptRequired></chat>',
      'application/xml',
    );
    expect(found).toEqual({
      supportedContentTypes: 'text/plain',
      participant: { name: 'Maria & Co', credentials: '' },
      target: 'Support_EN',
      targetType: 'Workgroup',
      attributes: { page: '/checkout' },
      routingContexts: [
        { category: 'Product', context: 'A' },
        { category: 'Language', context: 'B' },
      ],
      transcriptRequired: true,
    });
  });

  test.each([
    ['a wrapper of the same name', '<message><message>hi</message><contentType>text/plain</contentType></message>'],
    ['any other wrapper', '<chat><message>hi</message></chat>'],
    ['the field alone', '<message>hi</message>'],
    ['CDATA', '<chat><message><![CDATA[hi]]></message></chat>'],
    ['references', '<m><message>&#104;&#x69;</message></m>'],
    ['a prefix', '<i:chat xmlns:i="urn:x"><i:message a="b">hi</i:message></i:chat>'],
    ['comments and instructions', '<?a b?><!-- <!DOCTYPE x> --><chat><!-- & --><message>hi</message></chat>'],
    ['a byte order mark', '\ufeff<message>hi</message>'],
  ])('a message in %s', (_name, body) => {
    expect(bytes(send, body).message).toBe('hi');
  });

  test('text keeps its white space', () => {
    expect(bytes(send, '<message> a\n b </message>').message).toBe(' a\n b ');
  });

  test.each(['true', ' TRUE ', '1'])('a typing state of %j', (value) => {
    expect(bytes(typing, `<typingIndicator>${value}</typingIndicator>`).typingIndicator).toBe(true);
    expect(bytes(typing, `<chat><typingindicator>${value}</typingindicator></chat>`).typingIndicator).toBe(true);
  });

  test('the other requests', () => {
    const id = '0e3f7f0a-3b0b-4f0e-8c8e-3b5a2f3d9b11';
    expect(bytes(party, `<participant><participantId>${id}</participantId></participant>`).participantID).toBe(id);
    expect(bytes(reconnect, `<chat><chatID>${id}</chatID></chat>`).chatID).toBe(id);
    const contact = '<username>maria</username><middleName/>';
    const expected = { contact: { username: 'maria', middleName: '' } };
    expect(bytes(register, `<contact>${contact}</contact>`)).toEqual(expected);
    expect(bytes(register, `<register><contact>${contact}</contact></register>`)).toEqual(expected);
  });

  test.each([
    ['a document type', '<!DOCTYPE m [<!ENTITY a "hi">]><message>&a;</message>'],
    ['a document type inside', '<chat><!DOCTYPE m><message>hi</message></chat>'],
    ['an unknown entity', '<message>&nbsp;</message>'],
    ['an entity that is a property of objects', '<message>&constructor;</message>'],
    ['a bare ampersand', '<message>a & b</message>'],
    ['a reference to no character', '<message>&#0;</message>'],
    ['a reference beyond Unicode', '<message>&#x110000;</message>'],
    ['an open element', '<chat><message>hi</message>'],
    ['crossed elements', '<chat><message>hi</chat></message>'],
    ['two roots', '<message>a</message><message>b</message>'],
    ['text around the root', '<message>a</message> b'],
    ['a repeated field', '<chat><message>a</message><message>b</message></chat>'],
    ['a structure in place of text', '<chat><message><b>hi</b></message></chat>'],
    ['a dangerous name', '<chat><constructor>a</constructor><message>hi</message></chat>'],
    ['depth', `${'<a>'.repeat(40)}${'</a>'.repeat(40)}`],
    ['many elements', `<chat>${'<a/>'.repeat(2000)}<message>hi</message></chat>`],
  ])('%s is refused', (_name, body) => {
    expect(refused(() => bytes(send, body))).toBe('request.invalid');
  });

  test('another encoding is refused by its name', () => {
    const body = '<?xml version="1.0" encoding="ISO-8859-1"?><message>hi</message>';
    expect(refused(() => bytes(send, body))).toBe('request.charset');
  });
});

describe('what cannot be understood is refused by its kind', () => {
  test.each([
    ['nothing', ''],
    ['white space', ' \n'],
    ['an empty object', '{}'],
    ['a null field', '{"message":null}'],
    ['an empty field', '{"message":""}'],
    ['a blank field', '{"message":" \\n"}'],
  ])('missing: %s', (_name, body) => {
    expect(refused(() => bytes(send, body))).toBe('request.missing-data');
  });

  test.each([
    ['a number', '{"message":5}'],
    ['a list', '{"message":["hi"]}'],
    ['an object', '{"message":{"text":"hi"}}'],
    ['a boolean', '{"message":true}'],
    ['half of JSON', '{"message":"hi"'],
    ['a comment', '{/*x*/"message":"hi"}'],
    ['a list around it', '[{"message":"hi"}]'],
    ['plain text', 'message'],
    ['form fields', 'message=hi'],
    ['too long', JSON.stringify({ message: 'x'.repeat(MAX_MESSAGE + 1) })],
    ['deep', `${'[{"a":'.repeat(40)}1${'}]'.repeat(40)}`],
  ])('invalid: %s', (_name, body) => {
    expect(refused(() => bytes(send, body))).toBe('request.invalid');
  });

  test.each([['"true"'], ['1'], ['[]'], ['{}']])('a typing state of %s', (value) => {
    expect(refused(() => bytes(typing, `{"typingIndicator":${value}}`))).toBe('request.invalid');
  });

  test('attributes that are no texts, too many or too long', () => {
    const attributes = (value: unknown) =>
      refused(() => bytes(start, JSON.stringify({ target: 'x', participant: { name: 'A' }, attributes: value })));
    expect(attributes({ a: 1 })).toBe('request.invalid');
    expect(attributes({ a: { b: 'c' } })).toBe('request.invalid');
    expect(attributes(['a'])).toBe('request.invalid');
    expect(attributes({ ['a'.repeat(92)]: 'b' })).toBe('request.invalid');
    expect(attributes({ a: 'b'.repeat(4001) })).toBe('request.invalid');
    expect(attributes(Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`a${n}`, 'b'])))).toBe(
      'request.invalid',
    );
  });

  test.each([
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), undefined],
    ['UTF-16', Buffer.from('\ufeff{"message":"hi"}', 'utf16le'), undefined],
    ['another charset', Buffer.from('{"message":"hi"}'), 'application/json; charset=iso-8859-1'],
    ['another second charset', Buffer.from('{"message":"hi"}'), 'application/json; charset=utf-8; charset=latin1'],
  ])('charset: %s', (_name, body, contentType) => {
    expect(refused(() => bytes(send, body, contentType))).toBe('request.charset');
  });

  test('a body that is too large', () => {
    const body = `{"message":"hi"${' '.repeat(MAX_BODY_BYTES)}}`;
    expect(refused(() => bytes(send, body))).toBe('request.too-large');
    expect(refused(() => read(send, { text: body }, undefined))).toBe('request.too-large');
  });

  test('a value that a parser of the host has read', () => {
    expect(read(send, { value: { Message: 'hi' } }, 'application/json')).toEqual({ message: 'hi' });
    expect(refused(() => read(send, { value: ['hi'] }, undefined))).toBe('request.invalid');
    expect(refused(() => read(send, {}, undefined))).toBe('request.missing-data');
  });
});
