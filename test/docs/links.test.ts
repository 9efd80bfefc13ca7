import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readPage } from './fences.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const inDocs = (await readdir(path.join(root, 'docs'), { recursive: true })).filter((file) => file.endsWith('.md'));
const pages = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'migrations/README.md'],
  ...inDocs.map((file) => path.posix.join('docs', file.split(path.sep).join('/'))),
];

/** The page without its blocks of code, in which nothing is a link or a heading. */
const prose = async (page: string) => (await readPage(page)).replace(/^```[\s\S]*?^```$/gm, '');

/** The name that GitHub gives a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-');
}

test.each(pages)('every link of %s leads somewhere', async (page) => {
  const broken: string[] = [];
  for (const [, target = ''] of (await prose(page)).matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^[a-z]+:/.test(target)) continue;
    const [file = '', anchor] = target.split('#');
    const found = file === '' ? page : path.posix.join(path.posix.dirname(page), file);
    if (!existsSync(path.join(root, found))) broken.push(target);
    else if (anchor !== undefined) {
      const anchors = [...(await prose(found)).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading));
      if (!anchors.includes(anchor)) broken.push(target);
    }
  }
  expect(broken).toEqual([]);
});

test('every page of docs can be reached from the README', async () => {
  const linked = new Set<string>(['README.md']);
  const follow = async (page: string): Promise<void> => {
    for (const [, target = ''] of (await prose(page)).matchAll(/\]\(([^)#\s]+\.md)[^)]*\)/g)) {
      const found = path.posix.join(path.posix.dirname(page), target);
      if (/^[a-z]+:/.test(target) || linked.has(found) || !existsSync(path.join(root, found))) continue;
      linked.add(found);
      await follow(found);
    }
  };
  await follow('README.md');
  expect(inDocs.filter((file) => !file.startsWith('decisions') && !linked.has(`docs/${file}`))).toEqual([]);
});

test('the README says that the product is independent', async () => {
  expect(await readPage('README.md')).toMatch(/independent of Genesys/);
});
