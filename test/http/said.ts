import { expect } from 'vitest';

export const emptyPoll = '{"chat":{"pollWaitSuggestion":2000,"cfgVer":7,"events":[],"status":{"type":"success"}}}';

export function failed(root: string, reason: string): unknown {
  return { [root]: expect.objectContaining({ status: expect.objectContaining({ type: 'failure', reason }) }) };
}

export async function post(url: string, body?: string, headers: Record<string, string> = {}): Promise<unknown> {
  const answer = await fetch(url, { method: 'POST', ...(body === undefined ? {} : { body }), headers });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
  return answer.json();
}
