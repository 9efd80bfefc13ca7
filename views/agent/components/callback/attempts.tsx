import type { JSX } from 'preact';
import { useEngine } from '../../hooks.ts';
import { t } from '../../texts.ts';
import { exactTimeOf, momentOf } from '../../time.ts';
import type { Attempt, CallbackSummary } from '../../wire.ts';
import { Text } from '../text.tsx';

/** Who tried to reach the visitor, when, and what came of it. */
export function Attempts({ callback }: { callback: CallbackSummary }): JSX.Element | null {
  if (callback.history.length === 0) return null;
  return (
    <section class="callback-part">
      <h3>{t('callback.history')}</h3>
      <ol class="attempts">
        {callback.history.map((attempt) => (
          <li key={attempt.attempt} class="attempt">
            <span class="attempt-number" aria-hidden="true">
              {attempt.attempt}
            </span>
            <div>
              <p>
                <strong>{outcomeOf(attempt)}</strong> · <bdi>{attempt.agent}</bdi>
              </p>
              <p class="attempt-times">
                <Times attempt={attempt} />
              </p>
              {attempt.note && (
                <p class="attempt-note">
                  <span dir="auto">
                    <Text text={attempt.note} />
                  </span>
                </p>
              )}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Times({ attempt: { calledAt, endedAt } }: { attempt: Attempt }): JSX.Element {
  const { clock } = useEngine();
  const moment = (at: string) => (
    <time dateTime={at} title={exactTimeOf(at)}>
      {momentOf(at, clock.now())}
    </time>
  );
  return (
    <>
      {calledAt ? (
        <>
          {t('callback.called')} {moment(calledAt)}
        </>
      ) : (
        t('callback.notCalled')
      )}
      {endedAt && (
        <>
          {' · '}
          {t('callback.over')} {moment(endedAt)}
        </>
      )}
    </>
  );
}

function outcomeOf({ outcome }: Attempt): string {
  switch (outcome) {
    case 'complete':
      return t('outcome.complete');
    case 'failed':
      return t('outcome.failed');
    case 'retryLater':
      return t('outcome.retryLater');
    default:
      return t('outcome.none');
  }
}
