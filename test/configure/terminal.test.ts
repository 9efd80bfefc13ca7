import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { genuine, type Place, place } from './place.ts';
import { without } from './programs.ts';

const main = fileURLToPath(new URL('../../dist/lib/cli/main.js', import.meta.url));

/** The same on a terminal, as a person has it. */
function onTerminal({ folder, options }: Place): {
  readonly process: ChildProcess;
  shown(text: string): Promise<void>;
  type(keys: string): void;
  readonly ended: Promise<number | null>;
} {
  const command = [process.execPath, main, 'configure', folder, '--options', options].join(' ');
  const child = spawn('script', ['--quiet', '--return', '--flush', '--command', command, '/dev/null'], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
  });
  let screen = '';
  child.stdout.on('data', (chunk: Buffer) => {
    screen += chunk.toString();
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    process: child,
    ended,
    shown: (text) => expect.poll(() => screen).toContain(text),
    type: (keys) => void child.stdin.write(keys),
  };
}

describe.skipIf(without('script'))('on a terminal', () => {
  it('Enter takes the answer in brackets, and keys edit what is typed', async () => {
    const here = await place(genuine);
    const terminal = onTerminal(here);
    await terminal.shown('Answer [2]: ');
    terminal.type('\r');
    await terminal.shown('Answer [yes]: ');
    terminal.type('nope\u007f\u007f\r');
    await terminal.shown('Answer [en-us]: ');
    for (const next of [
      ...['Interaction types', 'Target of chats', 'Type of the target of chats', 'Target of callbacks'],
      ...['Type of the target of callbacks', 'Address of CIC server 1', 'Save? [yes]: ', 'Saved.'],
    ]) {
      terminal.type('\r');
      await terminal.shown(next);
    }
    expect(await terminal.ended).toBe(0);
    expect(await readFile(here.config, 'utf8')).toBe(
      genuine.replace('"UseEncryption": true', '"UseEncryption": false'),
    );
  });

  it('Ctrl+C leaves everything as it was', async () => {
    const here = await place(genuine);
    const terminal = onTerminal(here);
    await terminal.shown('Answer [2]: ');
    terminal.type('1\r');
    await terminal.shown('Answer [yes]: ');
    terminal.type('\u0003');
    await terminal.shown('Nothing was changed.');
    expect(await terminal.ended).toBe(130);
    expect(await here.files()).toEqual({ 'I3Root/js/config.js': genuine });
  });
});
