import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { compile } from '../../lib/templates/templates.ts';
import { rendered } from './support.ts';

const [a, b] = [
  ['1', '2', '3'],
  ['x', 'y'],
];

test.each([
  ['<ul><li>##I3_A##</li></ul>', '<ul><li>1</li><li>2</li><li>3</li></ul>'],
  ['<ul>\n<li>##I3_A## ##I3_B## ##I3_S##\n</ul>', '<ul>\n<li>1 x s\n<li>2 y s\n<li>3  s\n</ul>'],
  ['<ul><li>a<li>##I3_B##<li>c</ul>', '<ul><li>a<li>x<li>y<li>c</ul>'],
  ['<ul><li class=##I3_B##></li></ul>', '<ul><li class="x"></li><li class="y"></li></ul>'],
  [
    '<select><option value="##I3_B##">-<option>z</select>',
    '<select><option value="x">-<option value="y">-<option>z</select>',
  ],
  ['<table><tr><th>h<tr><td>##I3_B##</table>', '<table><tr><th>h<tr><td>x<tr><td>y</table>'],
  ['<table><tr><td><p>##I3_B##</td></tr></table>', '<table><tr><td><p>x</td></tr><tr><td><p>y</td></tr></table>'],
  ['<tr><td>##I3_B##<tr><td>z', '<tr><td>x<tr><td>y<tr><td>z'],
  ['<dl><dt>##I3_A##<dd>##I3_B##</dl>', '<dl><dt>1<dd>x<dt>2<dd>y<dt>3<dd></dl>'],
  [
    '<dl> <dt>##I3_B##</dt> <dd>a</dd> <dd>##I3_S##</dd> <dt>z</dt></dl>',
    '<dl> <dt>x</dt> <dd>a</dd> <dd>s</dd><dt>y</dt> <dd>a</dd> <dd>s</dd> <dt>z</dt></dl>',
  ],
  ['<div data-i3-repeat class=k><b>##I3_B##</b></div>', '<div class=k><b>x</b></div><div class=k><b>y</b></div>'],
  ['<img class=k data-i3-repeat src="/##I3_B##.png">', '<img class=k src="/x.png"><img class=k src="/y.png">'],
  ['<ul><li>a<ul><li>##I3_B##</ul></ul>', '<ul><li>a<ul><li>x<li>y</ul></ul>'],
  ['<ul><li>##I3_S##<ul><li>##I3_B##</ul></ul>', '<ul><li>s<ul><li>x<li>y</ul></ul>'],
  ['<ul><li>##I3_B##<ul><li>##I3_S##</ul></ul>', '<ul><li>x<ul><li>s</ul><li>y<ul><li>s</ul></ul>'],
  [
    '<table><tr><td><table><tr><td>##I3_B##</table></table>',
    '<table><tr><td><table><tr><td>x<tr><td>y</table></table>',
  ],
  ['<p title="##I3_B##">##I3_B##</p>', '<p title="x, y">x<br>y</p>'],
  ['<ul>##I3_B##<li>##I3_B##</ul>', '<ul>x<br>y<li>x<li>y</ul>'],
  ['<title>##I3_B##</title>', '<title>x, y</title>'],
  ['<svg><text>##I3_B##</text></svg>', '<svg><text>x, y</text></svg>'],
])('%s', (source, page) => {
  expect(rendered(source, { A: a as string[], B: b as string[], S: 's' })).toBe(page);
});

test('an empty list takes the element away, and a text leaves it', () => {
  const source = '<ul>\n<li>##I3_A##</li>\n</ul>';
  expect(rendered(source, { A: [] })).toBe('<ul>\n\n</ul>');
  expect(rendered(source, { A: '' })).toBe('<ul>\n<li></li>\n</ul>');
  expect(rendered('<li>##I3_A####I3_B##</li>', { A: [], B: ['x'] })).toBe('<li>x</li>');
});

test('lists in an element and in one around it are refused', () => {
  const template = compile('<ul>\n<li>##I3_A##<ul>\n <li>##I3_B##</ul></ul>', { name: 'lists.html' });
  expect(() => template.render({ A: ['1'], B: [] })).toThrow('lists.html:3:2: This <li> and an element around it');
});

test('the page of an agent search', async () => {
  const read = (name: string) => readFile(new URL(`./pages/${name}`, import.meta.url), 'utf8');
  const template = compile(await read('search.i3html'), { name: 'search.i3html' });
  expect(template.render(JSON.parse(await read('search.json')))).toBe(await read('search.txt'));
});

test('takes time in proportion to the length', () => {
  const million = '<'.repeat(1_000_000);
  const source =
    '<p title="##I3_A##"><a href="##I3_A##?x=##I3_A##">##I3_A##</a><script>x = ##I3_A##, y = "##I3_A##"</script>';
  expect(rendered(source, { A: million }).length).toBeGreaterThan(20_000_000);
  const rows = Array.from({ length: 10_000 }, (_, index) => `${index} &`);
  const page = rendered('<table><tr><td>##I3_A##<td><a href="/?a=##I3_A##&amp;b=##I3_B##">##I3_B##</a></table>', {
    A: rows,
    B: rows,
  });
  expect(page.match(/<tr>/g)).toHaveLength(10_000);
  expect(page).toContain('<tr><td>9999 &amp;<td><a href="/?a=9999%20%26&amp;b=9999%20%26">9999 &amp;</a></table>');
});
