export type Format = 'json' | 'xml';

/**
 * Which format an answer takes (visitor-protocol section 2.6): JSON for everything but an explicit, highest-ranked
 * `application/xml` (or `text/xml`). Without `Accept` the request's own content type decides.
 */
export function negotiate(accept: string | undefined, contentType: string | undefined): Format {
  if (accept === undefined || accept.trim() === '') return isXml(mediaType(contentType)) ? 'xml' : 'json';
  // Nearly every client stops here.
  if (!/xml/i.test(accept)) return 'json';
  return rank(accept) ?? 'json';
}

/** `Accept-Charset`, when present, has to admit UTF-8 (the manual writes UTF8 too). */
export function admitsUtf8(acceptCharset: string | undefined): boolean {
  if (acceptCharset === undefined || acceptCharset.trim() === '') return true;
  return acceptCharset.split(',', MAX_RANGES).some((part) => {
    const { type, quality } = range(part);
    return quality > 0 && (type === '*' || type === 'utf-8' || type === 'utf8');
  });
}

/** Entries looked at; no client names more. */
const MAX_RANGES = 32;

/** Highest quality first; explicit before wildcard, then as listed. */
function rank(accept: string): Format | undefined {
  let best: { format: Format; quality: number; explicit: boolean } | undefined;
  for (const part of accept.split(',', MAX_RANGES)) {
    const { type, quality } = range(part);
    const wild = type === '*/*' || type === 'text/*' || type === 'application/*';
    const format = isXml(type)
      ? 'xml'
      : type === 'application/json' || type === 'text/plain' || wild
        ? 'json'
        : undefined;
    if (format === undefined || quality === 0) continue;
    const better =
      best === undefined || quality > best.quality || (quality === best.quality && !wild && !best.explicit);
    if (better) best = { format, quality, explicit: !wild };
  }
  return best?.format;
}

function range(part: string): { type: string; quality: number } {
  const [type = '', ...parameters] = part.split(';', 8);
  const q = parameters.map((parameter) => /^\s*q\s*=\s*([0-9.]+)\s*$/i.exec(parameter)?.[1]).find(Boolean);
  const quality = q === undefined ? 1 : Math.min(1, Number(q) || 0);
  return { type: type.trim().toLowerCase(), quality };
}

/** The type without its parameters, lower case; empty when absent. */
export function mediaType(contentType: string | undefined): string {
  return (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

function isXml(type: string): boolean {
  return type === 'application/xml' || type === 'text/xml';
}
