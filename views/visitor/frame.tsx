import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect } from 'preact/hooks';
import { usePage } from './page.ts';

/** The card everything lies in. */
export function Frame({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return <div class={`iwt-web-chat ${name}`}>{children}</div>;
}

/** Keeps the place of the forms; its bars appear only when loading takes long enough to be noticed. */
export function Loading() {
  const { texts } = usePage();
  return (
    <Frame name="iwt-login-container iwt-loading">
      <h1 class="visually-hidden">{texts('loading')}</h1>
      <Skeleton />
    </Frame>
  );
}

export function Skeleton() {
  return (
    <div class="iwt-skeleton" aria-hidden="true">
      <span />
      <span />
      <span />
      <span />
      <span />
    </div>
  );
}

/** How long to wait before trying by itself. */
const RETRY = 10_000;

export function LoadFailed({ reason, onRetry }: { readonly reason: string; readonly onRetry: () => void }) {
  const { texts, ports } = usePage();
  useEffect(() => ports.clock.after(RETRY, onRetry), [ports, onRetry]);
  useLayoutEffect(() => {
    window.addEventListener('online', onRetry);
    return () => window.removeEventListener('online', onRetry);
  }, [onRetry]);
  return (
    <Frame name="iwt-login-container iwt-load-failed">
      <h1>{texts('loadFailed')}</h1>
      <p role="alert">{texts.error(reason)}</p>
      <p class="field-hint">{texts('loadFailedHelp')}</p>
      <button type="button" class="button button-primary" onClick={onRetry}>
        {texts('tryAgain')}
      </button>
    </Frame>
  );
}
