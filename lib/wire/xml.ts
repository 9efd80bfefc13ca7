import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { IwtError } from '../errors.ts';
import { MAX_DEPTH, MAX_ELEMENTS } from './limits.ts';

/**
 * The protocol's XML (visitor-protocol section 16): elements are named like the JSON keys, the root like the JSON root
 * key, an array is a wrapper around one element per entry. No attributes, no namespaces, no document type.
 */

/** An element read: its text when it has no child elements, else its children (an array where a name repeats). */
export type XmlValue = string | { [name: string]: XmlValue | XmlValue[] };

export interface XmlDocument {
  readonly root: string;
  readonly value: XmlValue;
}

const TEXT = '#text';
const CDATA = '#cdata';

const parser = new XMLParser({
  preserveOrder: true,
  // References are resolved here (`resolve`): five names and numbers, nothing that could grow.
  processEntities: false,
  trimValues: false,
  parseTagValue: false,
  ignoreAttributes: true,
  removeNSPrefix: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  cdataPropName: CDATA,
  maxNestedTags: MAX_DEPTH,
});

/**
 * Reads an XML body.
 * @throws IwtError `request.invalid` for anything but a small, well-formed document without a document type;
 *   `request.charset` when it declares another encoding than UTF-8
 */
export function parseXml(text: string): XmlDocument {
  refuseDeclarations(text);
  try {
    if (XMLValidator.validate(text) !== true) throw invalid();
    return documentOf(parser.parse(text) as Node[]);
  } catch (error) {
    throw error instanceof IwtError ? error : invalid();
  }
}

type Node = Record<string, Node[] | string>;

function documentOf(nodes: readonly Node[]): XmlDocument {
  const roots = nodes.filter((node) => nameOf(node) !== TEXT);
  const root = roots[0];
  if (root === undefined || roots.length > 1) throw invalid();
  const budget = { elements: MAX_ELEMENTS };
  const name = nameOf(root);
  return { root: name, value: contentOf(root[name] as Node[], budget, MAX_DEPTH) };
}

function contentOf(nodes: readonly Node[], budget: { elements: number }, depth: number): XmlValue {
  if (depth === 0) throw invalid();
  const children = new Map<string, XmlValue | XmlValue[]>();
  let text = '';
  for (const node of nodes) {
    const name = nameOf(node);
    if (name === TEXT) text += resolve(node[TEXT] as unknown as string);
    else if (name === CDATA) text += cdataOf(node);
    else {
      budget.elements -= 1;
      if (budget.elements < 0) throw invalid();
      add(children, name, contentOf(node[name] as Node[], budget, depth - 1));
    }
  }
  // White space between elements is layout, not text.
  return children.size === 0 ? text : Object.fromEntries(children);
}

function add(children: Map<string, XmlValue | XmlValue[]>, name: string, value: XmlValue): void {
  const present = children.get(name);
  if (present === undefined) children.set(name, value);
  else children.set(name, Array.isArray(present) ? [...present, value] : [present, value]);
}

function cdataOf(node: Node): string {
  return (node[CDATA] as Node[]).map((part) => String(part[TEXT] ?? '')).join('');
}

function nameOf(node: Node): string {
  return Object.keys(node)[0] ?? '';
}

const named = new Map(Object.entries({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }));

function resolve(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&([^;&]{0,12};)?/g, (_whole, reference: string | undefined) => {
    const name = reference?.slice(0, -1) ?? '';
    const value = named.get(name) ?? numeric(name);
    if (value === undefined) throw invalid();
    return value;
  });
}

function numeric(name: string): string | undefined {
  const match = /^#(?:x([0-9a-f]{1,6})|([0-9]{1,7}))$/i.exec(name);
  if (match === null) return undefined;
  const code = match[1] === undefined ? Number(match[2]) : Number.parseInt(match[1], 16);
  const character = code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
  return character === undefined || printable(character) !== character ? undefined : character;
}

/** Refuses `<!DOCTYPE` and its like wherever they stand, and encodings other than UTF-8. */
function refuseDeclarations(text: string): void {
  const encoding = /^\s*<\?xml\b[^>]*?\sencoding\s*=\s*["']([^"'>]*)["']/i.exec(text)?.[1];
  if (encoding !== undefined && !/^(utf-?8|us-ascii)$/i.test(encoding)) {
    throw new IwtError('request.charset', 'The document declares another encoding than UTF-8.');
  }
  for (let at = text.indexOf('<!'); at !== -1; at = text.indexOf('<!', at)) {
    const end = text.startsWith('<!--', at) ? '-->' : text.startsWith('<![CDATA[', at) ? ']]>' : undefined;
    const close = end === undefined ? -1 : text.indexOf(end, at + 4);
    if (close === -1) throw invalid();
    at = close;
  }
}

function invalid(): IwtError {
  return new IwtError('request.invalid', 'The XML document cannot be read.');
}

/** Name of the elements inside an array's wrapper. */
const items: Readonly<Record<string, string>> = { events: 'event', RoutingContexts: 'RoutingContext' };
const otherItems = 'capability';

/** Prints one answer. `value` is an object with one key, the root. Absent (undefined) fields are left out. */
export function printXml(root: string, value: unknown): string {
  return `<?xml version="1.0" encoding="utf-8"?>${element(root, value)}`;
}

function element(name: string, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) {
    const item = items[name] ?? otherItems;
    return `<${name}>${value.map((entry) => element(item, entry)).join('')}</${name}>`;
  }
  if (typeof value === 'object') {
    const children = Object.entries(value).map(([key, child]) => element(key, child));
    return `<${name}>${children.join('')}</${name}>`;
  }
  return `<${name}>${escaped(String(value))}</${name}>`;
}

/** What XML 1.0 cannot carry even as a reference; `\p{Cs}` are halves of surrogate pairs. */
const notAllowed = /[\p{Cc}\ufffe\uffff\p{Cs}]/gu;
/** Control characters that it can carry. */
const allowed = /[\t\n\r\u007f-\u009f]/;
const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  // A parser would turn a bare one into a line feed.
  '\r': '&#13;',
};

function escaped(text: string): string {
  return printable(text).replace(/[&<>\r]/g, (character) => escapes[character] as string);
}

function printable(text: string): string {
  return text.replace(notAllowed, (character) => (allowed.test(character) ? character : '\ufffd'));
}
