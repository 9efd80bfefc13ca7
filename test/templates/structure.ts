import { tokenizer } from 'acorn';
import { type DefaultTreeAdapterTypes, parse } from 'parse5';

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

/** What a parser of its own makes of a page, without texts and attribute values; and the addresses in it. */
export interface Structure {
  readonly tree: string;
  readonly addresses: readonly string[];
  readonly scripts: readonly string[];
}

const addressed = /^(?:href|src|action|formaction|ping|srcset|poster|cite|data-url)$/;

/** `scripting` as browsers have it: without it, `<noscript>` is read as markup. */
export function structureOf(page: string, scripting: boolean): Structure {
  const found = { addresses: [] as string[], scripts: [] as string[] };
  const tree = shape(parse(page, { scriptingEnabled: scripting }), found);
  return { tree, ...found };
}

function shape(node: Node, found: { addresses: string[]; scripts: string[] }): string {
  if (node.nodeName === '#text') return '';
  if (node.nodeName === '#comment') return '!';
  if (!('attrs' in node)) return `${node.nodeName}(${children(node, found)})`;
  for (const { name, value } of node.attrs) {
    if (addressed.test(name)) found.addresses.push(...(name === 'srcset' ? candidates(value) : [value]));
    if (name === 'content' && refreshes(node) && /url=/.test(value))
      found.addresses.push(value.slice(value.indexOf('url=') + 4));
  }
  if (node.tagName === 'script') found.scripts.push(textOf(node));
  const attributes = node.attrs.map(({ prefix, name }) => `${prefix ?? ''}:${name}`).join(' ');
  return `${node.namespaceURI.slice(-4)}:${node.tagName}[${attributes}](${children(node, found)})`;
}

function children(node: Node, found: { addresses: string[]; scripts: string[] }): string {
  const inside = 'content' in node ? node.content : node;
  if (!('childNodes' in inside)) return '';
  return inside.childNodes.map((child) => shape(child, found)).join('');
}

const refreshes = ({ attrs }: Element): boolean =>
  attrs.some(({ name, value }) => name === 'http-equiv' && value.toLowerCase() === 'refresh');

const candidates = (value: string) => value.split(/,\s+/).map((candidate) => candidate.trim().split(/\s/)[0] as string);

const textOf = (element: Element): string =>
  element.childNodes.map((child) => (child.nodeName === '#text' ? (child as { value: string }).value : '')).join('');

/** The kinds of a script's tokens, or `no script` when it is none. */
export function tokensOf(script: string): string {
  try {
    return [...tokenizer(script, { ecmaVersion: 'latest' })].map(({ type }) => type.label).join(' ');
  } catch {
    return 'no script';
  }
}

const harmless: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:', 'tel:']);

/** Whether a browser on a page of a site stays within the schemes that templates may have. */
export function isHarmless(address: string): boolean {
  return (
    !URL.canParse(address, 'http://site.example/a/b') ||
    harmless.has(new URL(address, 'http://site.example/a/b').protocol)
  );
}
