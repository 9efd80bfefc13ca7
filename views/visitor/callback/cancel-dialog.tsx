import type { RefObject } from 'preact';
import { useState } from 'preact/hooks';
import type { CallbackSession } from '../client/callback-session.ts';
import { usePage } from '../page.ts';

interface CancelDialogProps {
  readonly session: CallbackSession;
  /** Opened by whoever asks, at once, so that no key lands behind it. */
  readonly dialog: RefObject<HTMLDialogElement>;
  /** It is a message instead of a callback. */
  readonly message: boolean;
  readonly onCancelled: () => void;
}

/** Asks before the request is cancelled, and stays with the reason when that does not work. */
export function CancelDialog({ session, dialog, message, onCancelled }: CancelDialogProps) {
  const { texts } = usePage();
  const [busy, setBusy] = useState(false);
  const [reason, setReason] = useState<string>();

  async function cancel(): Promise<void> {
    if (busy) return;
    setBusy(true);
    setReason(undefined);
    const failure = await session.cancel();
    setBusy(false);
    if (failure === undefined) onCancelled();
    else setReason(failure);
  }

  const confirm = texts(message ? 'cancelMessage' : 'cancelCallback');
  return (
    <dialog
      ref={dialog}
      class="iwt-dialog"
      aria-labelledby="iwt-cancel-title"
      aria-describedby="iwt-cancel-help"
      onClose={() => setReason(undefined)}
    >
      <h2 id="iwt-cancel-title">{texts(message ? 'cancelMessageQuestion' : 'cancelCallbackQuestion')}</h2>
      <p id="iwt-cancel-help">{texts(message ? 'cancelMessageHelp' : 'cancelCallbackHelp')}</p>
      <div role="alert">
        {reason && (
          <p class="notice notice-danger iwt-callback-disconnect-failure-panel">
            {texts('cancelFailed')} {texts.error(reason)}
          </p>
        )}
      </div>
      <div class="iwt-dialog-buttons">
        <button type="button" class="button" onClick={() => dialog.current?.close()}>
          {texts('cancelCallbackKeep')}
        </button>
        <button type="button" class="button button-danger" aria-disabled={busy ? 'true' : undefined} onClick={cancel}>
          {busy ? texts('cancelling') : reason ? texts('tryAgain') : confirm}
        </button>
      </div>
    </dialog>
  );
}
