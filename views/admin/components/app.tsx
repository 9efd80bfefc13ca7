import type { JSX } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import type { Announcement } from '../../agent/alerts/announcer.ts';
import { Icon } from '../../agent/components/icons.tsx';
import { SignInForm } from '../../agent/components/sign-in.tsx';
import { errorText, t } from '../texts.ts';
import { Frame } from './frame.tsx';
import { AdminContext, type Page, useDesk, usePage } from './hooks.ts';
import { Mark } from './mark.tsx';
import { Skeleton } from './skeleton.tsx';

export function App({ page }: { page: Page }): JSX.Element {
  return (
    <AdminContext.Provider value={page}>
      <Content />
      <LiveRegions />
    </AdminContext.Provider>
  );
}

function Content(): JSX.Element {
  const session = useDesk((state) => state.session);
  const user = useDesk((state) => state.user);
  if (session === 'none') return <SignInPage />;
  if (!user) return <Starting />;
  return user.role === 'administrator' ? <Frame user={user} /> : <NotForYou name={user.displayName} />;
}

function SignInPage(): JSX.Element {
  const { desk } = usePage();
  return (
    <main class="sign-in">
      <div class="sign-in-card">
        <div class="sign-in-mark">
          <Mark />
        </div>
        <h1>{t('signIn.admin')}</h1>
        <SignInForm signIn={desk.signIn} />
      </div>
    </main>
  );
}

/** Before it is known who this is. */
function Starting(): JSX.Element {
  const failure = useDesk((state) => state.bootFailure);
  return (
    <main class="sign-in">
      <h1 class="visually-hidden">{t('title')}</h1>
      {failure ? (
        <div class="empty" role="alert">
          <Icon name="warning" />
          <p class="empty-title">{t('boot.failed')}</p>
          <p>{errorText(failure.code)}</p>
        </div>
      ) : (
        <div class="sign-in-card">
          <Skeleton rows={3} />
        </div>
      )}
    </main>
  );
}

/** Signed in, but no administrator. */
function NotForYou({ name }: { name: string }): JSX.Element {
  const { desk } = usePage();
  return (
    <main class="sign-in">
      <div class="sign-in-card">
        <div class="sign-in-mark">
          <Mark />
        </div>
        <h1>{t('forbidden.title')}</h1>
        <p>{t('forbidden.text', { name })}</p>
        <div class="stacked">
          <a class="button button-primary" href="../agent/">
            {t('agentConsole')}
          </a>
          <button type="button" class="button" onClick={desk.askAgain}>
            {t('forbidden.other')}
          </button>
        </div>
      </div>
    </main>
  );
}

/** What screen readers are told; the same words twice count as new ones. */
function LiveRegions(): JSX.Element {
  const { announcer } = usePage();
  const [polite, setPolite] = useState<Announcement>();
  useLayoutEffect(() => announcer.subscribe(setPolite), []);
  return (
    <div class="visually-hidden" role="status">
      {polite && <p key={polite.id}>{polite.text}</p>}
    </div>
  );
}
