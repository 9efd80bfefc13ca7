import { createHmac } from 'node:crypto';
import { digest } from '../runtime/ids.ts';

/** A secret of 128 bits in a link, and what is stored of it. */
export interface Token {
  readonly token: string;
  readonly digest: string;
}

/**
 * Derived from a key, so that a mail that must be sent again has the same link, and no row holds one. The salt is the
 * moment of the request: a number that is used again has another token.
 */
export function tokenOf(key: string, interaction: string, createdAt: number): Token {
  const token = createHmac('sha256', key)
    .update(JSON.stringify(['transcript', interaction, createdAt]))
    .digest()
    .subarray(0, 16)
    .toString('base64url');
  return { token, digest: digest(token) };
}

/** Whatever else comes in a path is not worth a look. */
export function looksLikeToken(text: string): boolean {
  return /^[A-Za-z0-9_-]{22}$/.test(text);
}
