import { expect, test } from 'vitest';
import { IwtError } from '../../lib/errors.ts';
import { compile } from '../../lib/templates/templates.ts';

const pieces = [
  'x',
  '<',
  '&',
  '##I3',
  '##I3_a## ',
  '##I3_a',
  '<p>',
  '<b>',
  '</b>',
  '</p>',
  '<div>',
  '</span>',
  '<a>',
  '<a ',
  '<a x=',
  '<a x="##I3_a##">',
  '<!--',
  '<!-- -->',
  '</',
  '<li>##I3_a##',
  '<li data-i3-repeat>',
  '<dt>##I3_a##',
  '<tr><td>##I3_a##',
  '<table>',
  '<noscript>',
  '<noscript></noscript>',
  '<title>',
  '<title></title>',
  '<script>',
  '<script>/*</script>',
  '<script>##I3_a##',
  '<svg>',
  '<svg/>',
  '<select>',
  '<template>',
  '<![CDATA[',
  '<form>',
  '<option>##I3_a##',
  '<section><div></section>',
  '<b><p></b>',
  '<h1>',
  '&#0',
  '<button>',
  '<ruby><rt>',
];
const inside: readonly (readonly [before: string, piece: string, after: string])[] = [
  ['<a href="', '##I3_a##/', '">'],
  ['<a href="', 'a,', '##I3_a##">'],
  ['<a href="', '&#65;', '##I3_a##">'],
  ['<img srcset="', 'a,', '##I3_a##">'],
  ['<img srcset="', '##I3_a## 1x, ', '">'],
  ['<a ping="', '##I3_a## ', '">'],
  ['<a style="', 'a: ##I3_a##; ', '">'],
  ['<a title="', '##I3_a##&', '">'],
  ['<a ', 'x=##I3_a## ', '>'],
  ['<a ', 'data-i3-repeat ', '>'],
  ['<script>', 'x = ##I3_a##;', '</script>'],
  ['<script>', ')/[', ';x = ##I3_a##</script>'],
  ['<script>', '`\x24{', ';x = ##I3_a##</script>'],
  ['<script>x = "', '##I3_a##\\\\', '"</script>'],
  ['<script>x = "', '0', '##I3_a##"</script>'],
  ['<script>', '<!--<script>', 'x = ##I3_a##</script>'],
  ['<script>', '/*', '##I3_a##</script>'],
  ['<script type="application/json">[', '##I3_a##,', '""]</script>'],
  ['<textarea>', '##I3_a##</t', '</textarea>'],
];

const long = 100_000;
const cases = [...pieces.map((piece) => ['', piece, ''] as const), ...inside];

/** Refusing is an answer, too. */
function read(source: string): string {
  try {
    return compile(source, { name: 'long.html' }).render({ a: 'x' });
  } catch (error) {
    if (error instanceof IwtError) return error.message;
    throw error;
  }
}

// It takes tens of milliseconds; with the square of the length it would take minutes, which a test has not.
test.each(cases)('%s%s…%s: compiling takes time in proportion to the length', (before, piece, after) => {
  expect(read(before + piece.repeat(long / piece.length) + after)).not.toBe('');
});
