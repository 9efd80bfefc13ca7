import type { JSX } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { useEngine, useSelect } from '../hooks.ts';
import { ApiError } from '../sync/api.ts';
import { t, textOf } from '../texts.ts';
import { untilOf } from '../until.ts';
import type { Status, User } from '../wire.ts';
import { StatusDot } from './avatar.tsx';
import { Icon } from './icons.tsx';

/** All statuses; a click sets one at once, with the note and the end that are filled in. */
export function StatusPanel({ user, close }: { user: User; close: () => void }): JSX.Element {
  const engine = useEngine();
  const statuses = useSelect((state) => state.statuses);
  const [busy, setBusy] = useState<string>();
  const [failure, setFailure] = useState<string>();
  const note = useRef<HTMLInputElement>(null);
  const date = useRef<HTMLInputElement>(null);
  const time = useRef<HTMLInputElement>(null);
  const id = useId();

  const choose = async (status: Status) => {
    if (busy) return;
    setFailure(undefined);
    const wanted = untilOf(date.current?.value ?? '', time.current?.value ?? '', engine.clock.now());
    if (wanted === 'past') return setFailure(t('status.past'));
    if (wanted && !canEnd(status)) return setFailure(t('status.noEnd', { status: status.name }));
    const text = note.current?.value.trim();
    setBusy(status.name);
    try {
      await engine.setStatus({
        status: status.name,
        ...(wanted ? { until: wanted } : {}),
        ...(text ? { note: text } : {}),
      });
      close();
    } catch (error) {
      setBusy(undefined);
      setFailure(textOf(`error.${error instanceof ApiError ? error.code : 'internal'}`, {}, t('error.internal')));
    }
  };

  return (
    <div class="status-panel">
      <div class="status-extra">
        <div class="field">
          <label class="field-label" for={`${id}-note`}>
            {t('status.note')} <span class="field-optional">{t('optional')}</span>
          </label>
          <input id={`${id}-note`} ref={note} class="input" maxLength={255} defaultValue={user.status.note ?? ''} />
        </div>
        <fieldset class="field">
          <legend class="field-label">
            {t('status.untilLabel')} <span class="field-optional">{t('optional')}</span>
          </legend>
          <div class="status-until">
            <input ref={date} class="input" type="date" aria-label={t('status.untilDate')} />
            <input ref={time} class="input" type="time" aria-label={t('status.untilTime')} />
          </div>
        </fieldset>
      </div>
      <div class="status-error" role="alert">
        {failure && <p class="field-error">{failure}</p>}
      </div>
      <StatusList
        statuses={statuses.length > 0 ? statuses : [user.status]}
        current={user.status.name}
        busy={busy}
        onChoose={choose}
      />
    </div>
  );
}

interface StatusListProps {
  readonly statuses: readonly Status[];
  readonly current: string;
  readonly busy: string | undefined;
  readonly onChoose: (status: Status) => void;
}

/** One Tab stop; the arrows walk, Enter takes. */
function StatusList({ statuses, current, busy, onChoose }: StatusListProps): JSX.Element {
  const walk = (event: KeyboardEvent) => {
    const buttons = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLButtonElement>('button')];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    buttons[(to + buttons.length) % buttons.length]?.focus();
  };
  const known = statuses.some((status) => status.name === current);
  return (
    <ul class="status-list" onKeyDown={walk}>
      {statuses.map((status, index) => {
        const chosen = status.name === current;
        return (
          <li key={status.name}>
            <button
              type="button"
              class="status-choice"
              aria-pressed={chosen}
              aria-disabled={busy !== undefined}
              tabIndex={chosen || (!known && index === 0) ? 0 : -1}
              data-autofocus={chosen || (!known && index === 0) ? '' : undefined}
              onClick={() => onChoose(status)}
            >
              <StatusDot available={status.available} />
              <span>{status.name}</span>
              {busy === status.name ? (
                <span class="status-busy">{t('status.busy')}</span>
              ) : (
                chosen && <Icon name="check" />
              )}
            </button>
          </li>
        );
      })}
    </ul>
  );
}

/** A server that does not say which statuses can end decides by itself. */
function canEnd({ allowDate, allowTime }: Status): boolean {
  return (allowDate ?? true) || (allowTime ?? true);
}
