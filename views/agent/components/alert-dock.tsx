import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { useEngine, usePage, usePreferences, useRedraw, useSelect } from '../hooks.ts';
import { alertingOf, queuedSince } from '../state/list-view.ts';
import { t, tn } from '../texts.ts';
import type { InteractionSummary } from '../wire.ts';
import { Elapsed } from './elapsed.tsx';
import { Icon } from './icons.tsx';

/** Cards shown at once, where there is room; more are counted. */
const most = 2;

/** What rings, in a place of its own, so that nothing else moves. Enter takes the first. */
export function AlertDock(): JSX.Element | null {
  const engine = useEngine();
  const list = useSelect((state) => state.list);
  const alerting = useMemo(() => alertingOf(engine.store.get()), [list]);
  if (alerting.length === 0) return null;
  return (
    <section class="dock" aria-label={t('section.alerting')}>
      {alerting.slice(0, most).map((summary, index) => (
        <AlertCard key={summary.id} summary={summary} first={index === 0} />
      ))}
      {alerting.length > most && <p class="dock-more dock-more-all">{tn('dock.more', alerting.length - most)}</p>}
      {alerting.length > 1 && <p class="dock-more dock-more-one">{tn('dock.more', alerting.length - 1)}</p>}
      <Muted />
    </section>
  );
}

function AlertCard({ summary, first }: { summary: InteractionSummary; first: boolean }): JSX.Element {
  const engine = useEngine();
  const busy = useSelect((state) => state.busy.get(summary.id));
  const about = summary.lastMessage?.from === 'visitor' ? summary.lastMessage.text : summary.callback?.subject;
  return (
    <article class="alert-card" aria-label={callingText(summary)}>
      <span class="alert-bell">
        <Icon name={summary.callback ? (summary.callback.message ? 'mail' : 'phone') : 'bell'} />
      </span>
      <button type="button" class="alert-text" data-alert={summary.id} onClick={() => engine.open(summary.id)}>
        <span class="alert-name">
          {summary.callback && (
            <span class="alert-kind">{t(summary.callback.message ? 'message.from' : 'callback.from')} </span>
          )}
          <bdi>{summary.name}</bdi>
        </span>
        <span class="alert-queue">
          <bdi>{summary.queue.name}</bdi> · <Elapsed since={queuedSince(summary)} label={t('row.waits')} />
        </span>
        {about && (
          <span class="alert-last">
            <bdi>{about}</bdi>
          </span>
        )}
      </button>
      <button
        type="button"
        class="button alert-action"
        aria-disabled={busy !== undefined}
        aria-label={busy === 'pickup' ? undefined : t('pickup.of', { name: summary.name })}
        data-key={first ? t('key.enter') : undefined}
        aria-keyshortcuts={first ? 'Enter' : undefined}
        onClick={() => {
          engine.open(summary.id);
          void engine.act(summary.id, 'pickup');
        }}
      >
        {busy === 'pickup' ? t('pickup.busy') : t('pickup')}
      </button>
    </article>
  );
}

function callingText({ name, queue, callback }: InteractionSummary): string {
  return t(callback ? 'dock.callback' : 'dock.card', { name, queue: queue.name });
}

/** Says why nothing is heard, where the browser wants a click first. */
function Muted(): JSX.Element | null {
  const { sound } = usePage();
  const { sound: wanted } = usePreferences();
  const redraw = useRedraw();
  useEffect(() => sound.onBlockedChange(redraw), []);
  if (!wanted || !sound.blocked()) return null;
  return <p class="dock-more">{t('sound.blocked')}</p>;
}
