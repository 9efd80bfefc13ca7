import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { type Child, runIwt } from '../support/children.ts';

/** A `config.js` as the original's utility leaves it, with a comment of somebody. */
export const genuine = `/*global ININ: true */
ININ.Web.Chat.Config =
{
  "ConfigVersion": 0,
  'ChatTarget': "Marketing", // ours
  "CallbackTarget": "Marketing",
  "InteractionTypes": ["chat","callback"],
  "UseEncryption": true,
  "ICServerCount": 2,
  "DefaultLanguageCode": "en-us"
};
Bootloader.loaded("config.js");
`.replaceAll('\n', '\r\n');

/** A folder with a site, and a place for the options beside it. */
export interface Place {
  readonly folder: string;
  readonly config: string;
  readonly options: string;
  /** Names and contents of all files below the folder. */
  files(): Promise<Record<string, string>>;
}

export async function place(config?: string | Buffer, options?: string): Promise<Place> {
  const top = await mkdtemp(path.join(os.tmpdir(), 'iwt-configure-'));
  onTestFinished(() => rm(top, { recursive: true, force: true }));
  const made = { folder: path.join(top, 'I3Root'), options: path.join(top, 'iwt.json') };
  const file = path.join(made.folder, 'js', 'config.js');
  if (config !== undefined) {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, config);
  }
  if (options !== undefined) await writeFile(made.options, options);
  return {
    ...made,
    config: file,
    async files() {
      const names = (await readdir(top, { recursive: true, withFileTypes: true })).filter(
        (entry) => !entry.isDirectory(),
      );
      const read = async (entry: (typeof names)[number]) => {
        const name = path.join(entry.parentPath, entry.name);
        return [path.relative(top, name), await readFile(name, 'latin1')];
      };
      return Object.fromEntries(await Promise.all(names.map(read)));
    },
  };
}

export function configure({ folder, options }: Pick<Place, 'folder' | 'options'>, ...flags: string[]): Child {
  return runIwt(['configure', folder, '--options', options, ...flags]);
}

/** Answers through a pipe, a line for each. */
export function answer(child: Child, ...lines: string[]): Child['ended'] {
  child.process.stdin?.end(lines.map((line) => `${line}\n`).join(''));
  return child.ended;
}
