import { afterAll, beforeAll, expect, test } from 'vitest';
import { register } from '../mounts/story.ts';
import { type Examples, runExamples, unpack } from './examples.ts';

// Every program of docs/handlers.md, as it stands there, run and used over HTTP.
const names = ['hello.js', 'modules.js', 'page.js', 'visitor.js'];

let unpacked: Awaited<ReturnType<typeof unpack>>;
let examples: Examples;

beforeAll(async () => {
  unpacked = await unpack('docs/handlers.md');
  examples = await runExamples(names.map(unpacked.file));
}, 120_000);

afterAll(async () => {
  await examples.stop();
  unpacked.remove();
});

const page = (name: string, query: string, init?: RequestInit) =>
  fetch(`${examples.url(name)}/I3Root/WebServices/Server1/doHTMLRequest?${query}`, init);

test('no program of the page is left out', () => {
  expect(unpacked.titles).toEqual(names);
});

test('the first page', async () => {
  expect(await (await page('hello.js', 'event=Hello&Name=Vera')).text()).toContain('<p>Hello Vera!</p>');
  expect(await (await page('hello.js', 'event=hello&name=%3Cb%3E')).text()).toContain('<p>Hello &#60;b&#62;!</p>');
  expect(await (await page('hello.js', 'event=CgiTest&format=text')).text()).toContain('\nScript Name:doHTMLRequest\n');
});

test('a handler that asks a queue', async () => {
  const answer = async () => (await page('modules.js', 'event=Waiting')).text();
  await expect.poll(answer).toContain('<p>0 agents, -1 seconds</p>');
});

test('a template', async () => {
  const answer = await page('page.js', 'event=Agents&Skills=Tea&Skills=%3CCoffee%3E');
  expect([answer.status, await answer.text()]).toEqual([200, expect.stringMatching(/Skills: Tea<br>&(lt|#60);Coffee/)]);
});

test('a page for signed-in visitors', async () => {
  const url = examples.url('visitor.js');
  await register(`${url}/I3Root`);
  const answer = await page('visitor.js', 'event=Orders');
  expect([answer.status, await answer.text()]).toEqual([401, expect.stringContaining('action="?event=Orders"')]);
});
