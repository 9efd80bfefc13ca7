import type { JSX } from 'preact';
import { t } from '../../texts.ts';
import { exactTimeOf } from '../../time.ts';
import type { Segment } from '../../wire.ts';
import { exactSeconds } from './segment-facts.tsx';
import { nameOfType } from './segment-words.ts';

/** The same as the picture, for those who listen. */
export function SegmentTable({ segments }: { segments: readonly Segment[] }): JSX.Element {
  return (
    <div class="visually-hidden">
      <table>
        <caption>{t('timeline')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('segment.type')}</th>
            <th scope="col">{t('segment.start')}</th>
            <th scope="col">{t('segment.duration')}</th>
            <th scope="col">{t('segment.queue')}</th>
            <th scope="col">{t('segment.parties')}</th>
            <th scope="col">{t('segment.endCode')}</th>
          </tr>
        </thead>
        <tbody>
          {segments.map(({ type, start, sequence, durationMs, queue, localParties, endCode }) => (
            <tr key={`${start} ${sequence} ${type}`}>
              <th scope="row">{nameOfType(type)}</th>
              <td>{exactTimeOf(start)}</td>
              <td>{exactSeconds(durationMs / 1000)}</td>
              <td>{queue}</td>
              <td>{localParties.join(', ')}</td>
              <td>{endCode}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
