/**
 * The peers of a poll and a send: the same bytes by a bare node:http server and by a bare Express 5 route.
 * Argument: `node` | `express`.
 */
import { createServer } from 'node:http';
import express from 'express';
import { served } from '../served.ts';

const head = {
  'Content-Type': 'application/json; charset=utf-8',
  'Cache-Control': 'no-store, no-cache',
  Pragma: 'no-cache',
  Expires: '-1',
  'X-Content-Type-Options': 'nosniff',
};
let page = '';
let answer: { text: string; data: unknown } = { text: '{}', data: {} };

const answers = {
  /** What to answer from now on. */
  answer: (text: string) => {
    answer = { text, data: JSON.parse(text) };
    return {};
  },
  /** What the page is from now on. */
  page: (text: string) => {
    page = text;
    return {};
  },
};

if (process.argv[2] === 'node') {
  served(
    createServer((_request, response) => {
      response.writeHead(200, { ...head, 'Content-Length': Buffer.byteLength(answer.text) });
      response.end(answer.text);
    }),
    {},
    answers,
  );
} else {
  const app = express().disable('x-powered-by');
  app.get('/poll/:id', (_request, response) => {
    response.json(answer.data);
  });
  app.get('/page', (_request, response) => {
    response.send(page);
  });
  app.post('/send/:id', express.json(), (request, response) => {
    if (typeof request.body.message !== 'string') throw new Error('The message is missing.');
    response.json(answer.data);
  });
  served(createServer(app), {}, answers);
}
