import type { JSX } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import type { Engine } from '../engine.ts';
import { useEngine, useSelect } from '../hooks.ts';
import { ApiError } from '../sync/api.ts';
import { t, textOf } from '../texts.ts';
import { nextTimeOfDay, timeOf } from '../time.ts';
import type { Status, User } from '../wire.ts';
import { Elapsed } from './elapsed.tsx';
import { Icon } from './icons.tsx';
import { Popover } from './popover.tsx';

/** Who is signed in and in which status since when; opens the choice of statuses. */
export function StatusPicker(): JSX.Element | null {
  const user = useSelect((state) => state.user);
  if (!user) return null;
  const { status } = user;
  const button = (
    <>
      <span class="avatar avatar-me" aria-hidden="true">
        {initialsOf(user.displayName)}
        <StatusDot available={status.available} />
      </span>
      <span class="status-text">
        <span class="status-user">
          <bdi>{user.displayName}</bdi>
        </span>
        <span class="status-line">
          <span class="visually-hidden">{t('status.label')} </span>
          <span class="status-name">{status.name}</span>
          {status.until ? (
            <span>{t('status.until', { time: timeOf(status.until) })}</span>
          ) : (
            <Elapsed since={status.since} />
          )}
        </span>
        {status.note && (
          <span class="status-note">
            <bdi>{status.note}</bdi>
          </span>
        )}
      </span>
      <Icon name="chevron" />
    </>
  );
  return (
    <Popover name="status" label={t('status.choose')} button={button} buttonClass="status-button">
      {(close) => <StatusPanel user={user} close={close} />}
    </Popover>
  );
}

/** The status that the system sets for an agent who let an interaction ring too long (handlers-and-site section 4.2). */
export const notAnswering = 'ACD - Agent not answering';

/** Tells the agent why no more chats come, and how to change that. */
export function Missed(): JSX.Element | null {
  const engine = useEngine();
  const status = useSelect((state) => state.user?.status.name);
  const available = useSelect((state) => state.statuses.find((one) => one.available)?.name);
  if (status !== notAnswering || !available) return null;
  return (
    <div class="notice notice-warning status-missed" role="alert">
      <p>{t('status.missed')}</p>
      <button type="button" class="button small" onClick={() => setStatus(engine, available)}>
        {t('status.set', { status: available })}
      </button>
    </div>
  );
}

/** Sets a status without asking for more, and says when that failed. */
export function setStatus(engine: Engine, status: string): void {
  engine.setStatus({ status }).catch(() => engine.notify('error', 'status.failed', { status }));
}

function StatusPanel({ user, close }: { user: User; close: () => void }): JSX.Element {
  const engine = useEngine();
  const statuses = useSelect((state) => state.statuses);
  const [busy, setBusy] = useState<string>();
  const [failure, setFailure] = useState<string>();
  const note = useRef<HTMLInputElement>(null);
  const until = useRef<HTMLInputElement>(null);
  const id = useId();

  const choose = async (status: Status | User['status']) => {
    if (busy) return;
    setBusy(status.name);
    setFailure(undefined);
    const time = canEnd(status, statuses) ? nextTimeOfDay(until.current?.value ?? '', engine.clock.now()) : undefined;
    const text = note.current?.value.trim();
    try {
      await engine.setStatus({
        status: status.name,
        ...(time ? { until: time } : {}),
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
        <div class="field">
          <label class="field-label" for={`${id}-until`}>
            {t('status.untilLabel')} <span class="field-optional">{t('optional')}</span>
          </label>
          <input id={`${id}-until`} ref={until} class="input" type="time" />
        </div>
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

/** Filled: chats are assigned. A ring: they are not. */
export function StatusDot({ available }: { available: boolean }): JSX.Element {
  return <span class={available ? 'dot dot-available' : 'dot dot-away'} aria-hidden="true" />;
}

export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const first = [...(words[0] ?? '?')][0] ?? '?';
  const last = words.length > 1 ? ([...(words.at(-1) as string)][0] ?? '') : '';
  return (first + last).toLocaleUpperCase();
}

function canEnd(status: { readonly name: string }, statuses: readonly Status[]): boolean {
  const known = statuses.find((one) => one.name === status.name);
  if (!known || (known.allowDate === undefined && known.allowTime === undefined)) return known?.available === false;
  return known.allowDate === true || known.allowTime === true;
}
