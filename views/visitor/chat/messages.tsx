import { useMemo } from 'preact/hooks';
import type { Session, View } from '../client/session.ts';
import type { Entry } from '../client/transcript.ts';
import { useNow, usePage } from '../page.ts';
import { Avatar } from './avatar.tsx';
import { Bubble, DeliveryState } from './bubble.tsx';
import { type Block, groupEntries } from './group.ts';

/** All lines of the chat: days, lines of the system, bubbles by author and minute. */
export function Messages({ view, session }: { readonly view: View; readonly session: Session }) {
  const { times } = usePage();
  const { entries } = view.transcript;
  const blocks = useMemo(() => groupEntries(entries, times.dayKey), [entries, times]);
  const lastSent = entries.findLast((entry) => entry.mine && entry.delivery === 'sent')?.id;
  return (
    <>
      {blocks.map((block) => (
        <MessageBlock key={block.key} block={block} view={view} session={session} lastSent={lastSent} />
      ))}
    </>
  );
}

interface BlockProps {
  readonly block: Block;
  readonly view: View;
  readonly session: Session;
  readonly lastSent: string | undefined;
}

function MessageBlock({ block, view, session, lastSent }: BlockProps) {
  const { texts } = usePage();
  if (block.kind === 'day') return <Day at={block.at} />;
  if (block.kind === 'line') {
    const { entry } = block;
    return (
      <div class="iwt-message iwt-message-from-system">
        <p class="iwt-message-text" dir="auto">
          {entry.kind === 'voicemail' ? texts('leaveMessage', { name: entry.name || texts('agent') }) : entry.value}
        </p>
        <Time at={entry.at} near={block.near} />
      </div>
    );
  }
  const [first] = block.entries;
  const last = block.entries.at(-1) ?? first;
  const author = view.transcript.participants.find(({ id }) => id === first.from);
  const name = block.mine ? texts('you') : author?.name || first.name || texts('agent');
  return (
    <div class={`iwt-message ${block.mine ? 'iwt-message-from-self' : 'iwt-message-from-agent'}`}>
      {!block.mine && <Avatar participant={{ name, photo: author?.photo }} />}
      <div class="iwt-message-text-wrapper">
        <p class={`iwt-message-sender-container ${block.mine ? 'visually-hidden' : ''}`}>
          <bdi class="iwt-message-sender">{name}</bdi>
        </p>
        {block.entries.map((entry) => (
          <Bubble key={entry.id} entry={entry} view={view} session={session} />
        ))}
        <p class="iwt-message-time-container">
          <Time at={last.at} />
          {block.entries.some((entry) => entry.id === lastSent) && last.delivery === 'sent' && (
            <DeliveryState delivery="sent" />
          )}
        </p>
      </div>
    </div>
  );
}

function Time({ at, near = false }: { readonly at: Entry['at']; readonly near?: boolean }) {
  const { times } = usePage();
  return (
    <time
      class={`iwt-message-time ${near ? 'iwt-message-time-near-previous visually-hidden' : ''}`}
      dateTime={new Date(at).toISOString()}
      title={times.exact(at)}
    >
      {times.clock(at)}
    </time>
  );
}

function Day({ at }: { readonly at: number }) {
  const { texts, times } = usePage();
  const now = useNow(60_000);
  return (
    <div class="iwt-day">
      <time dateTime={new Date(at).toISOString()}>{times.day(at, now, texts('today'), texts('yesterday'))}</time>
    </div>
  );
}
