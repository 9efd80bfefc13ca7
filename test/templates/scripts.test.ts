import { expect, test } from 'vitest';
import { rendered, wrongs } from './support.ts';

const script = (code: string) => `<script>${code}</script>`;
const inScript = (code: string, value = '"') => rendered(script(code), { A: value }).slice(8, -9);

test.each([
  'x = ##I3_A##',
  'f(1, ##I3_A##, [##I3_A##])',
  'x = { a: ##I3_A## }',
  'x = a ? ##I3_A## : b',
  'x = "a" + ##I3_A## + 1',
  'function f() { return ##I3_A## }',
  'x = a / 2; y = ##I3_A## / 3',
  'x = (a + b) / 2; y = ##I3_A##',
  'x = a[0] / 2 / ##I3_A##.length'.replace('/ ##I3_A##.length', '+ ##I3_A##'),
  'x = /["\']/.test(##I3_A##)',
  'x = /[/"]\\/"/g; y = ##I3_A##',
  'if (x) /a/.test(y); z = ##I3_A##',
  "// it's\nx = ##I3_A##",
  '/* " */ x = ##I3_A##',
  "<!-- it's\nx = ##I3_A##\n--> it's",
  'x = `it\'s \x24{f("}", `"`)} "`; y = ##I3_A##',
  "x = 'it\\'s'; y = ##I3_A##",
  'x = a.return / 2; y = "/" + ##I3_A##',
])('in %s the field is a literal', (code) => {
  expect(inScript(code)).toBe(code.replaceAll('##I3_A##', '"\\""'));
});

test('a list is an array', () => {
  expect(rendered(script('x = ##I3_A##'), { A: ['a', '</script>'] })).toBe(script('x = ["a","\\u003c/script\\u003e"]'));
  expect(rendered(script('x = ##I3_A##'), { A: [] })).toBe(script('x = []'));
  expect(rendered(script('x = "##I3_A##"'), { A: ['a', 'b'] })).toBe(script('x = "a, b"'));
});

test('inside quotation marks the value stays in the string', () => {
  expect(inScript('x = "a ##I3_A##"', '\\"\'\n\u2028</script>')).toBe(
    'x = "a \\\\\\"\\u0027\\n\\u2028\\u003c/script\\u003e"',
  );
  expect(inScript("x = 'C:\\\\##I3_A##'", "'")).toBe("x = 'C:\\\\\\u0027'");
});

test.each([
  ['##I3_A##', 'where a value can'],
  ['x = y; ##I3_A##', 'where a value can'],
  ['function f() { ##I3_A## }', 'where a value can'],
  ['x##I3_A##', 'where a value can'],
  ['x = { ##I3_A##: 1 }', 'where a value can'],
  ['x = { a: 1, ##I3_A##: 1 }', 'cannot name a property'],
  ['import x from ##I3_A##', 'where a value can'],
  ['import(##I3_A##)', 'What is imported runs'],
  ['x = `##I3_A##`', 'template literal'],
  ['x = `\x24{##I3_A##}`', 'template literal'],
  ['x = `\x24{"##I3_A##"}`', 'template literal'],
  ['x = /##I3_A##/', 'regular expression'],
  ['// ##I3_A##', 'in a comment'],
  ['/* ##I3_A## */', 'in a comment'],
  ['<!-- ##I3_A##', 'in a comment'],
  ['/*\n*/ --> ##I3_A##', 'in a comment'],
  ['x = "\\##I3_A##"', 'A backslash in front'],
  ['x = "\\u00##I3_A##"', 'A backslash in front'],
  ['x = "\\u{000000000000000000041##I3_A##"', 'A backslash in front'],
  ['x = "<##I3_A##"', '\\x3C'],
  ['x = "</scr##I3_A##"', '\\x3C'],
  ['x = "##I3_A##\n"', 'not closed on its line'],
  ['if (x) /"/.test(y); z = ##I3_A##', 'divides or begins a regular expression'],
  ['<!-- <script> </script> x = ##I3_A##', '<!--'],
])('in %s no value is safe', (code, reason) => {
  expect(wrongs(script(code)).join('\n')).toContain(reason);
});

test('the type of a script decides how it is read', () => {
  const json = '<script type="application/ld+json">{"a": ##I3_A##, "b": "x ##I3_A##"}</script>';
  expect(rendered(json, { A: '</script>"' })).toBe(
    '<script type="application/ld+json">{"a": "\\u003c/script\\u003e\\"", "b": "x \\u003c/script\\u003e\\""}</script>',
  );
  expect(wrongs('<script type="application/json">{##I3_A##}</script>')).toHaveLength(1);
  expect(wrongs('<script type="application/json">"\\##I3_A##"</script>')).toHaveLength(1);
  expect(rendered('<script type="module">x = ##I3_A##</script>', {})).toBe('<script type="module">x = ""</script>');
  expect(rendered('<script language="JavaScript1.2">x = ##I3_A##</script>', {})).toContain('x = ""');
  expect(wrongs('<script type="module">x = 1 <!--x\n; y = ##I3_A##</script>')).toHaveLength(1);
  for (const type of ['text/vbscript', 'importmap', 'text/x-template', 'speculationrules']) {
    expect(wrongs(`<script type="${type}">x = ##I3_A##</script>`)).toEqual([expect.stringContaining(`"${type}"`)]);
  }
});

test('a script ends where browsers see its end', () => {
  const source = '<script><!-- <script> x = "</script>"; --></script><p>##I3_A##';
  expect(rendered(source, { A: '<' })).toBe(source.replace('##I3_A##', '&lt;'));
  expect(wrongs('<script><!--></script><p>##I3_A##')).toEqual([]);
});
