import { expect, test } from 'vitest';
import { rendered, wrongs } from './support.ts';

const nasty = `<b a="1" c='2'>&amp;</b>`;

test.each([
  ['<p>##I3_A##</p>', '<p>&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;amp;&lt;/b&gt;</p>'],
  ['<title>##I3_A##</title>', '<title>&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;amp;&lt;/b&gt;</title>'],
  ['<p title="##I3_A##">', '<p title="&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;amp;&lt;/b&gt;">'],
  ["<p title='x ##I3_A##'>", "<p title='x &lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;amp;&lt;/b&gt;'>"],
  ['<p title=##I3_A## id=x>', '<p title="&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;amp;&lt;/b&gt;" id=x>'],
  ['<p title=x##I3_A##/>', '<p title="x&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;amp;&lt;/b&gt;/">'],
  [
    '<script>f(##I3_A##)</script>',
    '<script>f("\\u003cb a=\\"1\\" c=\\u00272\\u0027\\u003e\\u0026amp;\\u003c/b\\u003e")</script>',
  ],
  [
    "<script>f('a ##I3_A##')</script>",
    '<script>f(\'a \\u003cb a=\\"1\\" c=\\u00272\\u0027\\u003e\\u0026amp;\\u003c/b\\u003e\')</script>',
  ],
])('%s stays one value', (source, page) => {
  expect(rendered(source, { A: nasty })).toBe(page);
});

test('the first line break of a value is kept where browsers would drop it', () => {
  expect(rendered('<textarea>##I3_A##</textarea><pre>##I3_A##</pre>', { A: '\nx' })).toBe(
    '<textarea>\n\nx</textarea><pre>\n\nx</pre>',
  );
});

test.each([
  ['http://example.com/a?b=c&d=e#f', 'http://example.com/a?b=c&amp;d=e#f'],
  ['HTTPS://example.com/', 'HTTPS://example.com/'],
  ['mailto:jane@example.com', 'mailto:jane@example.com'],
  ['tel:+49 89 1', 'tel:+49%2089%201'],
  ['../img/a b.gif', '../img/a%20b.gif'],
  ['//example.com/', '//example.com/'],
  ['?a=1:2', '?a=1:2'],
  ['%41%zz%4', '%41%25zz%254'],
  ['"\'<>\\`{}|^', '%22%27%3C%3E%5C%60%7B%7D%7C%5E'],
  ['\u00fc\ud800', '%C3%BC%EF%BF%BD'],
  ['http://[::1]/', 'http://[::1]/'],
  [' /x\n/y ', '/x/y'],
  ['javascript:alert(1)', ''],
  [' \u0001JAVA\tSCRIPT:alert(1)', ''],
  ['data:text/html,x', ''],
  ['vbscript:x', ''],
  ['ftp://example.com/', ''],
  [':x', ''],
  ['a b:c', ''],
])('the address %j becomes %j', (value, address) => {
  expect(rendered('<a href="##I3_A##">', { A: value })).toBe(`<a href="${address}">`);
});

const kinds = 'href src action formaction poster cite data-href xlink:href longdesc background data-image-url'.split(
  ' ',
);
test.each(kinds)('%s is an address', (name) => {
  expect(rendered(`<x ${name}="##I3_A##">`, { A: 'javascript:x' })).toBe(`<x ${name}="">`);
});

test('addresses with several addresses in them keep their number', () => {
  const source = '<img srcset="##I3_A## 1x, /i/##I3_B##.png 2x"><a ping="/p ##I3_A##">';
  expect(rendered(source, { A: 'http://x/a, javascript:b 3x', B: ', javascript:c' })).toBe(
    '<img srcset="http://x/a%2C%20javascript:b%203x 1x, /i/%2C%20javascript%3Ac.png 2x"><a ping="/p http://x/a%2C%20javascript:b%203x">',
  );
  expect(wrongs('<img srcset="/a ##I3_A##">')).toEqual(['1:17 In a list of images a field can only be in an address.']);
});

test.each([
  ['/find?name=##I3_A##&amp;x=1', 'a&b=c #/?\u00fc', '/find?name=a%26b%3Dc%20%23%2F%3F%C3%BC&amp;x=1'],
  ['/agents/##I3_A##/photo', '../x?', '/agents/..%2Fx%3F/photo'],
  ['/agents/##I3_A##', '..', '/agents/'],
  ['/##I3_A##/x', '', '/./x'],
  ['/##I3_A##/x', '/evil', '/%2Fevil/x'],
  ['java##I3_A##', 'script:alert(1)', 'javascript%3Aalert(1)'],
  ['mailto:##I3_A##', "o'neil+x@example.com?bcc=y", 'mailto:o%27neil%2Bx@example.com%3Fbcc%3Dy'],
  ['mailto:a@b?subject=##I3_A##', 'a@b & c', 'mailto:a@b?subject=a%40b%20%26%20c'],
  ['tel:##I3_A##', '+49 (89) 1-2#', 'tel:+49(89)1-2%23'],
  ['https://example.com/##I3_A##', '@evil.example', 'https://example.com/%40evil.example'],
  ['&#x68;ttps://example.com/##I3_A##', 'a:b', '&#x68;ttps://example.com/a%3Ab'],
])('in %s the value %j is a part', (address, value, result) => {
  expect(rendered(`<a href="${address}">`, { A: value })).toBe(`<a href="${result}">`);
});

test.each([
  ['<a href="javascript:f(##I3_A##)">', 'begins with "javascript:"'],
  ['<a href="&#106;avascript:##I3_A##">', 'begins with "javascript:"'],
  ['<a href="java\tscript:##I3_A##">', 'begins with "javascript:"'],
  ['<a href="javascript&colon;##I3_A##">', 'write the character itself'],
  ['<img src="data:image/png,##I3_A##">', 'begins with "data:"'],
  ['<a href="##I3_A##://example.com/">', 'The scheme of an address cannot be a field'],
  ['<a href="##I3_A##&#58;x">', 'The scheme of an address cannot be a field'],
  ['<a href="/##I3_A####I3_B##/x">', 'two fields need something between them'],
  ['<script src="##I3_A##"></script>', 'the template must give the beginning'],
  ['<script src="https://##I3_A##/x.js"></script>', 'must give the name of the server'],
  ['<script src="https://example.com##I3_A##"></script>', 'must give the name of the server'],
  ['<base href="##I3_A##">', 'the template must give the beginning'],
  ['<object data="##I3_A##"></object>', 'the template must give the beginning'],
  ['<link href="##I3_A##/x.css">', 'must hold the whole path'],
])('%s is refused', (source, reason) => {
  expect(wrongs(source).join('\n')).toContain(reason);
});

test('style sheets come from the same site', () => {
  const href = (value: string) => rendered('<link rel="stylesheet" href="##I3_A##">', { A: value }).slice(29, -2);
  expect(href('../x.css?v=2')).toBe('../x.css?v=2');
  expect(href('x\\y')).toBe('x%5Cy');
  expect(['//evil.example/x.css', '/\\evil.example/x.css', 'https://evil.example/', '\t//evil'].map(href)).toEqual([
    '',
    '',
    '',
    '',
  ]);
});

test('a page can lead on to an address', () => {
  const source = '<meta http-equiv="refresh" content="5; url=##I3_A##">';
  expect(rendered(source, { A: '/x?a=b c' })).toBe('<meta http-equiv="refresh" content="5; url=/x?a=b%20c">');
  expect(rendered(source, { A: 'javascript:x' })).toBe('<meta http-equiv="refresh" content="5; url=">');
});

test('a style takes plain values only', () => {
  const style = (value: string) => rendered('<p style="color: ##I3_A##; width: 1px">', { A: value }).slice(17, -14);
  expect(['red', '#fff', '50%', 'rgb(1,2,3)', 'red;x:y', 'url(x)', '"', '\\65', 'a:b'].map(style)).toEqual([
    'red',
    '#fff',
    '50%',
    ...['', '', '', '', '', ''],
  ]);
  for (const wrong of ['##I3_A##: red', 'color: "##I3_A##"', 'background: url(##I3_A##)', 'a: b; ##I3_A##']) {
    expect(wrongs(`<p style='${wrong}'>`)).toEqual([expect.stringMatching(/style/i)]);
  }
});
