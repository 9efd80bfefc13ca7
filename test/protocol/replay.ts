import { expect } from 'vitest';
import { type RawAnswer, rawRequest } from '../support/raw.ts';
import { checkChat } from './strict.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers are looked at field by field
export type Json = any;

/** `head` is written with bare line feeds; a body gets its length where the head leaves `Content-Length:` open. */
export async function replay(port: number, head: string, body = ''): Promise<Json> {
  return jsonOf(await rawRequest(port, bytes(head, body)));
}

export function bytes(head: string, body: string): string {
  const length = `Content-Length: ${Buffer.byteLength(body)}`;
  const lines = head
    .trim()
    .split('\n')
    .map((line) => (line.trim() === 'Content-Length:' ? length : line.trim()));
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

export function jsonOf(answer: RawAnswer): Json {
  expect(answer.status).toBe(200);
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
  return JSON.parse(answer.body);
}

export function succeeded(answer: Json): Json {
  checkChat(answer, 'success');
  return answer.chat;
}
