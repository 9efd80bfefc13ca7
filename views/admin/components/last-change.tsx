import type { JSX } from 'preact';
import { exactTimeOf } from '../../agent/time.ts';
import type { Note } from '../state.ts';
import { errorText, t } from '../texts.ts';
import type { Parameter } from '../wire.ts';
import { shown } from '../words.ts';
import { useEvery, usePage } from './hooks.ts';

/** When and by whom a parameter was changed; what was changed here can be taken back. */
export function LastChange({ parameter, note }: { parameter: Parameter; note: Note | undefined }): JSX.Element {
  const { desk } = usePage();
  const { name, changedAt, changedBy } = parameter;
  return (
    <>
      {changedAt === null ? (
        <span class="unchanged">{t(note ? 'backToDefault' : 'notChanged')}</span>
      ) : (
        <span>
          <Ago at={changedAt} /> <bdi>{t('by', { name: changedBy ?? '' })}</bdi>
        </span>
      )}
      {note && note.after !== note.before && (
        <span class="was">
          <span>{t('was', { value: shown(note.before, note.before.value).words })}</span>
          <button type="button" class="button small" aria-disabled={note.busy} onClick={() => void desk.undo(name)}>
            {t(note.busy ? 'undo.busy' : 'undo')} <span class="visually-hidden">{name}</span>
          </button>
        </span>
      )}
      <span role="alert">{note?.failure && <span class="field-error">{errorText(note.failure.code)}</span>}</span>
    </>
  );
}

/** A time as it is said, exact on hover. */
function Ago({ at }: { at: string }): JSX.Element {
  useEvery(30_000);
  return (
    <time dateTime={at} title={exactTimeOf(at)}>
      {ago(Date.parse(at) - Date.now())}
    </time>
  );
}

const spans = [
  ['year', 31_557_600_000],
  ['month', 2_629_800_000],
  ['week', 604_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** `ms` is negative for what is past. What the server's clock puts into the future is now. */
export function ago(ms: number): string {
  const past = Math.max(0, -ms);
  const [unit, length] = spans.find(([, span]) => past >= span) ?? [];
  if (unit === undefined) return t('justNow');
  const format = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: 'auto' });
  return format.format(-Math.floor(past / (length ?? 1)), unit);
}
