import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useEngine, useSelect } from '../hooks.ts';
import { ApiError } from '../sync/api.ts';
import { t, textOf, tn } from '../texts.ts';
import { Dialog } from './dialog.tsx';

/** Says what signing out would leave behind, and does it. */
export function SignOut({ onClose }: { onClose: () => void }): JSX.Element {
  const engine = useEngine();
  const live = useSelect((state) => {
    const mine = [...state.list.items.values()].filter(({ summary }) => summary.mine);
    return mine.filter(({ summary }) => summary.state === 'Connected' || summary.state === 'Held').length;
  });
  const unsent = useSelect((state) => state.drafts.size + state.outbox.length);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState(false);
  const [failure, setFailure] = useState<string>();
  const force = live > 0 || refused;

  const leave = async () => {
    if (busy) return;
    setBusy(true);
    setFailure(undefined);
    try {
      if ((await engine.signOut(force)) === 'busy') setRefused(true);
    } catch (error) {
      setFailure(textOf(`error.${error instanceof ApiError ? error.code : 'internal'}`, {}, t('error.internal')));
    }
    setBusy(false);
  };
  return (
    <Dialog title={t('signOut.title')} onClose={onClose} class="dialog-narrow">
      {force && <p>{live > 0 ? tn('signOut.live', live) : t('signOut.liveSome')}</p>}
      {unsent > 0 && <p>{tn('signOut.unsent', unsent)}</p>}
      {!force && unsent === 0 && <p>{t('signOut.text')}</p>}
      <div role="alert">{failure && <p class="field-error">{failure}</p>}</div>
      <div class="dialog-actions">
        <button type="button" class="button" onClick={onClose} data-autofocus={force ? '' : undefined}>
          {t('cancel')}
        </button>
        <button
          type="button"
          class={force ? 'button button-danger' : 'button button-primary'}
          data-autofocus={force ? undefined : ''}
          aria-disabled={busy}
          onClick={() => void leave()}
        >
          {t('signOut')}
        </button>
      </div>
    </Dialog>
  );
}
