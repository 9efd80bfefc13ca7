import type { Session, View } from '../client/session.ts';
import type { Delivery, Entry } from '../client/transcript.ts';
import { Icon } from '../icons.tsx';
import { usePage } from '../page.ts';
import { safeUrl } from './linkify.ts';
import { MessageText } from './message-text.tsx';

interface BubbleProps {
  readonly entry: Entry;
  readonly view: View;
  readonly session: Session;
}

/** One message with, for own ones, how it fares. */
export function Bubble({ entry, view, session }: BubbleProps) {
  const { delivery } = entry;
  const state = delivery ? `iwt-message-${delivery}` : '';
  return (
    <div class={`iwt-message-bubble ${state}`}>
      {entry.kind === 'text' ? (
        <p class="iwt-message-text" dir="auto">
          <MessageText text={entry.value} />
        </p>
      ) : (
        <Card entry={entry} view={view} />
      )}
      {delivery && delivery !== 'sent' && <Unsent entry={entry} view={view} session={session} />}
    </div>
  );
}

/** A pushed address or a file, as a card. What is not safe to follow is shown as text. */
function Card({ entry, view }: { readonly entry: Entry; readonly view: View }) {
  const { api, texts } = usePage();
  const file = entry.kind === 'file';
  const href = file ? fileUrl(entry.value, api.base(view.identity.server)) : safeUrl(entry.value);
  if (href === undefined) return <p class="iwt-message-text">{entry.value}</p>;
  return (
    <a class="iwt-message-card" href={href} target="_blank" rel="noopener noreferrer nofollow">
      <Icon name={file ? 'file' : 'link'} />
      <span class="iwt-message-card-text">
        <strong>{file ? fileName(entry.value) : new URL(href).host}</strong>
        <span>{file ? texts('download') : entry.value}</span>
      </span>
      <span class="visually-hidden"> {texts('opensWindow')}</span>
    </a>
  );
}

/** File paths are root-relative below the server's prefix (visitor-protocol section 6.7). */
export function fileUrl(value: string, base: string): string | undefined {
  return /^\/websvcs\//i.test(value) ? base + value.slice(1) : undefined;
}

export function fileName(value: string): string {
  return value.slice(value.lastIndexOf('/') + 1);
}

function Unsent({ entry, session, view }: BubbleProps) {
  const { texts } = usePage();
  const { delivery = 'sending', reason } = entry;
  return (
    <div class="iwt-message-unsent">
      <DeliveryState delivery={delivery} />
      {delivery === 'failed' && reason && <span>{texts.error(reason)}</span>}
      {delivery !== 'sending' && !view.end && (
        <button type="button" class="iwt-link-button" onClick={() => session.retry(entry.id)}>
          {texts('tryAgain')}
        </button>
      )}
      {delivery === 'failed' && !view.end && (
        <button type="button" class="iwt-link-button" onClick={() => session.discard(entry.id)}>
          {texts('remove')}
        </button>
      )}
    </div>
  );
}

const states = {
  sending: ['sending', 'clock'],
  waiting: ['notSentYet', 'clock'],
  sent: ['sent', 'check'],
  failed: ['notSent', 'alert'],
} as const;

export function DeliveryState({ delivery }: { readonly delivery: Delivery }) {
  const { texts } = usePage();
  const [text, icon] = states[delivery];
  return (
    <span class={`iwt-delivery iwt-delivery-${delivery}`}>
      <Icon name={icon} /> {texts(text)}
    </span>
  );
}
