import type { Command } from 'commander';
import { createAudit } from '../audit/audit.ts';
import type { Database } from '../database/connect.ts';
import { check, latest } from '../database/migrate.ts';
import { createMailStore } from '../mail/store.ts';
import { systemClock } from '../runtime/clock.ts';
import { systemIds } from '../runtime/ids.ts';
import type { Policy } from '../transcripts/policies.ts';
import { createPolicies, type Policies } from '../transcripts/policy-book.ts';
import { createTranscriptStore } from '../transcripts/store.ts';
import { type DatabaseFlags, quiet, takesDatabase, withDatabase } from './database.ts';
import { openPeople } from './people.ts';

interface PolicyFlags extends DatabaseFlags {
  readonly workgroup?: string;
  readonly user?: string;
  readonly event?: string;
  readonly action?: string;
}

type ListFlags = DatabaseFlags & { readonly json?: boolean };

/** `iwt transcripts policy add|list|remove` and `iwt transcripts failed`; a running site sees a change at once. */
export function transcriptsCommand(program: Command): void {
  const command = program.command('transcripts').description('say which transcripts are recorded; see failed mails');
  const policy = command.command('policy').description('add, list or remove policies for transcripts');
  takesDatabase(policy.command('add').description('record transcripts of all chats, a workgroup or a user'))
    .option('--workgroup <name>', 'only of chats that were in this queue')
    .option('--user <username>', 'only of chats that this user had')
    .option('--event <connected|ended>', 'of chats that an agent took, or of all (default: ended)')
    .option(
      '--action <record|mail|keep>',
      'mail it to visitors who ask, keep it for download, or both (default: record)',
    )
    .action(({ workgroup, user, event, action, ...flags }: PolicyFlags) =>
      withPolicies(flags, async (policies) => {
        const added = await policies.add({ workgroup, user, event, action }, 'iwt transcripts');
        process.stdout.write(`${added.id}\n`);
      }),
    );
  takesDatabase(policy.command('list').description('list the policies'))
    .option('--json', 'as one line of JSON')
    .action((flags: ListFlags) => withPolicies(flags, (policies) => listPolicies(policies, flags.json)));
  takesDatabase(policy.command('remove').description('remove a policy; without any, nothing is recorded'))
    .argument('<id>', 'as `policy list` shows it')
    .action((id: string, flags: DatabaseFlags) =>
      withPolicies(flags, (policies) => policies.remove(id, 'iwt transcripts')),
    );
  takesDatabase(command.command('failed').description('list mails that could not be sent, the newest first'))
    .option('--json', 'as one line of JSON')
    .action((flags: ListFlags) => withSchema(flags, (database) => listFailed(database, flags.json)));
}

async function listPolicies(policies: Policies, json = false): Promise<void> {
  const all = await policies.list();
  if (json) process.stdout.write(`${JSON.stringify(all)}\n`);
  else for (const { id, entity, event, action } of all) print(id, nameOf(entity), event, action);
}

function nameOf(entity: Policy['entity']): string {
  return entity.type === 'all' ? 'all' : `${entity.type} ${entity.name}`;
}

async function listFailed(database: Database, json = false): Promise<void> {
  const mails = await createMailStore(database).failed(100);
  if (json) process.stdout.write(`${JSON.stringify(mails)}\n`);
  else
    for (const mail of mails) {
      print(new Date(mail.changedAt).toISOString(), mail.interaction, mail.kind, mail.recipient, mail.lastError ?? '');
    }
}

function print(...columns: string[]): void {
  process.stdout.write(`${columns.join('\t')}\n`);
}

function withPolicies(flags: DatabaseFlags, work: (policies: Policies) => Promise<void>): Promise<void> {
  return withSchema(flags, (database) => {
    const runtime = { clock: systemClock, ids: systemIds, log: quiet };
    const audit = createAudit({ database, runtime });
    return work(createPolicies({ ...openPeople(database), store: createTranscriptStore(database), audit, runtime }));
  });
}

function withSchema(flags: DatabaseFlags, work: (database: Database) => Promise<void>): Promise<void> {
  return withDatabase(flags, { existing: false }, async (database) => {
    // As the site itself does at its start: a file is brought up to date, a server's schema is the DBA's.
    if (database.dialect === 'sqlite') await latest(database);
    else await check(database);
    await work(database);
  });
}
