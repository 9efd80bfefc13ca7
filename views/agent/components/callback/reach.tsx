import type { JSX } from 'preact';
import { useEngine, useNow } from '../../hooks.ts';
import { isEnded } from '../../state/list-view.ts';
import { t } from '../../texts.ts';
import { exactTimeOf, momentOf, timeInZone } from '../../time.ts';
import type { CallbackSummary, InteractionSummary } from '../../wire.ts';
import { Fact } from '../attributes.tsx';
import { Icon } from '../icons.tsx';

/** How the visitor is reached, at what time of theirs, and in which attempt. */
export function Reach({ summary, callback }: { summary: InteractionSummary; callback: CallbackSummary }): JSX.Element {
  const { clock } = useEngine();
  const { preferredTime, timeZone, email, message, hidden } = callback;
  const facts = preferredTime || timeZone || (!message && email);
  return (
    <section class="reach">
      <p class="reach-head">
        <span>{t(message ? 'callback.messageNumber' : 'callback.number', { number: grouped(callback.number) })}</span>
        {!isEnded(summary) && (
          <span class="reach-attempt">{t('callback.attempt', { n: callback.attempt, m: callback.attempts })}</span>
        )}
      </p>
      {hidden ? <Hidden message={message} /> : message ? <Address email={email} /> : <Telephone callback={callback} />}
      {facts && (
        <dl class="facts">
          {!message && email && (
            <Fact name={t('callback.email')}>
              <bdi>{email}</bdi>
            </Fact>
          )}
          {preferredTime && (
            <Fact name={t('callback.preferred')}>
              <time dateTime={preferredTime} title={exactTimeOf(preferredTime)}>
                {momentOf(preferredTime, clock.now())}
              </time>
            </Fact>
          )}
          {timeZone && <LocalTime zone={timeZone} />}
        </dl>
      )}
    </section>
  );
}

function Telephone({ callback }: { callback: CallbackSummary }): JSX.Element {
  const { telephone, formatted, extension, typed } = callback;
  if (!telephone) return <p class="details-none">{t('callback.noNumber')}</p>;
  const shown = formatted ?? telephone;
  return (
    <div>
      <p class="reach-number">
        <Icon name="phone" /> <bdi dir="ltr">{shown}</bdi>
      </p>
      {extension && (
        <p class="reach-extension">
          {t('callback.extension')} <bdi dir="ltr">{extension}</bdi>
        </p>
      )}
      {typed && ![shown, telephone].map(digits).includes(digits(typed)) && (
        <p class="reach-typed">
          {t('callback.typed')} <bdi>{typed}</bdi>
        </p>
      )}
    </div>
  );
}

function Address({ email }: { email: string | null }): JSX.Element {
  if (!email) return <p class="details-none">{t('callback.noEmail')}</p>;
  return (
    <p class="reach-number reach-email">
      <Icon name="mail" /> <bdi>{email}</bdi>
    </p>
  );
}

function Hidden({ message }: { message: boolean }): JSX.Element {
  return (
    <p class="reach-hidden">
      <Icon name="eye" /> <span>{t(message ? 'callback.hiddenEmail' : 'callback.hidden')}</span>
    </p>
  );
}

/** Nobody likes to be called at night. */
function LocalTime({ zone }: { zone: string }): JSX.Element | null {
  const now = useNow();
  const time = timeInZone(zone, now);
  if (!time) return null;
  return (
    <Fact name={t('callback.localTime')}>
      <bdi>{time}</bdi>{' '}
      <span class="reach-zone">
        (<bdi>{zone.replaceAll('_', ' ')}</bdi>)
      </span>
    </Fact>
  );
}

/** In threes, as one reads it out. */
export function grouped(number: string): string {
  return /^\d{9}$/.test(number) ? number.replace(/(\d{3})(?=\d)/g, '$1\u00a0') : number;
}

/** What is left of a number when its writing does not count. */
function digits(text: string): string {
  return text.replace(/\D/g, '');
}
