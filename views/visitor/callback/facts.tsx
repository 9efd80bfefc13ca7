import type { ComponentChildren } from 'preact';
import type { CallbackView } from '../client/callback-session.ts';
import { comingTime } from '../coming.ts';
import { usePage } from '../page.ts';
import type { TextKey } from '../texts.ts';
import { spacedNumber } from './number.ts';

/** What was asked for, and where it stands in the queue. */
export function Facts({ view: { request, status }, now }: { readonly view: CallbackView; readonly now: number }) {
  const { texts, times } = usePage();
  const { callbackID, telephone, email, preferredAt, createdAt, over } = request;
  const subject = request.subject || status?.subject;
  const position = over || status?.state !== 'waiting' ? undefined : status.position;
  return (
    <dl class="iwt-callback-facts">
      <Fact name={telephone ? 'callbackNumber' : 'messageNumber'}>
        <bdi class="iwt-callback-number" dir="ltr">
          {spacedNumber(callbackID)}
        </bdi>
      </Fact>
      {position !== undefined && (
        <Fact name="queuePlace">
          {position === 1 ? texts('queueNext') : new Intl.NumberFormat(texts.language).format(position)}
        </Fact>
      )}
      {telephone && (
        <Fact name="callbackTo">
          <bdi dir="ltr">{telephone}</bdi>
        </Fact>
      )}
      {email && (
        <Fact name="answerTo">
          <bdi dir="ltr">{email}</bdi>
        </Fact>
      )}
      {preferredAt !== undefined && !over && (
        <Fact name="preferredTime">
          <time dateTime={new Date(preferredAt).toISOString()} title={times.exact(preferredAt)}>
            {comingTime(texts, times, preferredAt, now)}
          </time>
        </Fact>
      )}
      <Fact name="askedAt">
        <time dateTime={new Date(createdAt).toISOString()} title={times.exact(createdAt)}>
          {times.ago(createdAt, now)}
        </time>
      </Fact>
      {subject && (
        <Fact name={telephone ? 'subject' : 'messageText'} wide>
          <span class="iwt-callback-status-subject" dir="auto">
            {subject}
          </span>
        </Fact>
      )}
    </dl>
  );
}

interface FactProps {
  readonly name: TextKey;
  /** Takes a line of its own. */
  readonly wide?: boolean;
  readonly children: ComponentChildren;
}

function Fact({ name, wide, children }: FactProps) {
  const { texts } = usePage();
  return (
    <div class={`iwt-callback-status-field ${wide ? 'iwt-callback-status-field-wide' : ''}`}>
      <dt class="iwt-callback-status-key">{texts(name)}</dt>
      <dd class="iwt-callback-status-value">{children}</dd>
    </div>
  );
}
