import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useEngine, useSelect } from '../hooks.ts';
import { t } from '../texts.ts';

/** Short breaks heal by themselves and are not worth a word. */
const patience = 1_500;

/** A thin line while the server is not reached. It lies over what is there, so that nothing moves. */
export function ConnectionLine(): JSX.Element | null {
  const { clock } = useEngine();
  const connection = useSelect((state) => state.connection);
  const trouble = connection === 'offline' || connection === 'waiting';
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (!trouble) return setShown(false);
    return clock.after(connection === 'offline' ? 0 : patience, () => setShown(true));
  }, [trouble, connection]);
  if (!trouble || !shown) return null;
  return (
    <div class="connection">
      <p class="connection-line">{t(connection === 'offline' ? 'connection.offline' : 'connection.waiting')}</p>
    </div>
  );
}
