import { open } from 'node:fs/promises';
import type { Command } from 'commander';
import { check } from '../database/migrate.ts';
import { IwtError, IwtSetupError } from '../errors.ts';
import { MAX_PHOTO_BYTES } from '../photos/photos.ts';
import { type DatabaseFlags, takesDatabase, withDatabase } from './database.ts';
import { openPeople } from './people.ts';

const actor = 'iwt user';

interface PhotoFlags extends DatabaseFlags {
  readonly clear?: boolean;
}

/** `iwt user photo NAME FILE|--clear`; may be used while the site runs. */
export function photoCommand(user: Command): void {
  takesDatabase(user.command('photo'))
    .description('give somebody a photo that visitors see, or take it away')
    .argument('<name>', 'user name')
    .argument('[file]', 'PNG, JPEG or GIF, at most 512 KB')
    .option('--clear', 'take the photo away')
    .action(photo);
}

async function photo(username: string, file: string | undefined, flags: PhotoFlags): Promise<void> {
  if ((file === undefined) !== (flags.clear === true)) {
    throw new IwtSetupError('IWT_BAD_OPTION', 'Name the file of the photo, or say --clear; not both.');
  }
  const bytes = file === undefined ? undefined : await readPhoto(file);
  await withDatabase(flags, { existing: true }, async (database) => {
    await check(database);
    const { agents, photos } = openPeople(database);
    const user = await agents.findByName(username);
    if (!user) throw new IwtError('not-found', `There is no user "${username}".`);
    if (bytes === undefined) await photos.clear(user, actor);
    else await photos.set(user, bytes, actor);
  });
}

/** The file, or as much of it as tells that it is too large. */
async function readPhoto(file: string): Promise<Uint8Array> {
  try {
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(MAX_PHOTO_BYTES + 1), 0, MAX_PHOTO_BYTES + 1, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new IwtSetupError('IWT_BAD_OPTION', `The photo ${file} cannot be read (${code ?? 'unknown reason'}).`);
  }
}
