import { systemIds } from '../runtime/ids.ts';

/** Letters and digits that nobody mixes up when reading them out. */
const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789';

/** 100 random bits in four groups. */
export function makePassword(): string {
  const characters = [...systemIds.bytes(20)].map((byte) => alphabet[byte % alphabet.length]);
  return [0, 5, 10, 15].map((start) => characters.slice(start, start + 5).join('')).join('-');
}
