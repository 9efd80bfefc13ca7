import { describe, expect, test } from 'vitest';
import { admitsUtf8, negotiate } from '../../lib/wire/negotiate.ts';

const chrome =
  'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7';

describe('the format of an answer', () => {
  test.each([
    ['the genuine client', 'application/json; charset=utf-8', 'json'],
    ['jQuery', '*/*', 'json'],
    ['jQuery asking for JSON', 'application/json, text/javascript, */*; q=0.01', 'json'],
    ['Angular', 'application/json, text/plain, */*', 'json'],
    ['plain text', 'text/plain', 'json'],
    ['any text', 'text/*', 'json'],
    ['an event stream', 'text/event-stream', 'json'],
    ['something that nobody has', 'image/png', 'json'],
    ['XML', 'application/xml', 'xml'],
    ['the other XML', 'Text/XML; charset=utf-8', 'xml'],
    ['XML first', 'application/xml, application/json', 'xml'],
    ['JSON first', 'application/json, application/xml', 'json'],
    ['XML preferred', 'application/json;q=0.5, application/xml', 'xml'],
    ['JSON preferred', 'application/xml;q=0.5, application/json;q=0.9', 'json'],
    ['XML or else anything', 'application/xml, */*', 'xml'],
    ['anything rather than XML', '*/*, application/xml;q=0.5', 'json'],
    ['no XML', 'application/xml;q=0, */*', 'json'],
    ['Chrome, Safari, Edge', chrome, 'xml'],
    ['Firefox', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'xml'],
    ['nonsense', ';;q=,,/xml;q=x', 'json'],
  ])('%s', (_name, accept, format) => {
    expect(negotiate(accept, 'application/json')).toBe(format);
  });

  test.each([
    [undefined, undefined, 'json'],
    [undefined, 'application/json', 'json'],
    [undefined, 'application/xml; charset=utf-8', 'xml'],
    [undefined, 'text/plain', 'json'],
    ['', 'text/xml', 'xml'],
    ['*/*', 'text/xml', 'json'],
  ])('Accept %j and Content-Type %j', (accept, contentType, format) => {
    expect(negotiate(accept, contentType)).toBe(format);
  });
});

test.each([
  [undefined, true],
  ['', true],
  ['utf-8', true],
  ['UTF8', true],
  ['*', true],
  ['ISO-8859-1,utf-8;q=0.7,*;q=0.7', true],
  ['iso-8859-1', false],
  ['utf-8;q=0', false],
])('Accept-Charset %j', (header, admitted) => {
  expect(admitsUtf8(header)).toBe(admitted);
});
