import { useEffect } from 'preact/hooks';
import type { Session } from '../client/session.ts';
import { usePage } from '../page.ts';

/** Counts what came while the page was not looked at in the document's title. Other sites' titles are theirs. */
export function useTitle(session: Session): void {
  const { texts } = usePage();
  useEffect(() => {
    if (!document.documentElement.hasAttribute('data-iwt-page')) return;
    let unread = 0;
    const show = (): void => {
      document.title = unread > 0 ? texts.count('pageTitleUnread', unread) : texts('pageTitle');
    };
    const look = (): void => {
      if (document.visibilityState !== 'visible') return;
      unread = 0;
      show();
    };
    const cancel = session.onArrival((entries) => {
      if (document.visibilityState === 'visible') return;
      unread += entries.filter((entry) => entry.kind !== 'system').length;
      show();
    });
    document.addEventListener('visibilitychange', look);
    return () => {
      cancel();
      document.removeEventListener('visibilitychange', look);
      unread = 0;
      show();
    };
  }, [session, texts]);
}
