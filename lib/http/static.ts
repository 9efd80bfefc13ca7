import { existsSync, readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import path from 'node:path';
import express, { type RequestHandler } from 'express';
import { secure } from './security-headers.ts';

/**
 * Serves one built page and what lies beside it, below the path it is mounted at. Its links are relative, so the path has
 * to end with a slash before the page is sent. What is not there is left to the host.
 * @param change what to make of the page's HTML
 */
export function staticPage(folder: string, change?: (html: string) => string): RequestHandler {
  const page = path.join(folder, 'index.html');
  let changed: Buffer | undefined;
  const files = express.static(folder, {
    index: 'index.html',
    redirect: false,
    dotfiles: 'ignore',
    setHeaders: (res: ServerResponse, file: string) => setHeaders(res, path.relative(folder, file)),
  });
  return function servePage(req, res, next) {
    if (req.method !== 'GET' && req.method !== 'HEAD') return next();
    const target = withSlash(req.originalUrl);
    if (req.path === '/' && target !== undefined && existsSync(page)) {
      res.setHeader('Location', target);
      res.writeHead(301, { 'Content-Length': '0', 'Cache-Control': 'no-cache' });
      res.end();
      return undefined;
    }
    if (!change || !/^\/(index\.html)?$/i.test(req.path) || !existsSync(page)) return files(req, res, next);
    changed ??= Buffer.from(change(readFileSync(page, 'utf8')));
    setHeaders(res, 'index.html');
    res.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Length': changed.length });
    res.end(req.method === 'HEAD' ? undefined : changed);
    return undefined;
  };
}

/**
 * Relative address of the same path with a slash at its end; undefined when it has one. Relative, because a gateway may
 * have taken away a prefix that we do not know of.
 */
export function withSlash(originalUrl: string): string | undefined {
  const mark = originalUrl.indexOf('?');
  const pathname = mark === -1 ? originalUrl : originalUrl.slice(0, mark);
  if (pathname.endsWith('/')) return undefined;
  const query = mark === -1 ? '' : originalUrl.slice(mark);
  return `./${pathname.slice(pathname.lastIndexOf('/') + 1)}/${query}`;
}

/** File names in a folder `assets` carry a hash of their content; everything else is asked for again. */
function setHeaders(res: ServerResponse, file: string): void {
  const hashed = path.basename(path.dirname(file)) === 'assets';
  res.setHeader('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
  secure(res);
}
