import { readFileSync } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import { examine, type Patient } from '../doctor/doctor.ts';
import { createReport, type Look, printSummary, summarize } from '../doctor/report.ts';
import type { Step } from '../doctor/task.ts';
import { IwtSetupError } from '../errors.ts';
import { readOptions, type Settings } from '../options/options.ts';
import type { IwtOptions } from '../options/schema.ts';
import { readCertificates } from '../proxy/certificates.ts';
import { systemClock } from '../runtime/clock.ts';
import { readConfig } from './serve-config.ts';

/** The arguments as commander gives them. */
export interface Flags {
  readonly config?: string;
  readonly cicServer?: readonly string[];
  readonly ca?: readonly string[];
  readonly pluginCa?: readonly string[];
  readonly siteCa?: string;
  readonly search: boolean;
  readonly connectTimeout: number;
  readonly timeout: number;
  readonly json?: boolean;
}

/** Exit code when faults were found; main.ts gives another one where the doctor could not begin. */
const FAULTS_FOUND = 1;
/** Lines are not broken later than here, however wide the terminal is. */
const WIDEST = 110;
/** A minute is more than any visitor's browser waits. */
const MAX_SECONDS = 60;

/** `iwt doctor`: the troubleshooting chapters of the manual, gone through by themselves (docs/doctor.md). */
export function doctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('find out what is wrong with a site, its gateway and its CIC servers')
    .argument('[site-url]', 'where visitors reach the site, such as https://shop.example/I3Root')
    .option('--config <file>', 'JSON file with the options of iwt()')
    .option(
      '--cic-server <url>',
      'a CIC server, such as http://icserver:8114; twice for a switchover pair',
      collect,
      [],
    )
    .option('--ca <file>', 'authority of its certificates (ServerGroupCertificate.cer); may be repeated', collect)
    .option('--plugin-ca <file>', 'authority of the certificates of its Web HTML plug-in; may be repeated', collect)
    .option('--site-ca <file>', "authority of the site's certificate, where it is one of your own")
    .option('--no-search', 'leave out the search page and other handler pages')
    .option('--connect-timeout <seconds>', 'for a name and for a connection', readSeconds, 3)
    .option('--timeout <seconds>', 'for a whole answer', readSeconds, 10)
    .option('--json', 'print one JSON document')
    .action((url: string | undefined, flags: Flags) => doctor(url, flags));
}

async function doctor(url: string | undefined, flags: Flags): Promise<void> {
  const patient = await readPatient(url, flags, process.env);
  const limits = { clock: systemClock, connectTimeout: flags.connectTimeout * 1000, timeout: flags.timeout * 1000 };
  const steps: Step[] = [];
  const look = lookOf(process.stdout, process.env);
  const report = createReport(look);
  for await (const step of examine(patient, limits)) {
    steps.push(step);
    if (!flags.json) process.stdout.write(report.step(step));
  }
  const summary = summarize(steps);
  const document = () => `${JSON.stringify({ ...summary, steps }, null, 2)}\n`;
  process.stdout.write(flags.json ? document() : report.end() + printSummary(steps, look));
  if (summary.faults > 0) process.exitCode = FAULTS_FOUND;
}

/**
 * What is to be examined, from the arguments, the file and the environment (`IWT_CIC_…`).
 * @throws IwtSetupError `IWT_BAD_OPTION` and whatever the options throw
 */
export async function readPatient(
  url: string | undefined,
  flags: Flags,
  environment: NodeJS.ProcessEnv,
): Promise<Patient> {
  const settings = readOptions(withFlags(await readConfig(flags.config), flags), environment);
  const site = siteOf(url, settings);
  const servers = settings.cic?.servers ?? [];
  if (site === undefined && servers.length === 0) {
    throw new IwtSetupError('IWT_BAD_OPTION', 'iwt doctor needs the URL of a site, --cic-server or --config.');
  }
  return {
    servers,
    tls: settings.cic?.tls ?? { ca: undefined, pluginCa: undefined, verify: true },
    transparent: settings.cic?.switchover === 'transparent',
    site: site && {
      base: site,
      root: settings.root,
      ca: flags.siteCa === undefined ? undefined : readCa(flags.siteCa),
    },
    search: flags.search,
  };
}

/** What stands in the arguments counts more than what stands in the file. */
function withFlags(given: IwtOptions, { cicServer = [], ca = [], pluginCa = [] }: Flags): IwtOptions {
  const cic = {
    ...given.cic,
    ...(cicServer.length > 0 && { servers: [...cicServer] }),
    ...(ca.length > 0 && { ca: [...ca] }),
    ...(pluginCa.length > 0 && { pluginCa: [...pluginCa] }),
  };
  if (Object.keys(cic).length === 0) return given;
  return { ...given, cic: cic as IwtOptions['cic'] };
}

function readCa(file: string): readonly string[] {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new IwtSetupError('IWT_BAD_OPTION', `The file ${file} (--site-ca) cannot be read (${code}).`);
  }
  const found = readCertificates(bytes);
  if (found !== undefined) return found;
  throw new IwtSetupError('IWT_BAD_OPTION', `The file ${file} (--site-ca) holds no certificate (PEM or DER).`);
}

/** The page's own folder. A bare origin means the root below it; without an URL the option `siteUrl` tells the mount point. */
function siteOf(url: string | undefined, { siteUrl, root }: Settings): URL | undefined {
  if (url === undefined) return siteUrl === undefined ? undefined : new URL(siteUrl + root);
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) {
    throw new IwtSetupError('IWT_BAD_OPTION', `"${url}" is no URL such as https://shop.example/I3Root.`);
  }
  const { origin, pathname, username, password } = new URL(url);
  if (username !== '' || password !== '') {
    throw new IwtSetupError('IWT_BAD_OPTION', 'The URL of the site may hold no name and no password.');
  }
  const folder = pathname.replace(/\/(index\.html?)?$/i, '');
  return new URL(origin + (folder === '' ? root : folder));
}

function lookOf(stream: NodeJS.WriteStream, environment: NodeJS.ProcessEnv): Look {
  if (!stream.isTTY) return { colour: false, width: undefined };
  const colour = !environment.NO_COLOR && environment.TERM !== 'dumb';
  return { colour, width: Math.min(stream.columns ?? WIDEST, WIDEST) };
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

function readSeconds(text: string): number {
  const seconds = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || seconds <= 0 || seconds > MAX_SECONDS) {
    throw new InvalidArgumentError(`It must be a number of seconds, at most ${MAX_SECONDS}.`);
  }
  return seconds;
}
