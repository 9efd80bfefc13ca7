import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Dialog } from '../../agent/components/dialog.tsx';
import { SignInForm } from '../../agent/components/sign-in.tsx';
import { useWatched } from '../../agent/hooks.ts';
import type { User } from '../../agent/wire.ts';
import { t } from '../texts.ts';
import { useDesk, usePage } from './hooks.ts';
import { Mark } from './mark.tsx';
import { ParametersPage } from './parameters-page.tsx';
import { SignOut } from './sign-out.tsx';

/** The page of an administrator who is signed in. */
export function Frame({ user }: { user: User }): JSX.Element {
  const { desk } = usePage();
  const session = useDesk((state) => state.session);
  const [leaving, setLeaving] = useState(false);
  return (
    <>
      <header class="bar">
        <span class="bar-mark">
          <Mark />
        </span>
        <span class="bar-title">{t('title')}</span>
        <nav class="bar-links" aria-label={t('title')}>
          <a href="../agent/" target="_blank" rel="noopener">
            {t('agentConsole')} <span class="visually-hidden">{t('newTab')}</span>
          </a>
        </nav>
        <bdi class="bar-name">{user.displayName}</bdi>
        <button type="button" class="button button-quiet small" onClick={() => setLeaving(true)}>
          {t('signOut')}
        </button>
      </header>
      <Offline />
      <ParametersPage />
      {leaving && <SignOut onClose={() => setLeaving(false)} />}
      {session === 'expired' && (
        <Dialog title={t('again.title')} onClose={() => undefined} closable={false} class="dialog-narrow">
          <p>{t('again.text')}</p>
          <SignInForm username={user.username} signIn={desk.signIn} />
        </Dialog>
      )}
    </>
  );
}

/** A thin line that goes away by itself. */
function Offline(): JSX.Element {
  const { environment } = usePage();
  const online = useWatched(environment.watch, environment.online);
  return <div role="status">{!online && <p class="offline">{t('offline')}</p>}</div>;
}
