#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { IwtError, IwtSetupError } from '../errors.ts';
import { version } from '../version.ts';

type AddCommand = (program: Command) => void;

/** Only the command that is asked for is loaded, so that `iwt migrate` starts without the server. */
const commands: Readonly<Record<string, () => Promise<AddCommand>>> = {
  serve: async () => (await import('./serve.ts')).serveCommand,
  configure: async () => (await import('./configure.ts')).configureCommand,
  migrate: async () => (await import('./migrate.ts')).migrateCommand,
  user: async () => (await import('./user.ts')).userCommand,
  workgroup: async () => (await import('./workgroup.ts')).workgroupCommand,
  skill: async () => (await import('./skill.ts')).skillCommand,
  code: async () => (await import('./code.ts')).codeCommand,
  transcripts: async () => (await import('./transcripts.ts')).transcriptsCommand,
  'problem-reports': async () => (await import('./problem-reports.ts')).problemReportsCommand,
  params: async () => (await import('./params.ts')).paramsCommand,
  doctor: async () => (await import('./doctor.ts')).doctorCommand,
};

/** With 1 the doctor says that it found faults, so what keeps it from looking has another exit code. */
const failed = (name: string | undefined) => (name === 'doctor' ? 2 : 1);

async function run(args: readonly string[]): Promise<number> {
  const program = new Command('iwt').description('Interaction Web Tools for Express').version(version).exitOverride();
  const load = Object.hasOwn(commands, args[0] ?? '') ? [commands[args[0] as string]] : Object.values(commands);
  try {
    for (const command of load) (await command?.())?.(program);
    for (const command of program.commands) inherit(command);
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    // commander has said what is wrong with the arguments, or printed the help.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : failed(args[0]);
    process.stderr.write(`iwt: ${sentence(error)}\n`);
    return failed(args[0]);
  }
}

/** Lets errors of arguments come back here from subcommands, too. */
function inherit(command: Command): void {
  command.exitOverride();
  for (const child of command.commands) inherit(child);
}

function sentence(error: unknown): string {
  if (error instanceof IwtSetupError || error instanceof IwtError) return `${error.message} (${error.code})`;
  const message = error instanceof Error ? error.message : String(error);
  return `${message.split('\n')[0]} (internal)`;
}

const code = await run(process.argv.slice(2));
// A server that runs keeps the process; whatever failed must not.
if (code !== 0) process.exit(code);
