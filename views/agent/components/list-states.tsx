import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useEngine, useSelect } from '../hooks.ts';
import type { ApiFailure } from '../state/transcript.ts';
import { t, textOf } from '../texts.ts';
import { Icon } from './icons.tsx';
import { notAnswering, setStatus } from './status-picker.tsx';

/** Nothing to do: says whether chats would come at all. */
export function EmptyList({ ringing }: { ringing: boolean }): JSX.Element | null {
  const engine = useEngine();
  const user = useSelect((state) => state.user);
  const first = useSelect((state) => state.statuses.find((status) => status.available));
  if (ringing || !user) return null;
  const queues = new Intl.ListFormat().format(user.workgroups.map((workgroup) => workgroup.name));
  return (
    <div class="empty">
      <Icon name="chat" />
      <p class="empty-title">{t(user.status.available ? 'list.empty' : 'list.away')}</p>
      <p>
        {user.workgroups.length === 0
          ? t('list.noQueues')
          : t(user.status.available ? 'list.emptyText' : 'list.awayText', { queues })}
      </p>
      {!user.status.available && user.status.name !== notAnswering && first && (
        <button type="button" class="button small" onClick={() => setStatus(engine, first.name)}>
          {t('status.set', { status: first.name })}
        </button>
      )}
    </div>
  );
}

export function ListError({ error }: { error: ApiFailure }): JSX.Element {
  const engine = useEngine();
  return (
    <div class="empty" role="alert">
      <Icon name="warning" />
      <p class="empty-title">{t('list.failed')}</p>
      <p>
        {textOf(`error.${error.code}`, {}, t('error.internal'))}{' '}
        {error.reference && <span class="reference">{error.reference}</span>}
      </p>
      <button type="button" class="button small" onClick={engine.reload}>
        <Icon name="retry" /> {t('retry')}
      </button>
    </div>
  );
}

/** Keeps its place empty for a moment, so that a fast answer does not flicker. */
export function ListSkeleton(): JSX.Element {
  return <Skeleton label={t('list.loading')} rows={4} kind="row" />;
}

const skeletonDelay = 300;

export function Skeleton({ label, rows, kind }: { label: string; rows: number; kind: 'row' | 'bubble' }): JSX.Element {
  const { clock } = useEngine();
  const [shown, setShown] = useState(false);
  useEffect(() => clock.after(skeletonDelay, () => setShown(true)), []);
  return (
    <div class={shown ? 'skeleton' : 'skeleton skeleton-waiting'} role="status">
      <span class="visually-hidden">{shown ? label : ''}</span>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} class={`skeleton-${kind}`} aria-hidden="true" />
      ))}
    </div>
  );
}
