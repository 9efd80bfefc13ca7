import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type ErrorCode, IwtError } from '../../lib/errors.ts';
import { readPage } from './fences.ts';

const lib = fileURLToPath(new URL('../../lib', import.meta.url));
const page = await readPage('docs/errors.md');
const [running = '', setup = ''] = page.split('## While the service runs')[1]?.split('## When it is set up') ?? [];

function rowsOf(table: string): Map<string, readonly string[]> {
  const cells = [...table.matchAll(/^\| `([^`]+)` \| (.*) \|$/gm)];
  return new Map(cells.map(([, code = '', rest = '']) => [code, rest.split(' | ')]));
}

async function sources(): Promise<string> {
  const files = (await readdir(lib, { recursive: true })).filter((file) => file.endsWith('.ts'));
  return (await Promise.all(files.map((file) => readFile(path.join(lib, file), 'utf8')))).join('\n');
}

test('every error of the running service stands there with its status and reason, and no other', async () => {
  const table = /const errors = \{(.*?)\} as const/s.exec(await readFile(path.join(lib, 'errors.ts'), 'utf8'))?.[1];
  const codes = [...(table ?? '').matchAll(/^ {2}'?([a-z.-]+)'?: \{/gm)].map(([, code]) => code as ErrorCode);
  expect(codes.length).toBeGreaterThan(20);
  const rows = rowsOf(running);
  expect([...rows.keys()].sort()).toEqual([...codes].sort());
  for (const code of codes) {
    const { status, reason } = new IwtError(code, '');
    expect([code, ...(rows.get(code) ?? []).slice(0, 2)]).toEqual([code, String(status), `\`${reason}\``]);
  }
});

test('every error of the set-up stands there, in one form, and no other', async () => {
  const thrown = [...(await sources()).matchAll(/new IwtSetupError\(\s*(\S+)/g)].map(([, code]) => code ?? '');
  const codes = [...new Set(thrown.map((code) => code.replace(/,$/, '')))];
  for (const code of codes) expect(code).toMatch(/^'IWT_[A-Z]+(_[A-Z]+)*'$/);
  expect([...rowsOf(setup).keys()].sort()).toEqual(codes.map((code) => code.slice(1, -1)).sort());
});
