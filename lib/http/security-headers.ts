import type { ServerResponse } from 'node:http';

/** Everything from this site, nothing inline: the pages load their scripts, styles, pictures and sounds from beside them. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "media-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
].join('; ');

const fixed: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'SAMEORIGIN',
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/**
 * Headers of our pages. A policy of the host stays, beside ours: a browser then obeys both. Its other headers are the
 * host's decision where it made one.
 */
export function secure(res: ServerResponse): void {
  const host = res.getHeader('Content-Security-Policy');
  const policies = host === undefined ? [] : Array.isArray(host) ? host : [String(host)];
  if (!policies.includes(policy)) res.setHeader('Content-Security-Policy', [...policies, policy]);
  for (const [name, value] of Object.entries(fixed)) if (!res.hasHeader(name)) res.setHeader(name, value);
}
