import { useEffect, useState } from 'preact/hooks';
import type { Link } from '../client/connection.ts';
import { usePage } from '../page.ts';
import type { TextKey } from '../texts.ts';

/** So long a connection may be away before anything is said about it. */
const PATIENCE = 1500;

interface LinkLineProps {
  readonly link: Link;
  /** What to say without a network. */
  readonly offline?: TextKey;
}

/** The thin line that says that there is no connection, and goes away by itself. */
export function LinkLine({ link, offline = 'offline' }: LinkLineProps) {
  const { texts, ports } = usePage();
  const [late, setLate] = useState(false);
  const away = link === 'reconnecting' || link === 'offline' || link === 'connecting';
  useEffect(() => {
    setLate(false);
    return away ? ports.clock.after(PATIENCE, () => setLate(true)) : undefined;
  }, [away, ports]);
  const shown = away && (late || link === 'offline');
  return (
    <div class={`iwt-link-line ${shown ? 'iwt-link-line-shown' : ''}`} role="status">
      {shown && texts(link === 'offline' ? offline : 'reconnecting')}
    </div>
  );
}
