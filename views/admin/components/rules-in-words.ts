import type { Problem } from '../check.ts';
import { t, tn } from '../texts.ts';
import type { Parameter } from '../wire.ts';
import { plainNumber, quantity } from '../words.ts';

/** What may be entered. */
export function hintOf({ kind, allowed }: Parameter): string {
  if (kind === 'choice') return '';
  if (kind === 'text') return tn(allowed.empty ? 'hint.text' : 'hint.filled', allowed.longest ?? 0);
  const unit = allowed.unit ?? '';
  const [least = 0, most = 0] = [allowed.least, allowed.most];
  const ends = [least, most].map((end) => quantity(end, unit));
  const range = { least: plainNumber(least), most: plainNumber(most) };
  const helps = ends.some(({ raw }) => raw !== undefined && raw !== '-1');
  if (!helps) return t('hint.range', range);
  return t('hint.words', { ...range, leastWords: ends[0]?.words ?? '', mostWords: ends[1]?.words ?? '' });
}

export function problemText(problem: Problem, { allowed }: Parameter, text: string): string {
  if (problem === 'missing') return t('problem.missing');
  if (problem === 'choice') return t('problem.choice');
  if (problem === 'long') return tn('problem.long', text.length - (allowed.longest ?? 0));
  const values = { least: plainNumber(allowed.least ?? 0), most: plainNumber(allowed.most ?? 0) };
  return t(text.trim() === '' ? 'problem.noNumber' : 'problem.number', values);
}
