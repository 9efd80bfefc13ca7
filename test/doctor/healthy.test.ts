import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import express from 'express';
import { expect, onTestFinished, test } from 'vitest';
import { iwt } from '../../lib/iwt.ts';
import { serve } from '../support/serve.ts';
import { examined } from './examining.ts';
import { bridge, plugin, serveHttp } from './stand-ins.ts';
import { webServer } from './web-server.ts';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

/** Two servers of a pair with their plug-ins, as the option `cic.servers` names them. */
async function pair() {
  return Promise.all(
    [200, 503].map(async (status) => ({
      http: `http://localhost:${await serveHttp(bridge({ status }))}`,
      pluginHttp: `http://localhost:${await serveHttp(plugin())}`,
    })),
  );
}

test.each(['documented', 'transparent'] as const)(
  'our own gateway before a pair (%s) has no finding',
  async (switchover) => {
    const cic = { servers: await pair(), switchover };
    const site = iwt({ database: 'sqlite::memory:', cic, chatTarget: 'Marketing', logger: quiet });
    const app = express();
    app.get('/I3Root/img/:name', (_request, response) => void response.type('gif').send('GIF89a'));
    app.use(site);
    await site.ready();
    const url = `http://127.0.0.1:${await serveHttp(app)}/I3Root`;
    onTestFinished(() => site.close());
    const told = await examined({ cic, site: url, search: true });
    expect(told.findings).toEqual([]);
    expect(told.steps.filter(({ outcome }) => outcome !== 'ok')).toEqual([]);
  },
);

test('a real server behind a web server has no finding', async () => {
  const data = mkdtempSync(path.join(tmpdir(), 'iwt-doctor-healthy-'));
  const served = await serve(data, '--cic', '--cic-port', '0');
  onTestFinished(async () => {
    await served.kill();
    rmSync(data, { recursive: true, force: true });
  });
  const http = `http://localhost:${served.cic?.http}`;
  const pluginHttp = `http://localhost:${await serveHttp(plugin())}`;
  const site = await webServer({
    rules: {
      '/I3Root/Server1/': `${http}/`,
      '/I3Root/WebServices/Server1/': `${pluginHttp}/WebHTMLService/`,
      '/I3Root/WebServices/WebHTMLService/': `${pluginHttp}/WebHTMLService/`,
    },
  });
  const told = await examined({ cic: { servers: [{ http, pluginHttp }] }, site, search: true });
  expect(told.findings).toEqual([]);
  expect(told.steps.filter(({ outcome }) => outcome !== 'ok')).toEqual([]);
  // The pages that it serves itself are well, too.
  const own = await examined({ site: `${served.url}${served.root}` });
  expect(own.findings).toEqual([]);
});
