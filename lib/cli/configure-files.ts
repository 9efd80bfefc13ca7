import {
  closeSync,
  existsSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { decode, type Encoding, encode } from '../../views/config-file/encoding.ts';
import { IwtSetupError } from '../errors.ts';

/** A file as it is, or as it is not there yet. */
export interface FoundFile {
  readonly path: string;
  /** Undefined: there is none. */
  readonly bytes: Buffer | undefined;
  readonly text: string;
  readonly encoding: Encoding;
}

/** Where a site has its `config.js`: in the folder named, or in the `I3Root` below it; the file itself may be named, too. */
export function findConfigJs(folder: string): string {
  if (/\.js$/i.test(folder)) return folder;
  const places = [path.join(folder, 'js', 'config.js'), path.join(folder, 'I3Root', 'js', 'config.js')];
  return places.find((place) => existsSync(place)) ?? (places[0] as string);
}

/**
 * @param problems sentence for a file in an encoding that is not known
 * @throws IwtSetupError `IWT_CONFIG_FILE`
 */
export function readFound(file: string, problem: (name: string) => string): FoundFile {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { path: file, bytes: undefined, text: '', encoding: 'utf-8' };
    throw new IwtSetupError('IWT_CONFIG_FILE', `The file ${file} cannot be read (${code}).`);
  }
  const decoded = decode(bytes);
  if (!decoded) throw new IwtSetupError('IWT_CONFIG_FILE', problem(file));
  return { path: file, bytes, ...decoded };
}

/**
 * Puts new texts into the files: all of them or, where one cannot be written, none. What was there is kept beside each as
 * `….bak`. Whoever reads meanwhile gets the old file or the new one, never a part.
 * @throws IwtSetupError `IWT_CONFIG_FILE`
 */
export function replaceFiles(changes: readonly { readonly file: FoundFile; readonly text: string }[]): void {
  const staged: { readonly file: FoundFile; readonly target: string; readonly temporary: string }[] = [];
  try {
    for (const { file, text } of changes) {
      const target = existsSync(file.path) ? realpathSync(file.path) : file.path;
      mkdirSync(path.dirname(target), { recursive: true });
      const temporary = temporaryFor(target);
      staged.push({ file, target, temporary });
      writeDurably(temporary, encode({ text, encoding: file.encoding }), modeOf(target));
    }
    for (const { file, target } of staged) {
      refuseChanged(file, target);
      if (file.bytes) backUp(target, file.bytes);
    }
    for (const { target, temporary } of staged) renameSync(temporary, target);
  } catch (error) {
    for (const { temporary } of staged) rmSync(temporary, { force: true });
    const { code, path: at, message } = error as NodeJS.ErrnoException;
    if (error instanceof IwtSetupError) throw error;
    throw new IwtSetupError('IWT_CONFIG_FILE', `${at ?? 'A file'} cannot be written (${code ?? message}).`);
  }
}

function backUp(target: string, bytes: Buffer): void {
  const copy = `${target}.bak`;
  const temporary = temporaryFor(copy);
  writeDurably(temporary, bytes, modeOf(target));
  renameSync(temporary, copy);
}

/** Somebody may have saved the file in an editor while the questions were asked. */
function refuseChanged({ path: name, bytes }: FoundFile, target: string): void {
  const now = existsSync(target) ? readFileSync(target) : undefined;
  if (now === undefined ? bytes === undefined : bytes?.equals(now)) return;
  throw new IwtSetupError('IWT_CONFIG_FILE', `The file ${name} has been changed meanwhile and was left as it is.`);
}

/** Beside the file, because only there a rename replaces it at once. */
function temporaryFor(target: string): string {
  return path.join(path.dirname(target), `.${path.basename(target)}.${process.pid}.tmp`);
}

/** Undefined: it is a new file. */
function modeOf(target: string): number | undefined {
  return existsSync(target) ? statSync(target).mode & 0o777 : undefined;
}

function writeDurably(file: string, bytes: Uint8Array, mode: number | undefined): void {
  const handle = openSync(file, 'w', mode);
  try {
    // What `openSync` is given, the process's umask takes from: a group that could write would not any more.
    if (mode !== undefined) fchmodSync(handle, mode);
    let written = 0;
    while (written < bytes.length) written += writeSync(handle, bytes, written);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
