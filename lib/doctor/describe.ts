import { STATUS_CODES } from 'node:http';
import type { Answer } from './probe-http.ts';
import { quote } from './quote.ts';

export type Answered = Extract<Answer, { kind: 'answered' }>;

/** Characters of a body that are looked at for the quotation. */
const LOOKED_AT = 4_000;

/** An answer in a few words: status, who sent it, what it says. */
export function describe({ status, headers, body }: Answered): string {
  const server = headers.server ? ` from ${quote(String(headers.server))}` : '';
  const text = quote(gist(body));
  return `${status} ${STATUS_CODES[status] ?? ''}`.trim() + server + (text && `: "${text}"`);
}

/** Whether it is a page for people. */
export function isPage({ headers, body }: Answered): boolean {
  return /html/i.test(headers['content-type'] ?? '') || /^\s*<(!doctype html|html)\b/i.test(body.slice(0, 200));
}

/** Of a page its title, else its text; of anything else how it begins. */
function gist(body: string): string {
  const start = body.slice(0, LOOKED_AT);
  const title = /<title[^<>]*>([^<]+)/i.exec(start)?.[1]?.trim();
  return title || start.replace(/<(style|script)\b[^<>]*>[^<]*/gi, '').replace(/<[^<>]*>/g, ' ');
}

/** Why there was no answer, as a whole sentence. */
export function noAnswer(answer: Exclude<Answer, Answered>): string {
  if (answer.kind === 'timeout') return 'No answer came in time.';
  if (answer.code === 'ECONNRESET') return 'The connection was closed without an answer (ECONNRESET).';
  if (answer.code === 'HPE_HEADER_OVERFLOW') return 'The head of the answer is endless (HPE_HEADER_OVERFLOW).';
  if (answer.code.startsWith('HPE_')) return `What came back is not HTTP (${answer.code}).`;
  return `No whole answer came (${answer.code}).`;
}
