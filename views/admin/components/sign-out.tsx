import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Dialog } from '../../agent/components/dialog.tsx';
import { ApiError } from '../../agent/sync/api.ts';
import { errorText, t, tn } from '../texts.ts';
import { usePage } from './hooks.ts';

/** Says what signing out would leave behind, and does it. */
export function SignOut({ onClose }: { onClose: () => void }): JSX.Element {
  const { desk } = usePage();
  const [busy, setBusy] = useState(false);
  const [chats, setChats] = useState(false);
  const [failure, setFailure] = useState<string>();
  const unsaved = desk.unsaved();
  const loses = unsaved > 0 || chats;

  const leave = async () => {
    if (busy) return;
    setBusy(true);
    setFailure(undefined);
    try {
      if ((await desk.signOut(chats)) === 'done') return;
      setChats(true);
    } catch (error) {
      setFailure(errorText(error instanceof ApiError ? error.code : 'internal'));
    }
    setBusy(false);
  };
  return (
    <Dialog title={t('signOut.ask')} onClose={onClose} class="dialog-narrow">
      <p>{t('signOut.both')}</p>
      {unsaved > 0 && <p>{tn('unsaved.lost', unsaved)}</p>}
      <div role="alert">
        {chats && <p>{t('signOut.chats')}</p>}
        {failure && <p class="field-error">{failure}</p>}
      </div>
      <div class="dialog-actions">
        <button type="button" class="button" onClick={onClose} data-autofocus={loses ? '' : undefined}>
          {t('cancel')}
        </button>
        <button
          type="button"
          class={loses ? 'button button-danger' : 'button button-primary'}
          data-autofocus={loses ? undefined : ''}
          aria-disabled={busy}
          onClick={() => void leave()}
        >
          {t('signOut')}
        </button>
      </div>
    </Dialog>
  );
}
