import type { JSX } from 'preact';
import { usePage, usePreferences } from '../hooks.ts';
import { keys } from '../keys.ts';
import { t } from '../texts.ts';
import { Dialog } from './dialog.tsx';

/** All keys, and the switch for those that are single letters. */
export function KeysDialog({ onClose }: { onClose: () => void }): JSX.Element {
  const { preferences } = usePage();
  const { letterKeys } = usePreferences();
  return (
    <Dialog title={t('keys.title')} onClose={onClose}>
      <table class="keys">
        <tbody>
          {keys.map((key) => (
            <tr key={key.text}>
              <th scope="row">{t(key.text)}</th>
              <td>
                {key.shown.map((shown, index) => (
                  <span key={shown} class={!letterKeys && /^[A-Z?]$/.test(shown) ? 'key-off' : undefined}>
                    {index > 0 && <span class="key-or"> {t('keys.or')} </span>}
                    <kbd class="kbd">{shown}</kbd>
                  </span>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <label class="choice">
        <input
          type="checkbox"
          checked={letterKeys}
          onChange={(event) => preferences.set({ letterKeys: event.currentTarget.checked })}
        />
        {t('keys.letters')}
      </label>
    </Dialog>
  );
}
