import { readFile } from 'node:fs/promises';
import { IwtSetupError } from '../errors.ts';
import { isRange } from '../limits/trusted-hosts.ts';
import type { IwtOptions } from '../options/schema.ts';

/**
 * The options in a JSON file. Whether they fit is for whoever takes them to say.
 * @throws IwtSetupError `IWT_BAD_OPTION`
 */
export async function readConfig(file: string | undefined): Promise<IwtOptions> {
  if (file === undefined) return {};
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new IwtSetupError('IWT_BAD_OPTION', `The file ${file} cannot be read (${error.code}).`);
  });
  const options = parse(file, text);
  if (typeof options === 'object' && options !== null && !Array.isArray(options)) return options;
  throw new IwtSetupError('IWT_BAD_OPTION', `The file ${file} must hold one JSON object with options of iwt().`);
}

function parse(file: string, text: string): unknown {
  try {
    // Editors of Windows begin a file with a byte order mark.
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new IwtSetupError('IWT_BAD_OPTION', `The file ${file} is not JSON: ${(error as Error).message}.`);
  }
}

/** Names of Express for ranges of addresses. */
const ranges: ReadonlySet<string> = new Set(['loopback', 'linklocal', 'uniquelocal']);

/**
 * Express's `trust proxy`: how many proxies stand in front, or which addresses they have. Not `true`, which lets every
 * visitor choose his address.
 * @throws IwtSetupError `IWT_BAD_OPTION`
 */
export function readTrustProxy(text: string): number | string[] {
  if (/^\d{1,2}$/.test(text)) return Number(text);
  const entries = text.split(',').map((entry) => entry.trim());
  if (entries.every((entry) => ranges.has(entry) || isRange(entry))) return entries;
  throw new IwtSetupError(
    'IWT_BAD_OPTION',
    `"${text}" cannot be trusted: --trust-proxy takes the number of your proxies, or their addresses such as "10.0.0.0/8" or "loopback", with commas between them.`,
  );
}
