/** How the text lies in a file. Windows editors save "Unicode" as UTF-16. */
export type Encoding = 'utf-8' | 'utf-8 with mark' | 'utf-16le' | 'utf-16be';

export interface Decoded {
  /** Without its byte order mark. */
  readonly text: string;
  readonly encoding: Encoding;
}

/** The text of a file; undefined: it is in none of these encodings, and guessing could damage it. */
export function decode(bytes: Uint8Array): Decoded | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return read(bytes, 'utf-16le', 2, 'utf-16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return read(bytes, 'utf-16be', 2, 'utf-16be');
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return marked ? read(bytes, 'utf-8', 3, 'utf-8 with mark') : read(bytes, 'utf-8', 0, 'utf-8');
}

function read(bytes: Uint8Array, label: string, from: number, encoding: Encoding): Decoded | undefined {
  try {
    const text = new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(bytes.subarray(from));
    // A file of zeros and the like is valid UTF-8 and no text.
    return text.includes('\0') ? undefined : { text, encoding };
  } catch {
    return undefined;
  }
}

export function encode({ text, encoding }: Decoded): Uint8Array<ArrayBuffer> {
  if (encoding === 'utf-8') return bytesOf(text);
  if (encoding === 'utf-8 with mark') return bytesOf(`\uFEFF${text}`);
  const view = new DataView(new ArrayBuffer(2 + text.length * 2));
  const little = encoding === 'utf-16le';
  view.setUint16(0, 0xfeff, little);
  for (let index = 0; index < text.length; index += 1) view.setUint16(2 + index * 2, text.charCodeAt(index), little);
  return new Uint8Array(view.buffer);
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new TextEncoder().encode(text));
}
