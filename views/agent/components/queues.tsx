import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { useEngine, useSelect } from '../hooks.ts';
import { type QueueLine, queuesOf } from '../state/list-view.ts';
import { t, tn } from '../texts.ts';
import { Elapsed } from './elapsed.tsx';

/** My queues: how many wait in each, and the longest wait. */
export function Queues(): JSX.Element | null {
  const engine = useEngine();
  const list = useSelect((state) => state.list);
  const user = useSelect((state) => state.user);
  const queues = useMemo(() => queuesOf(engine.store.get()), [list, user]);
  if (queues.length === 0) return null;
  return (
    <section class="queues" aria-labelledby="queues-title">
      <h2 id="queues-title" class="visually-hidden">
        {t('queues')}
      </h2>
      <ul>
        {queues.map((queue) => (
          <li key={queue.name} class="queue">
            <span class="queue-name">
              <bdi>{queue.name}</bdi>
            </span>
            <QueueCount queue={queue} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function QueueCount({ queue }: { queue: QueueLine }): JSX.Element {
  if (queue.waiting === 0 || !queue.oldest) return <span class="queue-calm">{t('queue.nobody')}</span>;
  return (
    <span class="queue-count">
      {tn('queue.waiting', queue.waiting)} · <Elapsed since={queue.oldest} warm label={t('queue.longest')} />
    </span>
  );
}
