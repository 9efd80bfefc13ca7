import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { type Page, PageContext, usePreferences, useSelect } from '../hooks.ts';
import { t, textOf } from '../texts.ts';
import { Icon } from './icons.tsx';
import { Skeleton } from './list-states.tsx';
import { LiveRegions } from './notices.tsx';
import { Shell } from './shell.tsx';
import { SignInPage } from './sign-in.tsx';

export function App({ page }: { page: Page }): JSX.Element {
  return (
    <PageContext.Provider value={page}>
      <Content />
      <LiveRegions />
    </PageContext.Provider>
  );
}

function Content(): JSX.Element {
  const session = useSelect((state) => state.session);
  const { theme } = usePreferences();
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }, [theme]);
  if (session === 'none') return <SignInPage />;
  return session === 'unknown' ? <Starting /> : <Shell />;
}

/** Before it is known who this is. */
function Starting(): JSX.Element {
  const error = useSelect((state) => state.bootError);
  return (
    <main class="sign-in">
      <h1 class="visually-hidden">{t('title')}</h1>
      {error ? (
        <div class="empty" role="alert">
          <Icon name="warning" />
          <p class="empty-title">{t('start.failed')}</p>
          <p>{textOf(`error.${error}`, {}, t('error.internal'))}</p>
        </div>
      ) : (
        <div class="sign-in-card">
          <Skeleton label={t('start.loading')} rows={3} kind="row" />
        </div>
      )}
    </main>
  );
}
