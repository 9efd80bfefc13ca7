import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Randomness, injected so that tests can repeat themselves. */
export interface Ids {
  /** `size` random bytes. */
  bytes(size: number): Buffer;
}

export const systemIds: Ids = { bytes: (size) => randomBytes(size) };

/** A GUID in the protocol's form (lower case, hyphens) that carries 128 random bits, because it opens a session. */
export function guid(ids: Ids): string {
  return formatGuid(ids.bytes(16));
}

export function formatGuid(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).subarray(0, 16).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** A secret of 256 random bits, safe in URLs and cookies. */
export function secret(ids: Ids): string {
  return ids.bytes(32).toString('base64url');
}

/** What is stored instead of a secret: SHA-256, base64url (43 characters). Enough for secrets of ≥128 random bits. */
export function digest(value: string): string {
  return createHash('sha256').update(value).digest('base64url');
}

/** Compares two strings in a time that depends on neither's content. */
export function sameSecret(left: string, right: string): boolean {
  const a = createHash('sha256').update(left).digest();
  const b = createHash('sha256').update(right).digest();
  return timingSafeEqual(a, b);
}
