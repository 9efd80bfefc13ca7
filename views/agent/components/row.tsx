import type { JSX } from 'preact';
import { useEngine, useSelect } from '../hooks.ts';
import { canPickUp, isEnded, isLater, waitingSince } from '../state/list-view.ts';
import { t, tn } from '../texts.ts';
import { momentOf } from '../time.ts';
import type { CallbackSummary, InteractionSummary } from '../wire.ts';
import { Avatar } from './avatar.tsx';
import { Elapsed } from './elapsed.tsx';
import { Icon } from './icons.tsx';

export interface RowProps {
  readonly summary: InteractionSummary;
  readonly open: boolean;
  /** It left the list, and keeps its place until the pointer has left. */
  readonly gone: boolean;
  /** The row that Tab goes to. */
  readonly stop: boolean;
  readonly onOpen: () => void;
  readonly onLook: () => void;
  readonly onPickUp: () => void;
}

/** One interaction in the list. */
export function Row({ summary, open, gone, stop, onOpen, onLook, onPickUp }: RowProps): JSX.Element {
  const busy = useSelect((state) => state.busy.get(summary.id));
  // What is before the eyes is not counted, even for the moment until it is marked.
  const inSight = useSelect((state) => open && state.atEnd);
  const unread = inSight || !summary.mine ? 0 : summary.unread;
  const waiting = gone ? undefined : waitingSince(summary);
  const takes = canPickUp(summary) && !gone;
  return (
    <li class={`row row-${summary.state.toLowerCase()}${gone ? ' row-gone' : ''}${unread > 0 ? ' row-unread' : ''}`}>
      <button
        type="button"
        class="row-main"
        data-row={summary.id}
        tabIndex={stop ? 0 : -1}
        aria-current={open ? 'true' : undefined}
        aria-keyshortcuts={takes ? 'Enter' : undefined}
        disabled={gone}
        onClick={onOpen}
        onKeyDown={(event) => {
          if ((event.key !== 'Enter' && event.key !== ' ') || event.repeat) return;
          event.preventDefault();
          if (event.key === ' ') onLook();
          else if (takes) onPickUp();
          else onOpen();
        }}
      >
        <Avatar summary={summary} />
        <span class="row-text">
          <span class="row-top">
            <span class="row-name">
              {summary.callback && (
                <span class="visually-hidden">{t(summary.callback.message ? 'type.message' : 'type.callback')} </span>
              )}
              <bdi>{summary.name}</bdi>
            </span>
            {waiting ? (
              <Elapsed since={waiting} warm label={t('row.waits')} />
            ) : (
              !isEnded(summary) && !isLater(summary) && <Elapsed since={summary.stateSince} label={t('row.since')} />
            )}
          </span>
          <RowLast summary={summary} gone={gone} />
          <span class="row-bottom">
            <StateWord summary={summary} />
            <span class="row-queue">
              <bdi>{summary.queue.name}</bdi>
            </span>
            {unread > 0 && (
              <span class="badge">
                <span aria-hidden="true">{unread > 99 ? '99+' : unread}</span>
                <span class="visually-hidden">{tn('list.unread', unread)}</span>
              </span>
            )}
          </span>
        </span>
      </button>
      {takes && (
        <button
          type="button"
          class="button small row-action"
          tabIndex={-1}
          aria-disabled={busy !== undefined}
          aria-label={busy === 'pickup' ? undefined : t('pickup.of', { name: summary.name })}
          onClick={onPickUp}
        >
          {busy === 'pickup' ? t('pickup.busy') : t('pickup')}
        </button>
      )}
    </li>
  );
}

/** What was said last, who types, or what the agent has not sent yet. */
function RowLast({ summary, gone }: { summary: InteractionSummary; gone: boolean }): JSX.Element {
  const typing = useSelect((state) => state.typing.get(summary.id));
  const draft = useSelect((state) => state.drafts.get(summary.id));
  const failed = useSelect((state) =>
    state.outbox.some((message) => message.interaction === summary.id && message.status === 'failed'),
  );
  const openNow = useSelect((state) => state.open === summary.id);
  if (gone) return <span class="row-last row-note">{t('row.gone')}</span>;
  if (failed) {
    return (
      <span class="row-last row-failed">
        <Icon name="warning" /> {t('row.failed')}
      </span>
    );
  }
  if (typing) return <span class="row-last row-note">{t('row.typing')}</span>;
  if (draft && !openNow) {
    return (
      <span class="row-last">
        <span class="row-draft">{t('row.draft')}</span> <bdi>{draft}</bdi>
      </span>
    );
  }
  if (summary.callback) return <RowCallback summary={summary} callback={summary.callback} />;
  const last = summary.lastMessage;
  if (!last) return <span class="row-last row-note">{t('row.nothing')}</span>;
  return (
    <span class="row-last">
      {last.from === 'agent' && summary.mine && `${t('row.you')} `}
      <bdi>{last.text}</bdi>
    </span>
  );
}

/** What the callback is about; before it when it is tried, and how long it has snoozed. */
function RowCallback({ summary, callback }: { summary: InteractionSummary; callback: CallbackSummary }): JSX.Element {
  const { clock } = useEngine();
  const { until, subject } = callback;
  const time = until && isLater(summary) ? momentOf(until, clock.now()) : undefined;
  return (
    <span class="row-last">
      {time && (
        <span class="row-time">
          {t(summary.state === 'Snoozed' ? 'row.next' : 'row.preferred', { time })}
          {summary.state === 'Snoozed' && (
            <>
              {' · '}
              <Elapsed since={summary.stateSince} label={t('row.snoozed')} />
            </>
          )}
          {subject && ' ·'}
        </span>
      )}
      <bdi>{subject || (time ? '' : t('callback.noSubject'))}</bdi>
    </span>
  );
}

/** The state in a word with its mark; colour only repeats it. */
export function StateWord({ summary }: { summary: InteractionSummary }): JSX.Element {
  return (
    <span class={`state state-${summary.state.toLowerCase()}`} title={summary.stateString}>
      {wordOf(summary)}
    </span>
  );
}

function wordOf(summary: InteractionSummary): string {
  switch (summary.state) {
    case 'Offering':
      return t('state.offering');
    case 'Alerting':
      return summary.user && !summary.mine
        ? t('state.alertingOther', { name: summary.user.displayName })
        : t('state.alerting');
    case 'Connected':
      return summary.user && !summary.mine
        ? t('state.connectedOther', { name: summary.user.displayName })
        : t('state.connected');
    case 'Held':
      return t('state.held');
    case 'Snoozed':
      return t('state.snoozed');
    case 'Scheduled':
      return t('state.scheduled');
    case 'Disconnected':
      return endWord(summary);
    default:
      return summary.stateString;
  }
}

/** An ended callback tells how: that is what reports ask for. */
function endWord({ callback }: InteractionSummary): string {
  if (callback?.disposition === 'success') return t('state.succeeded');
  return t(callback?.disposition === 'failure' ? 'state.failed' : 'state.disconnected');
}
