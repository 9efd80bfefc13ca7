/** A piece of a message: plain text, or the address it leads to. */
export interface Piece {
  readonly text: string;
  readonly href?: string;
}

// Addresses with a scheme, `www.` words, and mail addresses. What may end a sentence is cut off below.
const pattern = /\b(?:https?:\/\/|www\.)[^\s<>"]+|\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gi;

/** Finds the links of a message (handlers-and-site section 6.4, Linkifier). Only http, https and mailto come out. */
export function linkify(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  for (const match of text.matchAll(pattern)) {
    const found = trimEnd(match[0]);
    const href = hrefOf(found);
    if (href === undefined) continue;
    if (match.index > done) pieces.push({ text: text.slice(done, match.index) });
    pieces.push({ text: found, href });
    done = match.index + found.length;
  }
  if (done < text.length) pieces.push({ text: text.slice(done) });
  return pieces;
}

/** An address that may be followed: absolute, http or https. */
export function safeUrl(value: string): string | undefined {
  try {
    const url = new URL(value);
    return /^https?:$/.test(url.protocol) ? url.href : undefined;
  } catch {
    return undefined;
  }
}

function hrefOf(found: string): string | undefined {
  if (/^https?:/i.test(found)) return safeUrl(found);
  if (/^www\./i.test(found)) return found.length > 5 ? safeUrl(`https://${found}`) : undefined;
  return `mailto:${found}`;
}

/** Punctuation at the end belongs to the sentence; a closing bracket only to the address that opened it. */
function trimEnd(found: string): string {
  let end = found.length;
  while (end > 0) {
    const last = found[end - 1] ?? '';
    const closes = ({ ')': '(', ']': '[', '}': '{' } as Readonly<Record<string, string>>)[last];
    const head = found.slice(0, end);
    const unopened = closes !== undefined && head.split(closes).length < head.split(last).length;
    if (!unopened && !/[.,;:!?'’”»*_~]/.test(last)) break;
    end -= 1;
  }
  return found.slice(0, end);
}
