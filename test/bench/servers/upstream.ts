/** What stands behind the proxies: answers each request with the same 300 bytes, once its body has come. */
import { createServer } from 'node:http';
import { served } from '../served.ts';

const answer = Buffer.from(
  `{"chat":{"pollWaitSuggestion":2000,"cfgVer":1,"events":[],"padding":"${'x'.repeat(232)}"}}`,
);
const head = { 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': answer.length };

served(
  createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(200, head).end(answer));
  }),
);
