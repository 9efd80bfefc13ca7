import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useEngine, useSelect } from '../hooks.ts';
import { alertingOf, canPickUp, isEnded } from '../state/list-view.ts';
import { t } from '../texts.ts';
import { timeOf } from '../time.ts';
import type { InteractionSummary } from '../wire.ts';
import { Icon } from './icons.tsx';

/** Characters of one message that the server takes, as JavaScript counts them. */
const longest = 16_000;
/** From here on the composer counts. */
const counting = 15_000;

/** The place to write; where writing is not possible now, what to do instead. */
export function Composer({ summary, gone }: { summary: InteractionSummary; gone: boolean }): JSX.Element {
  const engine = useEngine();
  const busy = useSelect((state) => state.busy.get(summary.id));
  const draft = useSelect((state) => state.drafts.get(summary.id));
  if (isEnded(summary)) {
    return (
      <Instead text={t('composer.ended', { time: timeOf(summary.stateSince) })} draft={draft}>
        <button type="button" class="button small" onClick={() => engine.close(summary.id)}>
          {t('close')}
        </button>
      </Instead>
    );
  }
  // Writing can begin before the server has confirmed; only sending waits.
  if (busy === 'pickup' && !gone && !(summary.mine && summary.state === 'Connected')) {
    return <Writing summary={summary} waiting />;
  }
  if (canPickUp(summary) && !gone) {
    return (
      <Instead text={t(summary.mine ? 'composer.alerting' : 'composer.offering', { name: summary.name })}>
        <button
          type="button"
          class="button button-primary"
          aria-disabled={busy !== undefined}
          onClick={() => void engine.act(summary.id, 'pickup')}
        >
          <Icon name="pickUp" /> {t('pickup')}
        </button>
      </Instead>
    );
  }
  if (gone || !summary.mine) {
    const other = summary.user && !summary.mine && !gone;
    return (
      <Instead
        text={other ? t('composer.other', { name: summary.user?.displayName ?? '' }) : t('composer.gone')}
        draft={draft}
      />
    );
  }
  return <Writing summary={summary} waiting={false} />;
}

/** A draft that can no longer be sent stays readable. */
function Instead({ text, draft, children }: { text: string; draft?: string; children?: JSX.Element }): JSX.Element {
  return (
    <div class="composer composer-instead">
      <div>
        <p>{text}</p>
        {draft && (
          <p class="composer-draft">
            {t('row.draft')} <bdi>{draft}</bdi>
          </p>
        )}
      </div>
      {children}
    </div>
  );
}

function Writing({ summary, waiting }: { summary: InteractionSummary; waiting: boolean }): JSX.Element {
  const engine = useEngine();
  const text = useSelect((state) => state.drafts.get(summary.id) ?? '');
  const field = useRef<HTMLTextAreaElement>(null);
  const { length } = text;
  const tooLong = length > longest;
  const empty = text.trim() === '';
  const blocked = empty || tooLong || waiting;

  const looking = useSelect((state) => state.looking);
  // At once, so that no key is lost: outside the field single letters are shortcuts.
  useLayoutEffect(() => {
    // With a finger the keyboard would jump up; with a mouse writing is what comes next.
    const wanted = !looking && matchMedia('(pointer: fine)').matches && !document.querySelector('dialog[open]');
    if (!wanted || !field.current) return;
    field.current.focus();
    field.current.setSelectionRange(field.current.value.length, field.current.value.length);
  }, [looking]);
  useEffect(() => () => engine.leftComposer(summary.id), []);
  useLayoutEffect(() => grow(field.current), [text]);

  const [asked, setAsked] = useState(false);
  const send = () => {
    // Whoever is quicker than the pickup need not ask twice.
    if (waiting && !empty) setAsked(true);
    if (blocked) return;
    setAsked(false);
    engine.send(summary.id, text.trim());
    field.current?.focus();
  };
  useEffect(() => {
    if (asked && !waiting) send();
  }, [asked, waiting]);
  const hint = length > counting ? t('composer.count', { count: length, most: longest }) : t('composer.hint');
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {summary.state === 'Held' && <OnHold summary={summary} />}
      <div class="composer-field">
        <textarea
          ref={field}
          class="input"
          rows={1}
          lang={summary.language ?? undefined}
          dir="auto"
          value={text}
          placeholder={t('composer.placeholder')}
          aria-label={t('composer.label', { name: summary.name })}
          aria-describedby="composer-hint"
          aria-invalid={tooLong}
          data-composer=""
          onInput={(event) => {
            setAsked(false);
            engine.draft(summary.id, event.currentTarget.value);
          }}
          onBlur={() => engine.leftComposer(summary.id)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.altKey || event.isComposing || event.keyCode === 229)
              return;
            // Empty, it leaves the key to what rings.
            if (empty && alertingOf(engine.store.get()).length > 0) return;
            event.preventDefault();
            send();
          }}
        />
        <button
          type="submit"
          class="button button-primary button-icon"
          aria-disabled={blocked}
          aria-label={t('send')}
          title={t('send')}
        >
          <Icon name="send" />
        </button>
      </div>
      <p
        id="composer-hint"
        class={tooLong ? 'composer-hint composer-over' : 'composer-hint'}
        role={tooLong ? 'alert' : undefined}
      >
        {waiting ? t('pickup.busy') : hint}
      </p>
    </form>
  );
}

/** Writing goes on while the visitor is on hold; so does the reminder that they wait. */
function OnHold({ summary }: { summary: InteractionSummary }): JSX.Element {
  const engine = useEngine();
  const busy = useSelect((state) => state.busy.get(summary.id));
  return (
    <div class="on-hold">
      <p>
        <Icon name="pause" /> {t('composer.held', { name: summary.name })}
      </p>
      <button
        type="button"
        class="button small"
        aria-disabled={busy !== undefined}
        onClick={() => void engine.act(summary.id, 'resume')}
      >
        {busy === 'resume' ? t('resume.busy') : t('resume')}
      </button>
    </div>
  );
}

/** As high as its text, up to the limit in the style sheet. */
function grow(field: HTMLTextAreaElement | null): void {
  if (!field || CSS.supports('field-sizing', 'content')) return;
  field.style.blockSize = 'auto';
  field.style.blockSize = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
}
