import { placeInJson } from './json-block.ts';
import type { Placed } from './position.ts';
import { ScriptReader } from './script.ts';
import type { Attribute, Span } from './tokenizer.ts';

const javascript = /^(?:(?:text|application)\/(?:x-)?(?:java|ecma)script|module)$/;
const json = /^application\/(?:[a-z.-]+\+)?json$/;

interface Found {
  readonly placed: readonly Placed[];
  readonly found: readonly (readonly [at: number, message: string])[];
}

/** The positions of the fields in a `<script>`: JavaScript or JSON, by its type. */
export function placeInScripts(source: string, attributes: readonly Attribute[], span: Span): Found {
  if (span.fields.length === 0) return { placed: [], found: [] };
  const type = typeOf(source, attributes);
  const code = source.slice(span.start, span.end);
  if (/<!--/.test(code) && /<script/i.test(code)) {
    return { placed: [], found: [[span.start, 'Write "\\x3Cscript" in a script that has "<!--" and fields.']] };
  }
  if (json.test(type)) return { placed: placeInJson(source, span), found: [] };
  if (javascript.test(type)) {
    const { placed, problems } = new ScriptReader(source, span, type !== 'module').read();
    return { placed, found: problems };
  }
  const position = `No value is safe in a script of the type "${type}".`;
  return { placed: span.fields.map((field) => ({ field, position })), found: [] };
}

function typeOf(source: string, attributes: readonly Attribute[]): string {
  const value = (name: string) => {
    const attribute = attributes.find((each) => each.name === name);
    return attribute && source.slice(attribute.valueStart, attribute.valueEnd).toLowerCase();
  };
  const type = value('type');
  if (type !== undefined) return type.trim() === '' && type !== '' ? type : type.trim() || 'text/javascript';
  const language = value('language');
  return language ? `text/${language.replace(/[0-9.]+$/, '')}` : 'text/javascript';
}
