import { type Command, InvalidArgumentError } from 'commander';
import { createAudit } from '../audit/audit.ts';
import { type CodeKind, type Codes, codeKinds, createCodes } from '../codes/codes.ts';
import { check, latest } from '../database/migrate.ts';
import { systemClock } from '../runtime/clock.ts';
import { systemIds } from '../runtime/ids.ts';
import { type DatabaseFlags, takesDatabase, withDatabase } from './database.ts';

/** `iwt code add|list|remove`; a running site sees a change at once. */
export function codeCommand(program: Command): void {
  const command = program.command('code').description('add, list or remove wrap-up and account codes');
  const kind = `<${codeKinds.join('|')}>`;
  takesDatabase(command.command('add').description('add a code that agents can choose'))
    .argument(kind, 'what it is for', readKind)
    .argument('<code>', 'what is stored and reported, at most 50 characters; letter case counts')
    .argument('[name]', 'what agents read (default: the code)')
    .action((of: CodeKind, code: string, name: string | undefined, flags: DatabaseFlags) =>
      withCodes(flags, (codes) => codes.add(of, { code, name: name ?? code }, 'iwt code add')),
    );
  takesDatabase(command.command('list').description('list the codes that agents can choose'))
    .option('--json', 'as one line of JSON')
    .action((flags: DatabaseFlags & { json?: boolean }) => withCodes(flags, (codes) => list(codes, flags.json)));
  takesDatabase(command.command('remove').description('take a code from the list; what has it keeps it'))
    .argument(kind, 'what it is for', readKind)
    .argument('<code>')
    .action((of: CodeKind, code: string, flags: DatabaseFlags) =>
      withCodes(flags, (codes) => codes.remove(of, code, 'iwt code remove')),
    );
}

function readKind(value: string): CodeKind {
  const kind = codeKinds.find((one) => one === value);
  if (!kind) throw new InvalidArgumentError(`It is one of ${codeKinds.join(', ')}.`);
  return kind;
}

async function list(codes: Codes, json = false): Promise<void> {
  const { wrapUp, account } = await codes.list();
  const rows = [
    ...wrapUp.map((one) => ({ kind: 'wrapup', ...one })),
    ...account.map((one) => ({ kind: 'account', ...one })),
  ];
  if (json) process.stdout.write(`${JSON.stringify(rows)}\n`);
  else for (const { kind, code, name } of rows) process.stdout.write(`${kind}\t${code}\t${name}\n`);
}

function withCodes(flags: DatabaseFlags, work: (codes: Codes) => Promise<void>): Promise<void> {
  return withDatabase(flags, { existing: false }, async (database) => {
    // As the site itself does at its start: a file is brought up to date, a server's schema is the DBA's.
    if (database.dialect === 'sqlite') await latest(database);
    else await check(database);
    const runtime = { clock: systemClock, ids: systemIds };
    await work(createCodes({ database, runtime, audit: createAudit({ database, runtime }) }));
  });
}
