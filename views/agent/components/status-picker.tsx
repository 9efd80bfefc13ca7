import type { JSX } from 'preact';
import type { Engine } from '../engine.ts';
import { useEngine, useSelect } from '../hooks.ts';
import { t } from '../texts.ts';
import { momentOf } from '../time.ts';
import { initialsOf, StatusDot } from './avatar.tsx';
import { Elapsed } from './elapsed.tsx';
import { Icon } from './icons.tsx';
import { Popover } from './popover.tsx';
import { StatusPanel } from './status-panel.tsx';

/** Who is signed in and in which status since when; opens the choice of statuses. */
export function StatusPicker(): JSX.Element | null {
  const engine = useEngine();
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
            <span>{t('status.until', { time: momentOf(status.until, engine.clock.now()) })}</span>
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
