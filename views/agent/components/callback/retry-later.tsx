import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { useEngine, useNow, useSelect } from '../../hooks.ts';
import { longestSnooze, minutesOf, type RetryChoice, usualMinutes } from '../../state/retry.ts';
import { t, tn } from '../../texts.ts';
import { momentOf } from '../../time.ts';
import type { CallbackSummary, InteractionSummary } from '../../wire.ts';
import { Popover } from '../popover.tsx';
import { longestNote } from './note-field.tsx';
import { Refused } from './refused.tsx';

interface RetryLaterProps {
  readonly summary: InteractionSummary;
  readonly callback: CallbackSummary;
}

const first: RetryChoice = { kind: 'default', minutes: 0, typed: '' };

/** Puts the callback back into its queue for another attempt, after a time that the agent may choose. */
export function RetryLater({ summary, callback }: RetryLaterProps): JSX.Element {
  const busy = useSelect((state) => state.busy.get(summary.id));
  const [choice, setChoice] = useState(first);
  return (
    <Popover
      name="retry"
      align="end"
      label={t('callback.retryLater')}
      button={busy === 'retryLater' ? t('outcome.busy') : t('callback.retryLater')}
      buttonClass="button"
      disabled={!callback.canRetry || (busy !== undefined && busy !== 'retryLater' && busy !== 'note')}
      describedBy={callback.canRetry ? undefined : 'retry-reason'}
      keys="Alt+L"
    >
      {(close) => (
        <RetryForm summary={summary} callback={callback} choice={choice} onChoose={setChoice} onClose={close} />
      )}
    </Popover>
  );
}

interface RetryFormProps extends RetryLaterProps {
  readonly choice: RetryChoice;
  readonly onChoose: (choice: RetryChoice) => void;
  readonly onClose: () => void;
}

function RetryForm({ summary, callback, choice, onChoose, onClose }: RetryFormProps): JSX.Element {
  const engine = useEngine();
  const busy = useSelect((state) => state.busy.get(summary.id));
  const note = useSelect((state) => state.drafts.get(summary.id) ?? '');
  const [wrong, setWrong] = useState(false);
  const id = useId();
  const own = callback.snoozeMinutes;
  const minutes = minutesOf(choice, own);

  const submit = () => {
    if (busy !== undefined) return;
    if (minutes === undefined) return setWrong(true);
    const chosen = choice.kind === 'default' ? {} : { minutes };
    void engine.callbacks.step(summary.id, { action: 'retryLater', ...chosen }, onClose);
  };
  const choose = (some: Partial<RetryChoice>) => {
    setWrong(false);
    onChoose({ ...choice, ...some });
  };
  return (
    <form
      class="panel retry-panel"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <fieldset class="retry-times">
        <legend class="field-label">{t('retry.when')}</legend>
        <label class="choice">
          <input
            type="radio"
            name={id}
            data-autofocus={choice.kind === 'default' ? '' : undefined}
            checked={choice.kind === 'default'}
            onChange={() => choose({ kind: 'default' })}
          />
          {t('retry.default', { duration: span(own) })}
        </label>
        {usualMinutes(own).map((one) => (
          <label key={one} class="choice">
            <input
              type="radio"
              name={id}
              data-autofocus={choice.kind === 'minutes' && choice.minutes === one ? '' : undefined}
              checked={choice.kind === 'minutes' && choice.minutes === one}
              onChange={() => choose({ kind: 'minutes', minutes: one })}
            />
            {t('retry.in', { duration: span(one) })}
          </label>
        ))}
        <div class="retry-own">
          <label class="choice">
            <input type="radio" name={id} checked={choice.kind === 'own'} onChange={() => choose({ kind: 'own' })} />
            {t('retry.own')}
          </label>
          <input
            class="input"
            type="number"
            inputMode="numeric"
            min={1}
            max={longestSnooze}
            step={1}
            aria-label={t('retry.minutes')}
            aria-invalid={wrong}
            aria-describedby={`${id}-wrong`}
            data-autofocus={choice.kind === 'own' ? '' : undefined}
            value={choice.typed}
            onClick={() => choice.kind !== 'own' && choose({ kind: 'own' })}
            onInput={(event) => choose({ kind: 'own', typed: event.currentTarget.value })}
          />
          <span aria-hidden="true">{t('retry.unit')}</span>
        </div>
      </fieldset>
      <div id={`${id}-wrong`} role="alert">
        {wrong && <p class="field-error">{tn('retry.wrong', longestSnooze)}</p>}
      </div>
      <p class="field-hint">
        <NextTime minutes={minutes} />
      </p>
      <div class="field">
        <label class="field-label" for={`${id}-note`}>
          {t('note')} <span class="field-optional">{t('optional')}</span>
        </label>
        <textarea
          id={`${id}-note`}
          class="input"
          rows={2}
          dir="auto"
          maxLength={longestNote}
          value={note}
          onInput={(event) => engine.draft(summary.id, event.currentTarget.value)}
        />
      </div>
      <Refused id={summary.id} of={['retryLater']} />
      <div class="dialog-actions">
        <button type="button" class="button small" onClick={onClose}>
          {t('cancel')}
        </button>
        <button type="submit" class="button small button-primary" aria-disabled={busy !== undefined}>
          {busy === 'retryLater' ? t('outcome.busy') : t('callback.retryLater')}
        </button>
      </div>
    </form>
  );
}

function NextTime({ minutes }: { minutes: number | undefined }): JSX.Element {
  const now = useNow();
  if (minutes === undefined) return <>{t('retry.back')}</>;
  return <>{t('retry.backAt', { time: momentOf(new Date(now + minutes * 60_000).toISOString(), now) })}</>;
}

/** `15 minutes`, `1 hour`, `1 day`: the largest unit that tells it exactly. */
function span(minutes: number): string {
  const [unit, size] = minutes % 1440 === 0 ? ['day', 1440] : minutes % 60 === 0 ? ['hour', 60] : ['minute', 1];
  const format = { style: 'unit', unit: unit as string, unitDisplay: 'long' } as const;
  return new Intl.NumberFormat(document.documentElement.lang, format).format(minutes / (size as number));
}
