import { InvalidArgumentError } from 'commander';

/** A whole number as it is typed. Which numbers are possible says whoever takes it. */
export type Figure = number | 'default';

export function readFigure(text: string): Figure {
  if (text === 'default') return text;
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number, or "default".');
  return Number(text);
}

export function readNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

/** As services take it: null goes back to the default. commander itself cannot carry null. */
export function figureOf(given: Figure | undefined): number | null | undefined {
  return given === 'default' ? null : given;
}

export function readOnOff(text: string): boolean {
  if (text !== 'on' && text !== 'off') throw new InvalidArgumentError('It must be "on" or "off".');
  return text === 'on';
}
