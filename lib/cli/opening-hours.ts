import { readFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { IwtError, IwtSetupError } from '../errors.ts';
import { parseHours } from '../hours/hours.ts';
import type { Workgroups } from '../workgroups/workgroups.ts';
import { type DatabaseFlags, takesDatabase } from './database.ts';

interface Flags extends DatabaseFlags {
  readonly file?: string;
  readonly clear?: boolean;
  readonly show?: boolean;
}

type WithWorkgroups = (flags: DatabaseFlags, work: (workgroups: Workgroups) => Promise<void>) => Promise<void>;

const actor = 'iwt workgroup hours';

/** `iwt workgroup hours`; a site that runs sees a change within seconds. */
export function openingHoursCommand(workgroup: Command, withWorkgroups: WithWorkgroups): void {
  takesDatabase(workgroup.command('hours <name>'))
    .description('show or set when a workgroup is there (docs/opening-hours.md)')
    .addOption(new Option('--file <path>', 'JSON file to take them from; - is the standard input').conflicts('clear'))
    .addOption(new Option('--clear', 'always open again').conflicts('show'))
    .addOption(new Option('--show', 'print them as JSON (the default)').conflicts('file'))
    .action((name: string, flags: Flags) => {
      // Read before the database is touched.
      const text = flags.file === undefined ? undefined : read(flags.file);
      return withWorkgroups(flags, async (workgroups) => {
        if (text !== undefined) await workgroups.update(name, { openingHours: text }, actor);
        else if (flags.clear) await workgroups.update(name, { openingHours: null }, actor);
        else await show(workgroups, name);
      });
    });
}

async function show(workgroups: Workgroups, name: string): Promise<void> {
  const found = await workgroups.find(name);
  if (!found) throw new IwtError('not-found', `There is no workgroup "${name.trim()}".`);
  const { openingHours } = await workgroups.settings(found.id);
  const text = openingHours === null ? 'Always open.' : JSON.stringify(parseHours(openingHours), null, 2);
  process.stdout.write(`${text}\n`);
}

function read(path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8').replace(/^\ufeff/, '');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new IwtSetupError('IWT_BAD_OPTION', `The file ${path} cannot be read (${code}).`);
  }
}
