/** The picture formats that every browser shows and that hold no script; also the end of a photo's address. */
export type PhotoType = 'png' | 'jpg' | 'gif';

const beginnings: readonly (readonly [PhotoType, string])[] = [
  ['png', '\x89PNG\r\n\x1a\n'],
  ['jpg', '\xff\xd8\xff'],
  ['gif', 'GIF87a'],
  ['gif', 'GIF89a'],
];

/** What a file is by its first bytes; its name says nothing. Undefined: none of the formats. */
export function sniffPhoto(bytes: Uint8Array): PhotoType | undefined {
  const head = Buffer.from(bytes.subarray(0, 8)).toString('latin1');
  return beginnings.find(([, beginning]) => head.startsWith(beginning))?.[0];
}
