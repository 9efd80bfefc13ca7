/** How values are written so that they stay values. Each of these takes time proportional to the length. */

const html = /[&<>"']/;
const htmlAll = /[&<>"']/g;
const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** For text, and for attribute values in either kind of quotation marks. */
export function escapeHtml(value: string): string {
  return html.test(value) ? value.replace(htmlAll, (character) => references[character] as string) : value;
}

const risky = /[<>&'\u2028\u2029]/;
const riskyAll = /[<>&'\u2028\u2029]/g;

/** A JSON string with its quotation marks that is also a JavaScript string, without anything that HTML reads. */
export function scriptString(value: string): string {
  const text = JSON.stringify(value);
  return risky.test(text) ? text.replace(riskyAll, hexadecimal) : text;
}

/** The inside of a JavaScript or JSON string, whichever quotation marks are around it. */
export const insideScriptString = (value: string): string => scriptString(value).slice(1, -1);

const hexadecimal = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

const plainStyle = /^[A-Za-z0-9#%.,+\- ]*$/;

/** A part of a value in a `style` attribute; empty when it has a character that could be more than that. */
export const styleValue = (value: string): string => (plainStyle.test(value) ? value : '');
