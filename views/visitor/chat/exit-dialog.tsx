import type { RefObject } from 'preact';
import { useState } from 'preact/hooks';
import type { Session } from '../client/session.ts';
import { usePage } from '../page.ts';

interface ExitDialogProps {
  readonly session: Session;
  /** Opened by whoever asks, at once, so that no key lands behind it. */
  readonly dialog: RefObject<HTMLDialogElement>;
  /** Left; the server may not know it yet when `told` is false. */
  readonly onLeft: (told: boolean) => void;
}

/** Asks before the chat ends, and says so when the server cannot be told. */
export function ExitDialog({ session, dialog, onLeft }: ExitDialogProps) {
  const { texts } = usePage();
  const [busy, setBusy] = useState(false);
  const [reason, setReason] = useState<string>();

  async function leave(): Promise<void> {
    if (busy) return;
    setBusy(true);
    setReason(undefined);
    const failure = await session.exit();
    setBusy(false);
    if (failure === undefined) onLeft(true);
    else setReason(failure);
  }

  return (
    <dialog
      ref={dialog}
      class="iwt-dialog"
      aria-labelledby="iwt-exit-title"
      aria-describedby="iwt-exit-help"
      onClose={() => setReason(undefined)}
    >
      <h2 id="iwt-exit-title">{texts('exitQuestion')}</h2>
      <p id="iwt-exit-help">{texts('exitHelp')}</p>
      <div role="alert">
        {reason && (
          <p class="notice notice-danger">
            {texts('exitFailed')} {texts.error(reason)}
          </p>
        )}
      </div>
      <div class="iwt-dialog-buttons">
        <button type="button" class="button" onClick={() => dialog.current?.close()}>
          {texts('exitStay')}
        </button>
        {reason && (
          <button type="button" class="button" onClick={() => onLeft(false)}>
            {texts('exitAnyway')}
          </button>
        )}
        <button type="button" class="button button-danger" aria-disabled={busy ? 'true' : undefined} onClick={leave}>
          {busy ? texts('exiting') : texts(reason ? 'tryAgain' : 'exitConfirm')}
        </button>
      </div>
    </dialog>
  );
}
