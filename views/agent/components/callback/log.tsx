import type { JSX } from 'preact';
import { useEngine, useSelect } from '../../hooks.ts';
import type { Conversation } from '../../state/transcript.ts';
import { t, textOf } from '../../texts.ts';
import { exactTimeOf, momentOf } from '../../time.ts';
import type { Code, CodeLists, Entry } from '../../wire.ts';
import { Text } from '../text.tsx';

/** What agents did and noted, oldest first. */
export function Log({ conversation }: { conversation: Conversation }): JSX.Element {
  const { clock } = useEngine();
  const codes = useSelect((state) => state.codes);
  const entries = conversation.entries.filter(isLogged);
  if (entries.length === 0) return <p class="details-none">{t('log.empty')}</p>;
  return (
    <ol class="log" aria-live="polite">
      {entries.map((entry) => (
        <li key={entry.seq} class={`log-entry log-${entry.kind}`}>
          <p class="log-head">
            {logHead(entry, codes)} ·{' '}
            <time dateTime={entry.at} title={exactTimeOf(entry.at)}>
              {momentOf(entry.at, clock.now())}
            </time>
          </p>
          {(entry.text ?? entry.note) && (
            <p class="log-text">
              <span dir="auto">
                <Text text={entry.text ?? entry.note ?? ''} />
              </span>
            </p>
          )}
        </li>
      ))}
    </ol>
  );
}

function isLogged({ kind, text }: Entry): boolean {
  return (
    kind === 'attempt' || kind === 'note' || kind === 'codes' || ((kind === 'text' || kind === 'system') && !!text)
  );
}

function logHead(entry: Entry, codes: CodeLists | undefined): string {
  const name = entry.from?.mine ? t('you') : (entry.from?.name ?? '');
  switch (entry.kind) {
    case 'attempt':
      return textOf(`log.attempt.${entry.step}`, { name, n: entry.attempt ?? '' });
    case 'note':
      return noteHead(entry);
    case 'codes':
      return t('log.codes', { name, codes: codesText(entry, codes) });
    default:
      return name;
  }
}

/** Whose note it is. */
export function noteHead({ from }: Entry): string {
  return from?.mine ? t('log.note.mine') : t('log.note', { name: from?.name ?? '' });
}

/** The names of the codes; a code that is in no list any more stands for itself. */
function codesText({ wrapUpCode, accountCode }: Entry, codes: CodeLists | undefined): string {
  const part = (kind: 'wrapUp' | 'account', code: string | null | undefined) =>
    code === undefined
      ? []
      : [`${t(`codes.${kind}`)}: ${code === null ? t('codes.none') : nameOf(codes?.[kind], code)}`];
  return [...part('wrapUp', wrapUpCode), ...part('account', accountCode)].join(', ');
}

export function nameOf(list: readonly Code[] | undefined, code: string): string {
  return list?.find((one) => one.code === code)?.name ?? code;
}
