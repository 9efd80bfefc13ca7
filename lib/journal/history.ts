import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';

/** Bodies of texts by the `seq` of their events. */
export type Bodies = ReadonlyMap<number, unknown>;

/** Bytes of bodies together that are packed; more stay where they are. */
const mostBytes = 16 * 1024 * 1024;
/** MySQL takes statements of 16 MB, in which every byte has two digits. */
const mostPacked = 4 * 1024 * 1024;

const deflated = promisify(deflate);
const inflated = promisify<Buffer, { maxOutputLength: number }, Buffer>(inflate);
const movedForm = /^\{"party":\d+,"moved":1\}$/;

/**
 * What stands in an event's row once its text has moved. The party stays for those who count in SQL; nobody can write
 * a text that looks like it, because a body with a text has a `text` of its own.
 */
export function movedBody(party: number): string {
  return JSON.stringify({ party, moved: 1 });
}

/** Whether the body of a row, as it is on disk, has moved. */
export function isMoved(type: string, body: string): boolean {
  return type === 'text' && movedForm.test(body);
}

/** Deflated JSON, `[[seq, body], …]`; undefined: too large. */
export async function pack(bodies: Bodies): Promise<Buffer | undefined> {
  const json = Buffer.from(JSON.stringify([...bodies]));
  if (json.length > mostBytes) return undefined;
  const packed = await deflated(json);
  return packed.length > mostPacked ? undefined : packed;
}

/** @throws Error: it is not what `pack` makes. */
export async function unpack(packed: Uint8Array): Promise<Bodies> {
  const json = await inflated(Buffer.from(packed), { maxOutputLength: mostBytes });
  const entries: unknown = JSON.parse(json.toString());
  if (!Array.isArray(entries) || !entries.every(isEntry)) throw new Error('A history holds something else than texts.');
  return new Map(entries);
}

function isEntry(entry: unknown): entry is [number, unknown] {
  if (!Array.isArray(entry) || entry.length !== 2) return false;
  const [seq, body] = entry;
  if (!Number.isSafeInteger(seq) || seq < 1 || typeof body !== 'object' || body === null) return false;
  return Number.isSafeInteger(body.party) && typeof body.text === 'string';
}
