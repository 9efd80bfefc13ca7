import { expect, test } from 'vitest';
import { compile, trusted } from '../../lib/templates/templates.ts';
import { rendered, wrongs } from './support.ts';

test('a field is replaced wherever it stands and however it is spelt', () => {
  const template = compile(
    '<p>##I3_Name## ##i3.name## ##I3:NAME## ##I3-Name## ##I3 Name## ##I3Name## ##I3_ Name ##</p>##I3_Other##',
    { name: 'names.html' },
  );
  expect(template.fields).toEqual(['Name', 'Other']);
  expect(template.render({ nAMe: 'Jane' })).toBe('<p>Jane Jane Jane Jane Jane Jane Jane</p>');
});

test('values are not read again, and a name without a value is empty', () => {
  expect(rendered('<p>##I3_A####I3_B####I3_C##', { A: '##I3_B##', B: '##I3_' })).toBe('<p>##I3_B####I3_');
});

test('what is no field stays: single signs and other names', () => {
  expect(rendered('<p># ## ##I4_A## ## I3_A## #I3_A# ##', {})).toBe('<p># ## ##I4_A## ## I3_A## #I3_A# ##');
});

test('tells where its fields stand, and which bindings have none', () => {
  const template = compile('<p title="##I3_A##">\n  ##I3_b##<a href="##I3_A##">', { name: 'uses.html' });
  expect(template.uses).toEqual([
    { name: 'A', position: 'attribute', line: 1, column: 11 },
    { name: 'b', position: 'text', line: 2, column: 3 },
    { name: 'A', position: 'address', line: 2, column: 20 },
  ]);
  expect(template.unused({ a: '', B: '', c: '', constructor: '' })).toEqual(['c', 'constructor']);
});

test('names that objects have by themselves are names like others', () => {
  const template = compile('<p>##I3_constructor####I3___proto__##', { name: 'names.html' });
  expect(template.render({})).toBe('<p>');
  expect(template.render({ constructor: 'a', ...JSON.parse('{"__proto__": "b"}') })).toBe('<p>ab');
});

test('trusted HTML is HTML in text and a text elsewhere', () => {
  const source = '<p title="##I3_A##">##I3_A##<title>##I3_A##</title><script>x = ##I3_A##</script>';
  expect(rendered(source, { A: trusted('<b>&amp;</b>') })).toBe(
    '<p title="&lt;b&gt;&amp;amp;&lt;/b&gt;"><b>&amp;</b><title>&lt;b&gt;&amp;amp;&lt;/b&gt;</title><script>x = "\\u003cb\\u003e\\u0026amp;\\u003c/b\\u003e"</script>',
  );
});

test('a value that is no text is refused', () => {
  const template = compile('<p>##I3_A##', { name: 'a.html' });
  for (const value of [1, null, { toString: () => 'x' }, [1], ['a', undefined]]) {
    expect(() => template.render({ A: value as string })).toThrow('a.html: the value of "A" must be a text or a list');
  }
});

test.each([
  ['<p>##I3_Name', '1:4 The field is not closed'],
  ['<p>##I3_Na\nme##', '1:4 The field is not closed'],
  ['<p>##I3##', '1:4 The field has no name'],
  ['<p>##I3_<b>##', '1:4 "<b>" cannot be the name of a field'],
  [`<p>##I3_${'x'.repeat(65)}##`, '1:4 The name of a field has at most 64 characters'],
  ['\n <##I3_A##>', '2:2 A field cannot be the name of a tag'],
  ['<a##I3_A##>', '1:3 A field cannot be in the name of a tag'],
  ['</##I3_A##>', '1:1 A field cannot be the name of a tag'],
  ['<p ##I3_A##>', '1:4 A field cannot be an attribute'],
  ['<p x##I3_A##="">', '1:5 A field cannot be an attribute'],
  ['<p class="a"##I3_A##>', '1:13 A field cannot be an attribute'],
  ['<p></p title="##I3_A##">', '1:15 A field cannot stand in an end tag'],
  ['<p onClick="##I3_A##">', '1:13 "onclick" is a program'],
  ['<p data-onclick="##I3_A##">', '1:18 "data-onclick" is a program'],
  ['<iframe srcdoc="##I3_A##"></iframe>', '1:17 No value is safe in "srcdoc"'],
  ['<iframe sandbox="##I3_A##"></iframe>', '1:18 No value is safe in "sandbox"'],
  ['<meta charset="##I3_A##">', '1:16 No value is safe in "charset"'],
  ['<meta http-equiv="##I3_A##" content="x">', '1:19 No value is safe in "http-equiv"'],
  [
    '<meta content="##I3_A##" http-equiv="set-cookie">',
    '1:16 No value is safe in a <meta> with http-equiv="set-cookie"',
  ],
  ['<meta http-equiv="refresh" content="##I3_A##">', '1:37 Only the address can be a field'],
  ['<script type="##I3_A##"></script>', '1:15 No value is safe in "type"'],
  ['<svg><animate attributeName="href" to="##I3_A##"/></svg>', '1:40 No value is safe in "to"'],
  ['<template shadowrootmode="##I3_A##"></template>', '1:27 No value is safe in "shadowrootmode"'],
  ['<a title=x"y##I3_A##>', '1:13 Put the value of the attribute into quotation marks'],
  ['<a title="&am##I3_A##">', '1:14 The "&" in front'],
  ['<p>&##I3_A##', '1:5 The "&" in front'],
  ['<title>&#1##I3_A##</title>', '1:11 The "&" in front'],
  ['<title></ti##I3_A##</title>', '1:12 The "<" in front'],
  ['<!-- ##I3_A## -->', '1:6 A field cannot be in a comment'],
  ['<!DOCTYPE ##I3_A##>', '1:11 A field cannot be in the doctype'],
  ['<? ##I3_A## >', '1:4 A field cannot be in a comment'],
  ['<style>##I3_A##</style>', '1:8 No value is safe in <style>'],
  ['<iframe>##I3_A##</iframe>', '1:9 No value is safe in <iframe>'],
  ['<svg><style>##I3_A##</style></svg>', '1:13 No value is safe in <style>'],
  ['<svg><script>##I3_A##</script></svg>', '1:14 No value is safe in <script>'],
  ['<table><tr>##I3_A##<td></td></tr></table>', '1:12 Text directly in <tr>'],
  ['<table><form>##I3_A##</form></table>', '1:14 Text directly in <table>'],
  ['<table><tr><input type="##I3_A##"></table>', '1:25 The type of an <input> directly in a table'],
  ['##I3_A##<title></title>', '1:1 Text in front of the page'],
  ['<body></body>##I3_A##', '1:14 A field cannot stand behind </body>'],
  ['<p><b>x</p>##I3_A##', '1:12 Whether this text is in <b> is open'],
  ['<li>##I3_A##<b>x</li>', '1:13 <b> is repeated and never closed'],
  ['<div data-i3-repeat>##I3_A##', '1:1 <div> is repeated and has no end tag'],
  ['<body data-i3-repeat>##I3_A##', '1:1 There can be only one <body>'],
  [
    '<div data-i3-repeat>##I3_A##<p data-i3-repeat>##I3_B##</p></div>',
    '1:29 An element with data-i3-repeat cannot stand in',
  ],
  ['<a title="##I3_A##', '1:1 The tag is never closed'],
  ['<script>f()', '1:9 The <script> before this is never closed'],
  ['<noscript><p title="</noscript>##I3_A##">', '1:21 This ends the <noscript> for some browsers only'],
  ['<svg><p>x</svg>', '1:6 <p> ends the <svg>'],
  ['<svg><title><b></title></svg>', '1:13 <title> in <svg> or <math> cannot have "<"'],
  ['<svg><style/></svg>', '1:6 <style> in <svg> or <math> needs an end tag'],
  ['<svg><g></svg>', '1:9 </svg> does not end the element that is open'],
  ['<select><div></select>', '1:9 <div> in <select>'],
  ['<![CDATA[ > ]]>', '1:1 A CDATA section with ">"'],
  ['<plaintext>', '1:1 A template cannot have <plaintext>'],
])('%s is no template', (source, problem) => {
  expect(wrongs(source).join('\n')).toContain(problem);
});

test('names the file, the line and the column of everything that is wrong, in order', () => {
  const source = '<p onclick="##I3_A##">\n##I3_B\r\n  ##I3_C## <!-- ##I3_D## -->';
  expect(() => compile(source, { name: 'pages/wrong.i3html' })).toThrow(
    expect.objectContaining({
      code: 'template.invalid',
      message: [
        'pages/wrong.i3html:1:13: "onclick" is a program: no value is safe there. Put it into a data- attribute.',
        'pages/wrong.i3html:2:1: The field is not closed: "##" is missing on this line.',
        'pages/wrong.i3html:3:17: A field cannot be in a comment: delete the field, or "##I3" in it.',
      ].join('\n'),
    }),
  );
});

test('of many problems the message has ten, the details all', () => {
  const source = '<!-- ##I3_A## -->\n'.repeat(25);
  expect(() => compile(source, { name: 'x' })).toThrow(
    expect.objectContaining({
      message: expect.stringMatching(/^(x:\d+:6: [^\n]+\n){10}and 15 more$/),
      details: { template: 'x', problems: expect.objectContaining({ length: 25 }) },
    }),
  );
});
