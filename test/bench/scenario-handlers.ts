/** Handler pages: what CgiTest costs beside a bare Express route that answers the same bytes. */
import { get, measure, show } from './measure.ts';
import { startServer } from './processes.ts';

const path = '/WebServices/Server1/doHTMLRequest?event=CgiTest';

export async function handlers(): Promise<void> {
  const ours = await startServer('./servers/iwt.ts', 'create-server');
  const listening = await startServer('./servers/iwt.ts', 'listen');
  const express = await startServer('./servers/bare.ts', 'express');
  const page = await (await fetch(`http://127.0.0.1:${ours.port}${ours.hello.root}${path}`)).text();
  await express.ask('page', page);
  const measured = await measure([
    { name: 'bare Express 5, res.send', server: express, requests: [get('/page')] },
    { name: 'CgiTest under createServer(app)', server: ours, requests: [get(`${ours.hello.root}${path}`)] },
    { name: 'CgiTest under app.listen()', server: listening, requests: [get(`${listening.hello.root}${path}`)] },
  ]);
  show('doHTMLRequest?event=CgiTest', measured, 'bare Express 5, res.send');
  await Promise.all([ours, listening, express].map((server) => server.stop()));
}
