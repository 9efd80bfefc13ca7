import { expect, test } from 'vitest';
import { compile } from '../../lib/templates/templates.ts';
import { fencesOf } from '../docs/fences.ts';

// Every example of docs/templates.md: a template with its values and its page, or with what is wrong with it.
const texts = new Map((await fencesOf('docs/templates.md')).map(({ title, text }) => [title, text]));
const names = [...texts.keys()].filter((title) => title.endsWith('.i3html')).map((title) => title.slice(0, -7));
const text = (title: string): string => texts.get(title) ?? '';

test('every block of the page belongs to an example', () => {
  expect(names.length).toBeGreaterThan(5);
  const known = names.flatMap((name) => ['i3html', 'json', 'html', 'txt'].map((ending) => `${name}.${ending}`));
  expect([...texts.keys()].filter((title) => !known.includes(title))).toEqual(['views.js']);
});

test.each(names.filter((name) => texts.has(`${name}.html`)))('%s makes the page that is shown', (name) => {
  const template = compile(text(`${name}.i3html`), { name: `${name}.i3html` });
  expect(template.render(JSON.parse(text(`${name}.json`)))).toBe(text(`${name}.html`));
});

test.each(names.filter((name) => texts.has(`${name}.txt`)))('%s is refused as is shown', (name) => {
  const message = text(`${name}.txt`).trimEnd();
  expect(() => compile(text(`${name}.i3html`), { name: `${name}.i3html` })).toThrow(
    expect.objectContaining({ code: 'template.invalid', message }),
  );
});
