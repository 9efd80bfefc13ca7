import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Skeleton } from './frame.tsx';
import { type Page, usePage } from './page.ts';

/**
 * A part of the page that few visitors need, loaded when it is shown first, together with whatever else it needs. Its place
 * is kept meanwhile.
 */
export function lazy<P extends object>(load: (page: Page) => Promise<ComponentType<P>>): ComponentType<P> {
  let loaded: ComponentType<P> | undefined;
  return function Lazy(props: P) {
    const [Part, setPart] = useState<ComponentType<P> | undefined>(() => loaded);
    const [failed, setFailed] = useState(false);
    const page = usePage();
    useEffect(() => {
      if (loaded) return;
      load(page).then(
        (part) => {
          loaded = part;
          setPart(() => part);
        },
        () => setFailed(true),
      );
    }, []);
    if (Part) return <Part {...props} />;
    return failed ? <PartFailed /> : <Skeleton />;
  };
}

/** Browsers remember that a module could not be loaded, so only a new page can try again. What was typed is kept. */
function PartFailed() {
  const { texts } = usePage();
  return (
    <div class="iwt-part-failed" role="alert">
      <p>{texts('partFailed')}</p>
      <button type="button" class="button" onClick={() => location.reload()}>
        {texts('reload')}
      </button>
    </div>
  );
}
