import { useEffect, useState } from 'preact/hooks';
import type { Session, View } from '../client/session.ts';
import type { Entry } from '../client/transcript.ts';
import { usePage } from '../page.ts';
import type { Texts } from '../texts.ts';
import { fileName } from './bubble.tsx';

/** How long a read-out line stays in the live region, in milliseconds. */
const KEEP = 10_000;

/** Tells screen readers what others say and how the connection fares, each thing once and politely. */
export function Announcer({ session, view }: { readonly session: Session; readonly view: View }) {
  const { texts, ports } = usePage();
  const [lines, setLines] = useState<readonly { readonly id: string; readonly text: string }[]>([]);

  useEffect(
    () =>
      session.onArrival((entries) => {
        const fresh = entries.map((entry) => ({ id: entry.id, text: spoken(texts, entry) }));
        setLines((known) => [...known, ...fresh]);
        ports.clock.after(KEEP, () => setLines((known) => known.filter((line) => !fresh.includes(line))));
      }),
    [session, texts, ports],
  );

  const failed = view.transcript.entries.findLast((entry) => entry.delivery === 'failed' && !view.end);
  return (
    <>
      <div class="visually-hidden" role="status" aria-atomic="false">
        {lines.map((line) => (
          <p key={line.id}>{line.text}</p>
        ))}
      </div>
      <div class="visually-hidden" role="alert">
        {failed && `${texts('notSent')} ${failed.reason ? texts.error(failed.reason) : ''}`}
      </div>
    </>
  );
}

function spoken(texts: Texts, { kind, name, value }: Entry): string {
  const who = name || texts('agent');
  if (kind === 'system') return value;
  if (kind === 'voicemail') return texts('leaveMessage', { name: who });
  if (kind === 'file') return texts('sentFile', { name: who, text: fileName(value) });
  return texts(kind === 'url' ? 'sentLink' : 'says', { name: who, text: value });
}
