import type { JSX } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import type { Announcement } from '../alerts/announcer.ts';
import { useEngine, usePage, useSelect } from '../hooks.ts';
import { t, textOf } from '../texts.ts';
import { Icon } from './icons.tsx';

/** What went wrong or is good to know, until it is closed. */
export function Notices(): JSX.Element {
  const engine = useEngine();
  const notices = useSelect((state) => state.notices);
  return (
    <div class="notices">
      {notices.map((notice) => (
        <div
          key={notice.id}
          class={`notice toast${notice.kind === 'error' ? ' notice-danger' : ''}`}
          role={notice.kind === 'error' ? 'alert' : 'status'}
        >
          <p>
            {textOf(notice.text, notice.values)} {notice.reference && <span class="reference">{notice.reference}</span>}
          </p>
          <button
            type="button"
            class="button button-quiet button-icon small"
            aria-label={t('close')}
            onClick={() => engine.closeNotice(notice.id)}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  );
}

/** What screen readers are told; the same words twice count as new ones. */
export function LiveRegions(): JSX.Element {
  const { announcer } = usePage();
  const [polite, setPolite] = useState<Announcement>();
  const [urgent, setUrgent] = useState<Announcement>();
  useLayoutEffect(() => announcer.subscribe((one) => (one.urgent ? setUrgent(one) : setPolite(one))), []);
  return (
    <>
      <div class="visually-hidden" aria-live="polite">
        {polite && <p key={polite.id}>{polite.text}</p>}
      </div>
      <div class="visually-hidden" aria-live="assertive">
        {urgent && <p key={urgent.id}>{urgent.text}</p>}
      </div>
    </>
  );
}
