import { readConfigJs as read } from '../../views/config-file/config-js.ts';

/**
 * The keys of a site's `config.js`, in the genuine form or edited by hand (comments, quotes of either kind or none, commas
 * too many). Nothing in it is run; a key whose value would have to be is left out. Undefined: it holds no such object.
 */
export function readConfigJs(text: string): Readonly<Record<string, unknown>> | undefined {
  const result = read(text);
  return result.ok ? result.file.values : undefined;
}
