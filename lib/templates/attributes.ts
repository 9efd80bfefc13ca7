import { type Freedom, placeInAddress, type Shape } from './addresses.ts';
import { escapeHtml, styleValue } from './escape.ts';
import { endsInReference, type Placed, position, type Segments, segmentsOf } from './position.ts';
import type { Attribute, StartTag } from './tokenizer.ts';

const plain = position('attribute', escapeHtml);
const style = position('style', styleValue);

const addresses = new Set(
  'href src action formaction poster cite data longdesc background manifest dynsrc lowsrc icon profile'.split(' '),
);
/** What these load runs in the page, or decides what does. */
const fixedAddresses = new Set(['script src', 'base href', 'object data', 'embed src']);
const shapes: Readonly<Record<string, Shape>> = {
  srcset: 'candidates',
  imagesrcset: 'candidates',
  ping: 'blanks',
  attributionsrc: 'blanks',
};
const animations = new Set(['animate', 'set', 'animatetransform', 'animatemotion', 'animatecolor']);

/** Attributes where no value is safe, by element or for all, with the reason. */
const refused: readonly (readonly [elements: string, attributes: string, reason: string])[] = [
  ['*', 'srcdoc', 'a whole page stands there'],
  ['*', 'http-equiv charset', 'it decides how the page is read'],
  ['*', 'sandbox csp allow is', 'it decides what may run'],
  ['*', 'data-i3-repeat', 'the template engine reads it'],
  ['script style', 'type language', 'it decides how the content is read'],
  ['object applet embed', 'classid codebase code archive object', 'it decides what runs'],
  [[...animations].join(' '), 'to from by values attributename', 'it can set an address'],
];

/** The positions of the fields in the values of a start tag's attributes. */
export function placeInAttributes(source: string, tag: StartTag, inTable: boolean): readonly Placed[] {
  return tag.attributes.flatMap((attribute) => {
    if (attribute.fields.length === 0) return [];
    const segments = segmentsOf(source, attribute.valueStart, attribute.valueEnd, attribute.fields);
    const problem = problemOf(attribute, segments, tag, inTable);
    if (problem !== undefined) return attribute.fields.map((field) => ({ field, position: problem }));
    return placeInValue(source, attribute, segments, tag);
  });
}

function problemOf(
  { name, quote }: Attribute,
  { texts }: Segments,
  tag: StartTag,
  inTable: boolean,
): string | undefined {
  const bare = bareName(name);
  if (bare.startsWith('on')) return `"${name}" is a program: no value is safe there. Put it into a data- attribute.`;
  if (name.startsWith('xmlns') || name.startsWith('shadowroot')) return `No value is safe in "${name}".`;
  for (const [elements, attributes, reason] of refused) {
    const listed = elements === '*' || elements.split(' ').includes(tag.name);
    if (listed && attributes.split(' ').includes(localName(name))) return `No value is safe in "${name}": ${reason}.`;
  }
  if (tag.name === 'input' && name === 'type' && inTable) {
    return 'The type of an <input> directly in a table decides where it stands: put the <input> into a cell.';
  }
  if (quote === '' && texts.some((text) => text.includes('"')))
    return 'Put the value of the attribute into quotation marks.';
  const open = texts.slice(0, -1).some(endsInReference);
  return open
    ? 'The "&" in front of the field must be written as "&amp;", or its character reference needs a ";".'
    : undefined;
}

const localName = (name: string): string => name.replace(/^[^:]*:/, '');

/** Without a namespace and without `data-`: scripts use `data-src` and its like as the attribute of that name. */
const bareName = (name: string): string => localName(name).replace(/^data-(?=.)/, '');

function placeInValue(source: string, attribute: Attribute, segments: Segments, tag: StartTag): readonly Placed[] {
  const { name } = attribute;
  const bare = bareName(name);
  if (tag.name === 'meta' && name === 'content') return placeInMeta(source, segments, tag);
  if (bare === 'style') return placeInStyle(segments);
  const shape = shapes[bare];
  if (shape) return placeInAddress(segments, 'any', shape);
  if (addresses.has(localName(name)) || /src|href|ur[il]/.test(bare))
    return placeInAddress(segments, freedomOf(tag, bare), 'one');
  return segments.fields.map((field) => ({ field, position: plain }));
}

function freedomOf(tag: StartTag, name: string): Freedom {
  if (fixedAddresses.has(`${tag.name} ${name}`)) return 'fixed';
  return tag.name === 'link' ? 'same-site' : 'any';
}

/** With `http-equiv="refresh"` the content ends in an address; with others it can do anything. */
function placeInMeta(source: string, segments: Segments, tag: StartTag): readonly Placed[] {
  const equivalent = tag.attributes.find(({ name }) => name === 'http-equiv');
  if (!equivalent) return segments.fields.map((field) => ({ field, position: plain }));
  const name = source.slice(equivalent.valueStart, equivalent.valueEnd).trim().toLowerCase();
  const [first = '', ...rest] = segments.texts;
  const before = /^\s*[\d.]+\s*[;,]?\s*url\s*=\s*['"]?/i.exec(first)?.[0];
  if (name === 'refresh' && before !== undefined) {
    return placeInAddress({ texts: [first.slice(before.length), ...rest], fields: segments.fields }, 'any', 'one');
  }
  const problem =
    name === 'refresh'
      ? 'Only the address can be a field: content="5; url=##I3_...##".'
      : `No value is safe in a <meta> with http-equiv="${name}".`;
  return segments.fields.map((field) => ({ field, position: problem }));
}

/** Only plain declarations, so that a field is in a value as long as a colon stands before it. */
function placeInStyle({ texts, fields }: Segments): readonly Placed[] {
  const strange = texts.some((text) => /["'\\{}@&]|\/\*|url\s*\(|src\s*\(/i.test(text));
  let inValue = false;
  return fields.map((field, index) => {
    const text = texts[index] as string;
    const declaration = text.slice(text.lastIndexOf(';') + 1);
    if (declaration.length < text.length) inValue = false;
    inValue ||= declaration.includes(':');
    if (strange)
      return {
        field,
        position:
          'A style with a field in it can have plain declarations only, without quotation marks, url() or comments.',
      };
    return {
      field,
      position: inValue ? style : 'In a style a field can only be in a value: style="color: ##I3_...##".',
    };
  });
}
