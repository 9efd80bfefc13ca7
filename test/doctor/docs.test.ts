import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { advice } from '../../lib/doctor/advice.ts';
import { readPage } from '../docs/fences.ts';

const page = await readPage('docs/doctor.md');
const rows = (heading: string) =>
  [...(page.split(`## ${heading}`)[1]?.split('\n## ')[0] ?? '').matchAll(/^\| `([^`]+)` \| ([^|]+) \|/gm)].map(
    ([, code = '', cell = '']) => [code, cell] as const,
  );

test('every finding stands in docs/doctor.md with its level, and no other', () => {
  const expected = Object.entries(advice).map(([code, { level }]) => [code, level]);
  expect(rows('The findings')).toEqual(expected);
});

test('every step stands there, and no other', async () => {
  const source = await readFile(new URL('../../lib/doctor/task.ts', import.meta.url), 'utf8');
  const union = /type StepName =([^;]+);/.exec(source)?.[1] ?? '';
  const names = [...union.matchAll(/'([a-z-]+)'/g)].map(([, name]) => name);
  expect(names.length).toBeGreaterThan(10);
  expect(rows('The steps').map(([name]) => name)).toEqual(names);
});

test('every finding is found by some test', async () => {
  const folder = new URL('.', import.meta.url);
  const files = (await readdir(folder)).filter((file) => file.endsWith('.test.ts'));
  const tests = (await Promise.all(files.map((file) => readFile(new URL(file, folder), 'utf8')))).join('\n');
  expect(Object.keys(advice).filter((code) => !tests.includes(code))).toEqual([]);
});
