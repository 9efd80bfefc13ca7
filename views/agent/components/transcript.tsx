import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useEngine, useSelect } from '../hooks.ts';
import { type Line, linesOf } from '../state/groups.ts';
import type { Pending } from '../state/outbox.ts';
import type { Conversation } from '../state/transcript.ts';
import { t, textOf, tn } from '../texts.ts';
import { dayName, dayOf, exactTimeOf, timeOf } from '../time.ts';
import type { Entry } from '../wire.ts';
import { Bubbles } from './bubbles.tsx';
import { noteHead } from './callback/log.tsx';
import { Icon } from './icons.tsx';
import { Skeleton } from './list-states.tsx';
import { useFollow } from './use-follow.ts';

/** Lines drawn at once; older ones come on demand. */
const page = 200;

/** Everything that was said, with what is still on its way at the end. Drawn anew for each conversation. */
export function Transcript({ conversation }: { conversation: Conversation }): JSX.Element {
  const engine = useEngine();
  const outbox = useSelect((state) => state.outbox);
  const typing = useSelect((state) => state.typing.get(conversation.id));
  const [drawn, setDrawn] = useState(page);
  const scroller = useRef<HTMLElement>(null);

  const pending = useMemo(() => pendingOf(outbox, conversation), [outbox, conversation]);
  const lines = useMemo(
    () => linesOf([...conversation.entries, ...[...pending.values()].map(asEntry)], dayOf),
    [conversation.entries, pending],
  );
  const hidden = Math.max(0, lines.length - drawn);
  const { behind, isBehind, toEnd } = useFollow(scroller, lines, engine.atEnd);
  const news = useNews(lines, isBehind);
  useOwnSend(pending, toEnd);
  const earlier = useEarlier(scroller, drawn, setDrawn);

  const last = lines.findLast((line) => line.kind === 'bubbles');
  const newest = last?.kind === 'bubbles' && last.author.mine ? last.key : undefined;
  const empty = conversation.syncedTo === 0;
  return (
    <div class="transcript">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section class="scroller" ref={scroller} tabIndex={0} aria-label={t('transcript')}>
        <div class="scroller-content">
          {empty && conversation.error && <LoadError conversation={conversation} />}
          {empty && !conversation.error && <Skeleton label={t('transcript.loading')} rows={3} kind="bubble" />}
          {!empty && lines.length === 0 && <p class="transcript-empty">{t('transcript.empty')}</p>}
          {hidden > 0 && (
            <button type="button" class="button small earlier" onClick={earlier}>
              {t('transcript.earlier')}
            </button>
          )}
          <ol class="lines">
            {lines.slice(hidden).map((line) => (
              <LineItem key={line.key} line={line} pending={pending} newest={line.key === newest} />
            ))}
          </ol>
        </div>
      </section>
      {behind && lines.length > 0 && (
        <button type="button" class="button small jump" onClick={toEnd}>
          <Icon name="down" /> {news > 0 ? tn('transcript.new', news) : t('transcript.newest')}
        </button>
      )}
      <p class="typing" aria-live="polite">
        {typing && (
          <>
            <span class="typing-dots" aria-hidden="true">
              <span />
              <span />
              <span />
            </span>
            {t('typing', { name: typing })}
          </>
        )}
      </p>
    </div>
  );
}

interface LineProps {
  readonly line: Line;
  readonly pending: ReadonlyMap<string, Pending>;
  readonly newest: boolean;
}

function LineItem({ line, pending, newest }: LineProps): JSX.Element {
  const { clock } = useEngine();
  if (line.kind === 'bubbles') {
    return <Bubbles author={line.author} entries={line.entries} pending={pending} newest={newest} />;
  }
  if (line.kind === 'day') {
    return (
      <li class="day">
        <span>{dayName(line.at, clock.now())}</span>
      </li>
    );
  }
  return (
    <li class="system">
      {line.entry.kind === 'note' && `${noteHead(line.entry)}: `}
      <span dir="auto">{line.entry.text}</span>{' '}
      <time dateTime={line.entry.at} title={exactTimeOf(line.entry.at)}>
        {timeOf(line.entry.at)}
      </time>
    </li>
  );
}

/** Says why there is nothing to read yet, and offers another try. */
export function LoadError({ conversation }: { conversation: Conversation }): JSX.Element {
  const engine = useEngine();
  const error = conversation.error;
  return (
    <div class="empty" role="alert">
      <Icon name="warning" />
      <p class="empty-title">{t('transcript.failed')}</p>
      <p>
        {textOf(`error.${error?.code}`, {}, t('error.internal'))}{' '}
        {error?.reference && <span class="reference">{error.reference}</span>}
      </p>
      <button type="button" class="button small" onClick={() => engine.open(conversation.id)}>
        <Icon name="retry" /> {t('retry')}
      </button>
    </div>
  );
}

/** What this page sent here and the transcript does not have yet. */
function pendingOf(outbox: readonly Pending[], conversation: Conversation): ReadonlyMap<string, Pending> {
  const arrived = new Set(conversation.entries.map((entry) => entry.clientMessageId));
  return new Map(
    outbox
      .filter((message) => message.interaction === conversation.id && !arrived.has(message.clientMessageId))
      .map((message) => [message.clientMessageId, message]),
  );
}

function asEntry(message: Pending): Entry {
  return {
    seq: Number.MAX_SAFE_INTEGER,
    at: new Date(message.at).toISOString(),
    kind: 'text',
    from: { kind: 'agent', name: '', mine: true },
    text: message.text,
    clientMessageId: message.clientMessageId,
  };
}

/** How many texts of others came while the end was out of sight. */
function useNews(lines: readonly Line[], isBehind: () => boolean): number {
  const seen = useRef(0);
  const texts = lines.reduce(
    (sum, line) => sum + (line.kind === 'bubbles' && !line.author.mine ? line.entries.length : 0),
    0,
  );
  useEffect(() => {
    if (!isBehind()) seen.current = texts;
  });
  return isBehind() ? texts - seen.current : 0;
}

/** Whoever sends wants to see it: a new message of the agent goes to the end, whatever was in sight. */
function useOwnSend(pending: ReadonlyMap<string, Pending>, toEnd: () => void): void {
  const known = useRef(new Set(pending.keys()));
  useLayoutEffect(() => {
    const more = [...pending.keys()].some((id) => !known.current.has(id));
    known.current = new Set(pending.keys());
    if (more) toEnd();
  }, [pending]);
}

/** Draws a page more above, and keeps what is in sight where it is. */
function useEarlier(
  scroller: { readonly current: HTMLElement | null },
  drawn: number,
  setDrawn: (drawn: number) => void,
): () => void {
  const fromEnd = useRef<number>();
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element || fromEnd.current === undefined) return;
    element.scrollTop = element.scrollHeight - fromEnd.current;
    fromEnd.current = undefined;
  }, [drawn]);
  return () => {
    const element = scroller.current;
    if (element) fromEnd.current = element.scrollHeight - element.scrollTop;
    setDrawn(drawn + page);
  };
}
