import type { Server } from 'node:http';
import express, { type RequestHandler } from 'express';
import { describe, expect, onTestFinished, test } from 'vitest';
import { defineHandler } from '../../lib/handlers/define-handler.ts';
import { createServer } from '../../lib/http/create-server.ts';
import { iwt } from '../../lib/iwt.ts';
import { serve } from '../http/edge.ts';
import { silentLog } from '../support/databases.ts';
import { handlerSite } from './world.ts';

/** Says what reached it. */
const echo = defineHandler({
  event: 'Echo',
  fields: { FirstName: 'string', Skills: 'list', Nothing: 'string', None: 'list' },
  run(ctx) {
    const { FirstName, Skills, Nothing, None } = ctx.fields;
    ctx.text(
      JSON.stringify({
        bound: { FirstName, Skills, Nothing, None },
        form: [...ctx.form],
        commandLine: ctx.commandLine,
        mode: ctx.argument('MODE'),
      }),
    );
  },
});

test('on GET, the query is the command line and the form', async () => {
  const site = await handlerSite([echo]);
  const answer = await site.page(
    'event=Echo&FirstName=Ann+%26%20Bo&skills=a&Skills=b&FirstName=x&mode=1&bare&=v&a=b=c&%zz=%C3',
  );
  expect(await answer.json()).toEqual({
    bound: { FirstName: 'Ann & Bo', Skills: ['a', 'b'], Nothing: '', None: [] },
    form: [
      ['event', ['Echo']],
      ['FirstName', ['Ann & Bo', 'x']],
      ['skills', ['a']],
      ['Skills', ['b']],
      ['mode', ['1']],
      ['bare', ['']],
      ['', ['v']],
      ['a', ['b=c']],
      ['%zz', ['\ufffd']],
    ],
    commandLine: [
      'event=Echo',
      'FirstName=Ann & Bo',
      'skills=a',
      'Skills=b',
      'FirstName=x',
      'mode=1',
      'bare',
      '=v',
      'a=b=c',
      '%zz=\ufffd',
    ],
    mode: '1',
  });
});

const posted = {
  bound: { FirstName: 'Jörg <b>', Skills: ['x', 'y'], Nothing: '', None: [] },
  form: [
    ['event', ['Echo']],
    ['FirstName', ['Jörg <b>']],
    ['Skills', ['x', 'y']],
  ],
  commandLine: ['mode=2'],
  mode: '2',
};

function formData(): FormData {
  const form = new FormData();
  for (const [name, value] of [
    ['event', 'Echo'],
    ['FirstName', 'Jörg <b>'],
    ['Skills', 'x'],
    ['Skills', 'y'],
  ] as const) {
    form.append(name, value);
  }
  return form;
}

const urlencoded = () => new URLSearchParams([...formData()] as [string, string][]);

test('on POST, the body is the form, and the event may stand there', async () => {
  const site = await handlerSite([echo]);
  for (const body of [urlencoded(), formData()]) {
    expect(await (await site.page('mode=2', { method: 'POST', body })).json()).toEqual(posted);
  }
  const both = await site.page('event=CgiTest&format=text', { method: 'POST', body: urlencoded() });
  expect(await both.text()).toContain('Command Line parameters\n\nevent=CgiTest\nformat=text\n');
  const nothing = await site.page('event=Echo', { method: 'POST' });
  expect(await nothing.json()).toMatchObject({ form: [], commandLine: ['event=Echo'] });
});

describe.each([
  ['urlencoded, extended', express.urlencoded({ extended: true })],
  ['urlencoded', express.urlencoded({ extended: false })],
  ['text', express.text({ type: '*/*' })],
  ['raw', express.raw({ type: '*/*' })],
  ['json only', express.json()],
] as [string, RequestHandler][])('after a parser of the host: %s', (name, parser) => {
  test('a form arrives all the same', async () => {
    const site = iwt({ database: 'sqlite::memory:', logger: silentLog, handlers: [echo] });
    const app = express();
    app.use(parser, site);
    onTestFinished(() => site.close());
    const served = await serve(createServer(app) as Server);
    await site.ready();
    const url = `${served.url}/I3Root/WebServices/Server1/doHTMLRequest?mode=2`;
    for (const body of name === 'text' ? [urlencoded()] : [urlencoded(), formData()]) {
      expect(await (await fetch(url, { method: 'POST', body })).json()).toEqual(posted);
    }
  });
});

test('files and what is no form are refused', async () => {
  const site = await handlerSite([echo]);
  const statusOf = async (body: string | FormData, type?: string) => {
    const headers: Record<string, string> = type === undefined ? {} : { 'Content-Type': type };
    return (await site.page('event=Echo', { method: 'POST', body, headers })).status;
  };
  const withFile = formData();
  withFile.append('file', new Blob(['x']), 'a.txt');
  expect(await statusOf(withFile)).toBe(415);
  const unnamed =
    '--b\r\nContent-Disposition: form-data; name="f"; filename=""\r\nContent-Type: application/octet-stream\r\n\r\n';
  expect(await statusOf(`${unnamed}data\r\n--b--\r\n`, 'multipart/form-data; boundary=b')).toBe(415);
  // What browsers send for a file that was not chosen.
  expect(await statusOf(`${unnamed}\r\n--b--\r\n`, 'multipart/form-data; boundary=b')).toBe(200);
  expect(await statusOf('{}', 'application/json')).toBe(415);
  expect(await statusOf('x=1', 'text/plain')).toBe(415);
  expect(await statusOf('x=1', 'application/x-www-form-urlencoded; charset=utf-16')).toBe(415);
  expect(await statusOf('x=1', 'application/x-www-form-urlencoded; charset=UTF-8')).toBe(200);
});

test.each([
  ['without a boundary', 'x', 'multipart/form-data'],
  ['without an end', '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx', 'multipart/form-data; boundary=b'],
  ['that is none', 'hello', 'multipart/form-data; boundary=b'],
  ['with a broken head', '--b\r\n:::\r\n\r\nx\r\n--b--', 'multipart/form-data; boundary=b'],
])('a form with boundaries %s does no harm', async (_name, body, type) => {
  const site = await handlerSite([echo]);
  const answer = await site.page('event=Echo', { method: 'POST', body, headers: { 'Content-Type': type } });
  expect([200, 400]).toContain(answer.status);
  expect((await site.page('event=Echo')).status).toBe(200);
});
