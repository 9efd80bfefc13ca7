import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import express from 'express';
import express4 from 'express4';
import request from 'supertest';
import { expect, onTestFinished, test } from 'vitest';
import { trusted } from '../../lib/templates/templates.ts';
import { createViewEngine } from '../../lib/templates/view-engine.ts';

/** A site whose only page is `page.i3html`. */
function site(make: () => express.Express, options: object, viewCache = false) {
  const views = mkdtempSync(path.join(tmpdir(), 'iwt-views-'));
  onTestFinished(() => rmSync(views, { recursive: true }));
  const app = make();
  app.engine('i3html', createViewEngine());
  app.set('views', views);
  app.set('view cache', viewCache);
  app.locals.site = 'Site';
  app.get('/', (_request, response) => response.render('page.i3html', options));
  app.use((error: Error, _request: express.Request, response: express.Response, _next: express.NextFunction) => {
    response.status(500).send(error.message);
  });
  let time = 1_700_000_000;
  return {
    file: path.join(views, 'page.i3html'),
    write(source: string) {
      writeFileSync(path.join(views, 'page.i3html'), source);
      utimesSync(path.join(views, 'page.i3html'), time, time++);
    },
    read: async () => (await request(app).get('/')).text,
  };
}

test.each([
  ['Express 5', express],
  ['Express 4', express4 as unknown as typeof express],
])('%s answers with a page', async (_name, make) => {
  const options = { name: '<b>', list: ['a', 'b'], number: 3, html: trusted('<i>'), nothing: null, other: {} };
  const { write, read } = site(make, options);
  write('<p>##I3_Site## ##I3_Name## ##I3_Number## ##I3_Html## ##I3_Nothing##<ul><li>##I3_List##</ul>');
  expect(await read()).toBe('<p>Site &lt;b&gt; 3 <i> <ul><li>a<li>b</ul>');
});

test('a file that changes is read again', async () => {
  const { write, read } = site(express, {});
  write('<p>one');
  expect(await read()).toBe('<p>one');
  write('<p>two');
  expect(await read()).toBe('<p>two');
});

test('with the view cache a file is read once', async () => {
  const { write, read } = site(express, {}, true);
  write('<p>one');
  expect(await read()).toBe('<p>one');
  write('<p>two');
  expect(await read()).toBe('<p>one');
});

test('errors name the file', async () => {
  const { file, write, read } = site(express, { A: {} });
  write('<p ##I3_A##>');
  expect(await read()).toContain(`${file}:1:4: A field cannot be an attribute`);
  write('<p>##I3_A##');
  expect(await read()).toContain(`${file}: the value of "A" must be a text`);
  write('<p>mended');
  expect(await read()).toBe('<p>mended');
});
