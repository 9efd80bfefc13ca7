import type { JSX } from 'preact';
import { useEngine, useSelect } from '../hooks.ts';
import { isEnded, isWaiting, queuedSince } from '../state/list-view.ts';
import { t } from '../texts.ts';
import type { InteractionSummary } from '../wire.ts';
import { Avatar } from './avatar.tsx';
import { CallbackPane } from './callback/callback-pane.tsx';
import { Composer } from './composer.tsx';
import { ConnectionLine } from './connection-line.tsx';
import { Elapsed } from './elapsed.tsx';
import { Icon } from './icons.tsx';
import { StateWord } from './row.tsx';
import { Transcript } from './transcript.tsx';

export interface ConversationProps {
  readonly onDisconnect: (id: string) => void;
}

/** The middle column: the open interaction, or what to do when none is open. */
export function ConversationPane({ onDisconnect }: ConversationProps): JSX.Element {
  const conversation = useSelect((state) =>
    state.open === undefined ? undefined : state.conversations.get(state.open),
  );
  const summary = useSelect((state) => summaryOf(state));
  if (!conversation) return <NothingOpen />;
  return (
    <div class="conversation" key={conversation.id}>
      {summary ? <Header summary={summary} onDisconnect={onDisconnect} /> : <EmptyHeader id={conversation.id} />}
      <ConnectionLine />
      {summary?.callback ? (
        <CallbackPane conversation={conversation} summary={summary} callback={summary.callback} />
      ) : (
        <>
          <Transcript conversation={conversation} />
          {summary && <Composer summary={summary} gone={conversation.gone} />}
        </>
      )}
    </div>
  );
}

/** The list knows best; what left it is remembered by its conversation. */
function summaryOf(state: ReturnType<ReturnType<typeof useEngine>['store']['get']>): InteractionSummary | undefined {
  if (state.open === undefined) return undefined;
  return state.list.items.get(state.open)?.summary ?? state.conversations.get(state.open)?.summary;
}

function Header({ summary, onDisconnect }: { summary: InteractionSummary } & ConversationProps): JSX.Element {
  return (
    <header class="conversation-head">
      <BackButton />
      <Avatar summary={summary} class="conversation-avatar" />
      <div class="conversation-title">
        <h2 tabIndex={-1} data-conversation="">
          {summary.callback && <span class="visually-hidden">{t('callback.from')} </span>}
          <bdi>{summary.name}</bdi>
        </h2>
        <p class="conversation-meta">
          <StateWord summary={summary} />
          <Since summary={summary} />
          <span class="conversation-queue">
            <bdi>{summary.queue.name}</bdi>
          </span>
        </p>
      </div>
      <Actions summary={summary} onDisconnect={onDisconnect} />
    </header>
  );
}

/** How long they have waited while they wait for an agent; otherwise how long the state has lasted. */
function Since({ summary }: { summary: InteractionSummary }): JSX.Element | null {
  if (isEnded(summary)) return null;
  if (isWaiting(summary)) return <Elapsed since={queuedSince(summary)} warm label={t('row.waits')} />;
  return <Elapsed since={summary.stateSince} label={t('row.since')} />;
}

function EmptyHeader({ id }: { id: string }): JSX.Element {
  return (
    <header class="conversation-head">
      <BackButton />
      <div class="conversation-title">
        <h2 tabIndex={-1} data-conversation="">
          {id}
        </h2>
      </div>
    </header>
  );
}

function BackButton(): JSX.Element {
  const engine = useEngine();
  return (
    <button
      type="button"
      class="button button-quiet button-icon small back"
      aria-label={t('back')}
      title={t('back')}
      onClick={() => engine.open(undefined)}
    >
      <Icon name="back" />
    </button>
  );
}

function Actions({ summary, onDisconnect }: { summary: InteractionSummary } & ConversationProps): JSX.Element {
  const engine = useEngine();
  const busy = useSelect((state) => state.busy.get(summary.id));
  const view = useSelect((state) => state.view);
  const held = summary.state === 'Held';
  const live = summary.mine && (held || summary.state === 'Connected');
  // Nobody listens to music in a callback; one that is held all the same can be resumed.
  const holds = held || !summary.callback;
  const toggle = held ? 'resume' : 'hold';
  return (
    <div class="actions">
      {live && (
        <>
          {holds && (
            <button
              type="button"
              class="button small"
              aria-disabled={busy !== undefined}
              aria-keyshortcuts="Alt+H"
              title={`${t(toggle)} (Alt+H)`}
              onClick={() => void engine.act(summary.id, toggle)}
            >
              <Icon name={held ? 'play' : 'pause'} />
              <span class="action-word">{busy === toggle ? t(`${toggle}.busy`) : t(toggle)}</span>
            </button>
          )}
          <button
            type="button"
            class="button small action-danger"
            aria-disabled={busy !== undefined}
            aria-keyshortcuts="Alt+X"
            title={`${t('disconnect')} (Alt+X)`}
            onClick={() => onDisconnect(summary.id)}
          >
            <Icon name="hangUp" />
            <span class="action-word">{busy === 'disconnect' ? t('disconnect.busy') : t('disconnect')}</span>
          </button>
        </>
      )}
      <button
        type="button"
        class="button button-quiet button-icon small details-button"
        aria-label={t('details')}
        title={`${t('details')} (Alt+I)`}
        aria-pressed={view === 'details'}
        aria-keyshortcuts="Alt+I"
        onClick={() => engine.open(summary.id, view === 'details' ? 'conversation' : 'details')}
      >
        <Icon name="details" />
      </button>
    </div>
  );
}

function NothingOpen(): JSX.Element {
  const many = useSelect((state) => state.list.items.size > 0);
  return (
    <div class="nothing-open">
      <div class="empty">
        <Icon name="chat" />
        <p class="empty-title">{t(many ? 'open.choose' : 'open.nothing')}</p>
        <ul class="open-keys">
          {(['keys.arrows', 'keys.enter', 'keys.help'] as const).map((key, index) => (
            <li key={key}>
              <kbd class="kbd">{['↑ ↓', t('key.enter'), '?'][index]}</kbd> {t(key)}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
