import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../icons.tsx';
import { usePage } from '../page.ts';
import type { Alerts } from './alerts.ts';

interface OptionsMenuProps {
  readonly alerts: Alerts;
  readonly onHistory: () => void;
  /** Address of the transcript as a file; undefined: the server has none. */
  readonly transcript: string | undefined;
}

/** What one needs seldom: sound, notifications, the printable history, the transcript. */
export function OptionsMenu({ alerts, onHistory, transcript }: OptionsMenuProps) {
  const { texts } = usePage();
  const [open, setOpen] = useState(false);
  const [sound, setSound] = useState(alerts.sound);
  const [notify, setNotify] = useState(alerts.notify);
  const [blocked, setBlocked] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const toggle = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (!open) return;
    const outside = (event: Event): void => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    document.addEventListener('focusin', outside);
    return () => {
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('focusin', outside);
    };
  }, [open]);

  function closeOnEscape(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || !open) return;
    event.stopPropagation();
    setOpen(false);
    toggle.current?.focus();
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes wherever inside the focus is
    <div class="iwt-options" ref={root} onKeyDown={closeOnEscape}>
      <button
        type="button"
        class="button button-quiet button-icon"
        ref={toggle}
        aria-expanded={open}
        aria-controls="iwt-options-panel"
        aria-label={texts('options')}
        title={texts('options')}
        onClick={() => setOpen(!open)}
      >
        <Icon name="more" />
      </button>
      {open && (
        <div class="iwt-options-panel" id="iwt-options-panel">
          <label class="choice">
            <input
              type="checkbox"
              checked={sound}
              onChange={(event) => setSound(alerts.setSound(event.currentTarget.checked))}
            />
            {texts('sound')}
          </label>
          {alerts.canNotify && (
            <label class="choice">
              <input
                type="checkbox"
                checked={notify}
                onChange={async (event) => {
                  const wanted = event.currentTarget.checked;
                  const now = await alerts.setNotify(wanted);
                  setNotify(now);
                  setBlocked(wanted && !now);
                }}
              />
              {texts('notify')}
            </label>
          )}
          {blocked && (
            <p class="field-error" role="alert">
              {texts('notifyBlocked')}
            </p>
          )}
          <button
            type="button"
            class="iwt-link-button iwt-chat-printable-history-link"
            onClick={() => {
              setOpen(false);
              onHistory();
            }}
          >
            <Icon name="print" /> {texts('history')}
          </button>
          {transcript && (
            <a class="iwt-link-button iwt-chat-transcript-link" href={transcript} download>
              <Icon name="file" /> {texts('transcriptDownload')}
            </a>
          )}
        </div>
      )}
    </div>
  );
}
