import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../texts.ts';

/** Grey rows where something is being loaded; what comes at once is not announced by a flicker. */
export function Skeleton({ rows }: { rows: number }): JSX.Element {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 300);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div class={`skeleton${late ? '' : ' skeleton-waiting'}`} role="status">
      <span class="visually-hidden">{t('loading')}</span>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} class="skeleton-row" />
      ))}
    </div>
  );
}
