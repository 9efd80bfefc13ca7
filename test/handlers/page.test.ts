import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { defineHandler } from '../../lib/handlers/define-handler.ts';
import { compile } from '../../lib/templates/templates.ts';
import { handlerSite } from './world.ts';

const source = '<!doctype html><title>Hello</title><p>Hello ##I3_Name##</p>\n';

test('page fills in a template: a text, a compiled one, and a file that may change', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'iwt-page-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'hello.html');
  writeFileSync(file, source);
  const compiled = compile(source, { name: 'compiled' });
  const templates = { text: source, compiled, file: pathToFileURL(file) };
  const site = await handlerSite([
    defineHandler({
      name: 'hello',
      event: 'Hello',
      fields: { Name: 'string' },
      run(ctx) {
        const template = templates[ctx.argument('from') as keyof typeof templates];
        ctx.page(template, { Name: ctx.fields.Name, Nobody: 'x' }, { status: 201, headers: { 'X-From': 'hello' } });
      },
    }),
  ]);
  const ask = (from: string) => site.page(`event=Hello&Name=%3Cb%3E+%23%23I3_Name%23%23&from=${from}`);
  for (const from of ['text', 'compiled', 'file']) {
    const answer = await ask(from);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([201, 'text/html; charset=utf-8']);
    expect(answer.headers.get('x-from')).toBe('hello');
    const page = await answer.text();
    expect(page).toContain('##I3_Name##</p>');
    expect(page).not.toContain('<b>');
  }
  writeFileSync(file, '<!doctype html><title>Bye</title><p>Goodbye ##I3_Name##</p>\n');
  expect(await (await ask('file')).text()).toContain('<p>Goodbye ');
  const warned = site.logged.filter(({ message }) => message === 'A handler binds what the template has no field for');
  expect(warned.map(({ fields }) => fields)).toContainEqual({
    ...{ template: 'compiled', bindings: ['Nobody'], handler: 'hello', event: 'Hello' },
  });
  // Once for each template.
  expect(warned).toHaveLength(4);

  writeFileSync(file, '<script ##I3_Name##></script>');
  expect((await ask('file')).status).toBe(500);
  expect(site.logged.at(-1)).toMatchObject({
    message: 'A handler failed',
    fields: { err: { code: 'template.invalid' } },
  });
});
