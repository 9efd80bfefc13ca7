import { createInterface } from 'node:readline/promises';
import { IwtSetupError } from '../errors.ts';

export interface Prompter {
  /**
   * Prints the question and waits for a line. Undefined: the person has pressed Ctrl+C.
   * @throws IwtSetupError `IWT_UNANSWERED` when there are no more lines
   */
  ask(question: string): Promise<string | undefined>;
  close(): void;
}

/**
 * Asks on the terminal, one line at a time: nothing moves, nothing is told by colour alone, so that every screen reader can
 * follow. Answers may also come through a pipe, a line for each.
 */
export function createPrompter(input: NodeJS.ReadStream = process.stdin): Prompter {
  const lines = createInterface({ input, output: process.stdout, terminal: input.isTTY === true });
  const answers = lines[Symbol.asyncIterator]();
  let cancelled = false;
  const cancel = (): void => {
    cancelled = true;
    lines.close();
  };
  lines.once('SIGINT', cancel);
  process.once('SIGINT', cancel);

  return {
    async ask(question) {
      if (!cancelled) {
        lines.setPrompt(question);
        lines.prompt();
      }
      const { value, done } = await answers.next();
      if (cancelled) return undefined;
      if (!done) return value as string;
      throw new IwtSetupError(
        'IWT_UNANSWERED',
        'The input ended before the last answer, and nothing was changed; --yes takes what is there for what is not answered.',
      );
    },
    close() {
      process.off('SIGINT', cancel);
      lines.close();
    },
  };
}
