import { styleText } from 'node:util';
import type { Level } from './advice.ts';
import type { Outcome, Step } from './task.ts';

/** How the report is printed. */
export interface Look {
  readonly colour: boolean;
  /** Characters of a line; undefined: lines are not broken, which is best for files and other programs. */
  readonly width: number | undefined;
}

type Style = Parameters<typeof styleText>[0];

const MARGIN = '  ';
const labels: Readonly<Record<Outcome, string>> = { ok: 'ok', warning: 'warning', fault: 'FAULT', 'not-tried': '-' };
const styles: Readonly<Record<Outcome, Style>> = {
  ok: 'green',
  warning: ['yellow', 'bold'],
  fault: ['red', 'bold'],
  'not-tried': 'dim',
};
const LABEL_WIDTH = 9;
const indent = MARGIN + ' '.repeat(LABEL_WIDTH);

/** Prints steps one after the other. */
export interface Report {
  /** What can be printed once this step is known; a heading where a new section begins. */
  step(step: Step): string;
  /** What is left. */
  end(): string;
}

export function createReport(look: Look): Report {
  let section = '';
  // Steps that were not tried for one and the same reason are told together.
  let held: Step[] = [];

  function release(): string {
    const [first] = held;
    const count = held.length;
    held = [];
    if (first === undefined || count === 1) return first ? printStep(first, look) : '';
    return printStep({ ...first, tried: `The next ${count} steps` }, look);
  }

  return {
    step(step) {
      const [first] = held;
      const joins =
        step.outcome === 'not-tried' && step.section === section && (first?.answer ?? step.answer) === step.answer;
      if (joins) {
        held.push(step);
        return '';
      }
      const before = release();
      const heading = step.section === section ? '' : `${section && '\n'}${paint(look, 'bold', step.section)}\n`;
      section = step.section;
      if (step.outcome !== 'not-tried') return before + heading + printStep(step, look);
      held.push(step);
      return before + heading;
    },
    end: release,
  };
}

/** What was tried, what came back, what to do: one line for a step without a finding. */
function printStep(step: Step, look: Look): string {
  const { outcome } = step;
  const label =
    MARGIN + paint(look, styles[outcome], labels[outcome]) + ' '.repeat(LABEL_WIDTH - labels[outcome].length);
  if (outcome === 'ok') return `${label}${wrapped(`${step.tried}: ${step.answer}`, look)}\n`;
  if (outcome === 'not-tried') return `${label}${paint(look, 'dim', wrapped(`${step.tried}. ${step.answer}`, look))}\n`;
  const advice = step.findings.map(({ code, level, advice }) => {
    const text = wrapped(`${arrow(level)} ${advice}`, look);
    return `${indent}${paint(look, 'bold', text)} ${paint(look, 'dim', `(${code})`)}\n`;
  });
  return `${label}${wrapped(`${step.tried}`, look)}\n${indent}${wrapped(step.answer, look)}\n${advice.join('')}`;
}

function arrow(level: Level): string {
  return level === 'fault' ? '=>' : '->';
}

/** How it all came out. */
export interface Summary {
  readonly result: 'well' | 'warnings' | 'faults';
  /** Findings, not steps. */
  readonly faults: number;
  readonly warnings: number;
}

export function summarize(steps: readonly Step[]): Summary {
  const levels = steps.flatMap(({ findings }) => findings.map(({ level }) => level));
  const faults = levels.filter((level) => level === 'fault').length;
  const warnings = levels.length - faults;
  return { result: faults > 0 ? 'faults' : warnings > 0 ? 'warnings' : 'well', faults, warnings };
}

export function printSummary(steps: readonly Step[], look: Look): string {
  const { result, faults, warnings } = summarize(steps);
  const skipped = steps.filter(({ outcome }) => outcome === 'not-tried').length;
  const tried = `${counted(steps.length - skipped, 'step')} tried${skipped > 0 ? `, ${skipped} not tried` : ''}`;
  if (result === 'well') return `\n${paint(look, ['green', 'bold'], 'All is well')}: ${tried}.\n`;
  const counts = [
    ...(faults > 0 ? [counted(faults, 'fault')] : []),
    ...(warnings > 0 ? [counted(warnings, 'warning')] : []),
  ];
  const found = paint(look, faults > 0 ? ['red', 'bold'] : ['yellow', 'bold'], counts.join(' and '));
  const hint = faults > 1 ? ' Begin with the first fault; others may come from it.' : '';
  return `\n${found}; ${tried}.${hint}\n`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Breaks a text between words; words that are longer than a line stay whole, so that they can be copied. */
function wrapped(text: string, { width }: Look): string {
  if (width === undefined) return text;
  const room = Math.max(30, width - indent.length);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join(`\n${indent}`);
}

function paint({ colour }: Look, style: Style, text: string): string {
  // Whether the stream is a terminal has been decided by whoever gave the look.
  return colour ? styleText(style, text, { validateStream: false }) : text;
}
