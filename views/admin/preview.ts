import { t } from './texts.ts';
import type { Parameter } from './wire.ts';
import { duration } from './words.ts';

/** A message as people read it, with examples for its `%1` to `%4`; undefined: the parameter is no message. */
export function previewOf(parameter: Parameter, text: string, all: readonly Parameter[]): string | undefined {
  if (parameter.kind !== 'text' || !String(parameter.default).includes('%1')) return undefined;
  return text.replace(
    /%([1-4])/g,
    (whole, place: string) => examplesOf(parameter.name, all)[Number(place) - 1] ?? whole,
  );
}

/** What stands for `%1` and so on: an agent or a visitor; in idle messages also the times that are set. */
function examplesOf(name: string, all: readonly Parameter[]): readonly string[] {
  const person = /^(Agent|Hold)/.test(name) ? t('example.agent') : t('example.visitor');
  if (!name.startsWith('Idle')) return [person];
  const seconds = (wanted: string) => Number(all.find((parameter) => parameter.name === wanted)?.value ?? 0);
  const [idle, grace] = [seconds('PartyIdleTime'), seconds('PartyIdleGraceTime')];
  return [person, ...[idle, grace, idle + grace].map((time) => duration(time * 1000))];
}
