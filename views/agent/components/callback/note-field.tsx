import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import { useEngine, useSelect } from '../../hooks.ts';
import { t } from '../../texts.ts';
import type { InteractionSummary } from '../../wire.ts';
import { Icon } from '../icons.tsx';
import { Refused } from './refused.tsx';

/** Characters that the server takes. */
export const longestNote = 2000;

/** A note among agents. What is written is kept until it is saved, and goes along with an outcome. */
export function NoteField({ summary }: { summary: InteractionSummary }): JSX.Element {
  const engine = useEngine();
  const text = useSelect((state) => state.drafts.get(summary.id) ?? '');
  const busy = useSelect((state) => state.busy.get(summary.id));
  const id = useId();
  const blocked = text.trim() === '' || busy !== undefined;
  const add = () => {
    if (!blocked) void engine.callbacks.addNote(summary.id);
  };
  return (
    <form
      class="note-form"
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <label class="field-label" for={id}>
        {t('note')} <span class="field-optional">{t('note.hint')}</span>
      </label>
      <textarea
        id={id}
        class="input"
        rows={2}
        dir="auto"
        maxLength={longestNote}
        value={text}
        data-composer=""
        onInput={(event) => engine.draft(summary.id, event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
          event.preventDefault();
          add();
        }}
      />
      <Refused id={summary.id} of={['note']} />
      <button type="submit" class="button small" aria-disabled={blocked}>
        <Icon name="note" /> {busy === 'note' ? t('note.busy') : t('note.add')}
      </button>
    </form>
  );
}
