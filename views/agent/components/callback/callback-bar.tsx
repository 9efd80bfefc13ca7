import type { ComponentChildren, JSX } from 'preact';
import { useEngine, useSelect } from '../../hooks.ts';
import { canPickUp, canTakeEarly, isEnded, isLater } from '../../state/list-view.ts';
import { t } from '../../texts.ts';
import { momentOf, timeOf } from '../../time.ts';
import type { CallbackSummary, InteractionSummary } from '../../wire.ts';
import { Elapsed } from '../elapsed.tsx';
import { Icon } from '../icons.tsx';
import { linkOf, MakeCall } from './make-call.tsx';
import { Refused } from './refused.tsx';
import { RetryLater } from './retry-later.tsx';

interface CallbackBarProps {
  readonly summary: InteractionSummary;
  readonly callback: CallbackSummary;
  readonly gone: boolean;
}

/** The foot of the callback window: what can be done now, or why nothing can. */
export function CallbackBar({ summary, callback, gone }: CallbackBarProps): JSX.Element {
  const engine = useEngine();
  const busy = useSelect((state) => state.busy.get(summary.id));
  if (isEnded(summary)) {
    return (
      <Instead text={endOf(summary, callback)}>
        <button type="button" class="button small" onClick={() => engine.close(summary.id)}>
          {t('close')}
        </button>
      </Instead>
    );
  }
  if (!gone && isLater(summary)) {
    return <Later summary={summary} callback={callback} />;
  }
  if (!gone && canPickUp(summary)) {
    return (
      <Instead text={t(summary.mine ? 'callback.alerting' : 'callback.offering', { name: summary.name })}>
        <button
          type="button"
          class="button button-primary"
          aria-disabled={busy !== undefined}
          onClick={() => void engine.act(summary.id, 'pickup')}
        >
          <Icon name="phone" /> {busy === 'pickup' ? t('pickup.busy') : t('pickup')}
        </button>
      </Instead>
    );
  }
  if (gone || !summary.mine) {
    const other = !gone && summary.user;
    return <Instead text={other ? t('callback.other', { name: other.displayName }) : t('callback.gone')} />;
  }
  return <Outcomes summary={summary} callback={callback} />;
}

function Instead({ text, children }: { text: ComponentChildren; children?: ComponentChildren }): JSX.Element {
  return (
    <div class="callback-bar callback-instead">
      <p>{text}</p>
      {children}
    </div>
  );
}

/** Outside of the queue until its time; a supervisor need not wait for that. */
function Later({ summary, callback }: Omit<CallbackBarProps, 'gone'>): JSX.Element {
  const engine = useEngine();
  const busy = useSelect((state) => state.busy.get(summary.id));
  const time = callback.until ? momentOf(callback.until, engine.clock.now()) : '';
  const snoozed = summary.state === 'Snoozed';
  return (
    <Instead
      text={
        <>
          {t(snoozed ? 'callback.snoozed' : 'callback.scheduled', { time })}
          {snoozed && (
            <>
              {' '}
              {t('callback.snoozedFor')} <Elapsed since={summary.stateSince} />
            </>
          )}
        </>
      }
    >
      {canTakeEarly(summary) && (
        <button
          type="button"
          class="button"
          aria-disabled={busy !== undefined}
          onClick={() => void engine.act(summary.id, 'pickup')}
        >
          <Icon name="phone" /> {busy === 'pickup' ? t('pickup.busy') : t('callback.early')}
        </button>
      )}
    </Instead>
  );
}

/** The agent's own: call, and say what came of it. */
function Outcomes({ summary, callback }: Omit<CallbackBarProps, 'gone'>): JSX.Element {
  const engine = useEngine();
  const busy = useSelect((state) => state.busy.get(summary.id));
  const note = useSelect((state) => (state.drafts.get(summary.id) ?? '').trim() !== '');
  const refusedCall = useSelect((state) => state.refusals.get(summary.id)?.what === 'call');
  const say = (action: 'complete' | 'failed') => void engine.callbacks.step(summary.id, { action });
  const href = linkOf(callback);
  return (
    <div class="callback-bar">
      <Refused id={summary.id} of={['call', 'complete', 'failed', 'retryLater']}>
        {refusedCall && href && (
          <a href={href}>{t(callback.message ? 'callback.writeAnyway' : 'callback.callAnyway')}</a>
        )}
      </Refused>
      <div class="callback-buttons">
        <MakeCall summary={summary} callback={callback} />
        <div class="callback-outcomes">
          <button
            type="button"
            class="button"
            aria-disabled={busy !== undefined}
            aria-describedby="outcome-hint"
            data-outcome=""
            onClick={() => say('complete')}
          >
            {busy === 'complete' ? t('outcome.busy') : t('callback.complete')}
          </button>
          <button
            type="button"
            class="button"
            aria-disabled={busy !== undefined}
            aria-describedby="outcome-hint"
            onClick={() => say('failed')}
          >
            {busy === 'failed' ? t('outcome.busy') : t('callback.failed')}
          </button>
          <RetryLater summary={summary} callback={callback} />
        </div>
      </div>
      <p class="composer-hint" id="outcome-hint">
        {note ? t('outcome.note') : t('outcome.hint')}
      </p>
      {!callback.canRetry && (
        <p class="composer-hint" id="retry-reason">
          {t('retry.limit', { n: callback.attempt, m: callback.attempts })}
        </p>
      )}
    </div>
  );
}

function endOf({ stateSince, stateString }: InteractionSummary, { disposition }: CallbackSummary): string {
  const time = timeOf(stateSince);
  if (disposition === 'success') return t('callback.ended.success', { time });
  if (disposition === 'failure') return t('callback.ended.failure', { time });
  return t(/Remote Disconnect/.test(stateString) ? 'callback.ended.cancelled' : 'callback.ended.none', { time });
}
