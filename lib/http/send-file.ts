import type { ServerResponse } from 'node:http';
import type { ServedFile } from './reply.ts';

/** A year: the name of a file changes with its content. */
const kept = 'public, max-age=31536000, immutable';

/** Nothing in a file may run, whatever it holds and wherever it is opened. */
const harmless: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; sandbox",
};

/** Sends a file that people uploaded; undefined: 404. */
export function sendFile(res: ServerResponse, file: ServedFile | undefined): void {
  // Something else in the host (a time limit, say) may have answered meanwhile.
  if (res.headersSent || res.destroyed) return;
  const bytes = file?.bytes ?? new Uint8Array();
  res.writeHead(file ? 200 : 404, {
    ...harmless,
    'Cache-Control': file ? kept : 'no-store',
    'Content-Type': file?.type ?? 'text/plain; charset=utf-8',
    'Content-Length': String(bytes.length),
  });
  res.end(bytes);
}
