import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { linkify, safeUrl } from '../../views/visitor/chat/linkify.ts';

const links = (text: string): readonly string[] =>
  linkify(text).flatMap(({ text: shown, href }) => (href ? [shown] : []));

describe('links in messages', () => {
  test.each([
    ['see https://shop.example/a?b=c#d now', ['https://shop.example/a?b=c#d']],
    ['(https://shop.example/a)', ['https://shop.example/a']],
    ['https://en.example/wiki/Tea_(meal).', ['https://en.example/wiki/Tea_(meal)']],
    ['Is it http://shop.example?!', ['http://shop.example']],
    ['“https://shop.example/x”, he said', ['https://shop.example/x']],
    ['www.shop.example/help', ['www.shop.example/help']],
    ['write to maria.e+shop@mail.example.org.', ['maria.e+shop@mail.example.org']],
    ['https://müller.example/straße', ['https://müller.example/straße']],
    ['HTTPS://SHOP.EXAMPLE', ['HTTPS://SHOP.EXAMPLE']],
    ['javascript:alert(1) data:text/html,x ftp:x www. http:// file:///etc', []],
    ['a@b', []],
  ])('%s', (text, expected) => {
    expect(links(text)).toEqual(expected);
  });

  test('lead where they say', () => {
    expect(linkify('www.shop.example')[0]?.href).toBe('https://www.shop.example/');
    expect(linkify('a@b.example')[0]?.href).toBe('mailto:a@b.example');
  });

  test('never change the text, and never lead to a script', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.stringMatching(/^(https?:\/\/|www\.|javascript:|[()[\].,"'<>@a:/\s])*$/),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        const pieces = linkify(text);
        expect(pieces.map((piece) => piece.text).join('')).toBe(text);
        for (const { href } of pieces) if (href) expect(href).toMatch(/^(https?:\/\/|mailto:)/);
      }),
    );
  });

  test('pushed addresses are followed only when absolute http or https', () => {
    expect(safeUrl('https://shop.example/x')).toBe('https://shop.example/x');
    for (const value of ['javascript:alert(1)', '//x.example', '/x', 'data:text/html,x', '']) {
      expect(safeUrl(value)).toBeUndefined();
    }
  });
});
