import { readdirSync, readFileSync } from 'node:fs';
import { IwtError } from '../errors.ts';
import type { Answer } from '../wire/room.ts';

const folder = new URL('../../views/images/', import.meta.url);

/** A style inside the drawing follows the reader's colour scheme; nothing else in it may act. */
const headers = {
  'Cache-Control': 'public, max-age=86400',
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
};

let drawn: ReadonlyMap<string, Buffer> | undefined;

/**
 * The pictures of the handler pages (technical reference, the image files of *System_WebSearch*), by their documented
 * names in any letter case. They are drawings under the names of GIF files, so that pages keep their addresses and
 * screens of any density show them sharp; browsers go by the content type.
 *
 * @throws IwtError `not-found`
 */
export function readImage(name: string): Answer {
  drawn ??= readDrawings();
  const bytes = drawn.get(name.toLowerCase());
  if (bytes === undefined) throw new IwtError('not-found', 'There is no such picture.');
  return { bytes, type: 'image/svg+xml', headers };
}

function readDrawings(): ReadonlyMap<string, Buffer> {
  return new Map(
    readdirSync(folder).map((file) => [
      file.replace(/\.svg$/, '.gif').toLowerCase(),
      readFileSync(new URL(file, folder)),
    ]),
  );
}
