import type { ComponentChildren, JSX } from 'preact';
import { t } from '../../texts.ts';
import { exactTimeOf, secondOf } from '../../time.ts';
import type { Segment } from '../../wire.ts';
import { Fact } from '../attributes.tsx';
import { durationOf, kindOf, nameOfType, trackerTime } from './segment-words.ts';

/** Everything that is known about one segment. Names of Tracker's attributes stay as Tracker writes them. */
export function SegmentFacts({ segment }: { segment: Segment }): JSX.Element {
  const { type, start, durationMs, queue, localParties, endCode, wrapUpCode, details } = segment;
  const end = Date.parse(start) + durationMs;
  const snoozedAt = trackerTime(details?.SnoozeStartTime);
  return (
    <section class="segment-facts" aria-live="polite" aria-label={t('timeline.chosen')}>
      <h3 class={`segment-name timeline-${kindOf(type)}`}>
        <span class="timeline-swatch" aria-hidden="true" /> {nameOfType(type)}
      </h3>
      <dl class="facts">
        <Fact name={t('segment.start')}>
          <time dateTime={start} title={exactTimeOf(start)}>
            {secondOf(start)}
          </time>
        </Fact>
        {endCode ? (
          <Fact name={t('segment.end')}>
            <time dateTime={new Date(end).toISOString()} title={exactTimeOf(end)}>
              {secondOf(end)}
            </time>
          </Fact>
        ) : (
          <Fact name={t('segment.end')}>{t('segment.running')}</Fact>
        )}
        <Fact name={t('segment.duration')}>
          {durationOf(durationMs)}{' '}
          <span class="segment-exact">
            (<bdi>{exactSeconds(durationMs / 1000)}</bdi>)
          </span>
        </Fact>
        <Fact name={t('segment.queue')}>
          <bdi>{queue || '–'}</bdi>
        </Fact>
        <Fact name={t('segment.parties')}>
          {localParties.length > 0 ? localParties.map((party) => <div key={party}>{party}</div>) : '–'}
        </Fact>
        <Fact name={t('segment.endCode')}>{endCode || '–'}</Fact>
        {wrapUpCode && <Fact name={t('codes.wrapUp')}>{wrapUpCode}</Fact>}
        {details?.SnoozeStartTime !== undefined && (
          <Fact name={inParts(t('segment.snoozeStart'))}>
            {snoozedAt === undefined ? (
              details.SnoozeStartTime
            ) : (
              <time dateTime={new Date(snoozedAt).toISOString()} title={exactTimeOf(snoozedAt)}>
                {secondOf(snoozedAt)}
              </time>
            )}
          </Fact>
        )}
        {details?.SnoozeDurationInSeconds !== undefined && (
          <Fact name={inParts(t('segment.snoozeDuration'))}>
            <bdi>{exactSeconds(Number(details.SnoozeDurationInSeconds))}</bdi>
          </Fact>
        )}
      </dl>
    </section>
  );
}

/** A name without spaces may break before its capitals. */
function inParts(name: string): ComponentChildren {
  return name.split(/(?=[A-Z])/).flatMap((part) => [<wbr key={part} />, part]);
}

/** To the millisecond, in the page's language. */
export function exactSeconds(seconds: number): string {
  const format = { style: 'unit', unit: 'second', unitDisplay: 'short', maximumFractionDigits: 3 } as const;
  return new Intl.NumberFormat(document.documentElement.lang, format).format(seconds);
}
