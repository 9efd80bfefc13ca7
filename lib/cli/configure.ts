import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Command, Option } from 'commander';
import type { Replacement } from '../../views/config-file/config-js.ts';
import {
  type Decided,
  type FileRead,
  knownFrom,
  type Present,
  planFor,
  readConfig,
  readOptionsFile,
} from '../../views/config-file/plan.ts';
import { fill } from '../../views/pages/texts.ts';
import { printable } from '../doctor/quote.ts';
import { IwtSetupError } from '../errors.ts';
import { readOptions } from '../options/options.ts';
import type { IwtOptions } from '../options/schema.ts';
import type { CaOptions } from '../site/web-servers/front.ts';
import { printConfiguration, type WebServer, webServers } from '../site/web-servers/web-servers.ts';
import { type FoundFile, findConfigJs, readFound, replaceFiles } from './configure-files.ts';
import { createPrompter } from './configure-prompt.ts';
import { type Ask, decide, readFlags, texts } from './configure-questions.ts';

interface ConfigureFlags extends Readonly<Record<string, unknown>> {
  readonly options: string;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly for?: WebServer;
}

/** `iwt configure`: asks what the original's utility asks, and writes `config.js` and the options of `iwt()`. */
export function configureCommand(program: Command): void {
  program
    .command('configure')
    .description('ask how the site shall be, and write js/config.js and iwt.json')
    .argument('[folder]', 'folder of the site; I3Root unless config.js is in ./js')
    .option('--servers <number>', 'number of CIC servers: 1, or 2 with switchover')
    .option('--secure', 'visitors come over HTTPS')
    .option('--no-secure', 'visitors come over HTTP')
    .option('--language <code>', 'language of last resort, such as en-us')
    .option('--types <types>', 'chat, callback, or both with a comma between')
    .option('--chat-target <name>', 'workgroup or user for chats')
    .option('--chat-target-type <type>', 'Workgroup or User')
    .option('--callback-target <name>', 'workgroup or user for callbacks')
    .option('--callback-target-type <type>', 'Workgroup or User')
    .option('--cic <urls...>', 'the CIC server or the two of a pair, such as http://icserver:8114; none for no gateway')
    .option('--switchover <way>', 'documented or transparent')
    .option('--net', 'take new chats and callbacks while no CIC server answers')
    .option('--no-net', 'do not')
    .option('--options <file>', 'file of the options', 'iwt.json')
    .option('--yes', 'ask nothing: what no flag answers stays as it is')
    .addOption(
      new Option(
        '--for <program>',
        'print the configuration of another web server as the reverse proxy instead',
      ).choices(webServers),
    )
    .option('--dry-run', 'show what would change, and change nothing')
    .action((folder: string | undefined, flags: ConfigureFlags) =>
      flags.for ? printFor(flags.for, flags) : configure(folder, flags),
    );
}

/** For the servers of `--cic`, else of the options file, else of the environment. */
function printFor(program: WebServer, flags: ConfigureFlags): void {
  const { urls } = readFlags(flags);
  const file = readFile(flags.options);
  const options: IwtOptions = file.bytes ? understood(file.path, readOptionsFile(file.text)) : {};
  const named = urls ? { cic: { ...options.cic, servers: [...urls] } } : {};
  const { cic, root } = readOptions({ ...options, ...named }, process.env);
  if (!cic) {
    throw new IwtSetupError(
      'IWT_BAD_OPTION',
      `--for needs the CIC servers: name them with --cic, or as cic.servers in ${flags.options}.`,
    );
  }
  const given = { ...options, ...named }.cic;
  process.stdout.write(printConfiguration(program, cic, root, given ?? caOfEnvironment(process.env)));
}

/** The environment counts where the option `cic` is not given. */
function caOfEnvironment({ IWT_CIC_CA: ca, IWT_CIC_PLUGIN_CA: pluginCa }: NodeJS.ProcessEnv): CaOptions {
  const files = (text: string | undefined) => (text ? text.split(',').map((file) => file.trim()) : undefined);
  return { ca: files(ca), pluginCa: files(pluginCa) };
}

/** Both files as they are, and what they say. */
interface Here extends Present {
  readonly site: FoundFile;
  readonly file: FoundFile;
}

async function configure(folder: string | undefined, flags: ConfigureFlags): Promise<void> {
  const given = readFlags(flags);
  const here = read(findConfigJs(folder ?? (existsSync(path.join('js', 'config.js')) ? '.' : 'I3Root')), flags.options);
  const prompter = flags.yes ? undefined : createPrompter();
  try {
    if (prompter) print(`${here.site.path}: ${here.config ? 'its values are the answers in brackets' : 'a new file'}.`);
    const decided = await decide(knownFrom(here), given, prompter?.ask);
    const work = decided && workFor(here, decided);
    if (!work) return givenUp();
    print('', ...work.lines);
    warnOfPublic(here);
    if (flags.dryRun || work.changes.length === 0) return;
    if (prompter && !(await confirmed(prompter.ask))) return givenUp();
    replaceFiles(work.changes);
    print(
      `Saved.${work.changes.some(({ file }) => file.bytes) ? ' What was there before is in ….bak beside it.' : ''}`,
    );
  } finally {
    prompter?.close();
  }
}

function readFile(name: string): FoundFile {
  return readFound(name, () => fill(texts.fileProblems.encoding, { name }));
}

/** @throws IwtSetupError `IWT_CONFIG_FILE` */
function understood<T>(name: string, read: FileRead<T>): T {
  if (read.ok) return read.value;
  const { code, line = 1 } = read.problem;
  throw new IwtSetupError('IWT_CONFIG_FILE', fill(texts.fileProblems[code], { name, line }));
}

function read(configJs: string, iwtJson: string): Here {
  const site = readFile(configJs);
  const file = readFile(iwtJson);
  const options = file.bytes && understood(iwtJson, readOptionsFile(file.text));
  return { site, config: understood(configJs, readConfig(site.text)), file, options };
}

interface Work {
  readonly lines: readonly string[];
  readonly changes: readonly { readonly file: FoundFile; readonly text: string }[];
}

function workFor(here: Here, decided: Decided): Work {
  const { site, file } = here;
  const { config, options } = understood(site.path, planFor(here, decided));
  readOptions(options.value as IwtOptions, {});
  const made = config.text.split('\n').filter((line) => /^ {2}"/.test(line));
  return {
    lines: [
      ...heading(site, config.text === site.text),
      ...(config.replaced?.map(lineOf) ?? made),
      '',
      ...heading(file, options.same),
      ...(options.same ? [] : options.text.trimEnd().split('\n')).map((line) => `  ${line}`),
    ],
    changes: [
      ...(config.text === site.text ? [] : [{ file: site, text: config.text }]),
      ...(options.same ? [] : [{ file, text: options.text }]),
    ],
  };
}

function heading({ path: name, bytes }: FoundFile, same: boolean): readonly string[] {
  return [`${name}${bytes ? (same ? ': nothing changes' : ': changes') : ': new'}`];
}

function lineOf({ key, before, after }: Replacement): string {
  return `  ${key}: ${before === undefined ? texts.wasMissing : printable(before)} → ${after}`;
}

/** The options name servers that the world need not know. */
function warnOfPublic({ site, file }: Here): void {
  const folder = path.resolve(path.dirname(path.dirname(site.path)));
  if (!path.resolve(file.path).startsWith(folder + path.sep)) return;
  process.stderr.write(
    `warning: ${file.path} lies in the folder of the site, where visitors can read it; --options puts it elsewhere.\n`,
  );
}

async function confirmed(ask: Ask): Promise<boolean> {
  for (let question = '\nSave? [yes]: '; ; question = `  ${texts.problems.yesNo}\n  Save? [yes]: `) {
    const typed = await ask(question);
    if (typed === undefined || /^n(o)?$/i.test(typed.trim())) return false;
    if (typed.trim() === '' || /^y(es)?$/i.test(typed.trim())) return true;
  }
}

function givenUp(): void {
  process.stderr.write('\nNothing was changed.\n');
  process.exitCode = 130;
}

function print(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}
