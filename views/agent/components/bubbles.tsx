import type { JSX } from 'preact';
import { useEngine } from '../hooks.ts';
import { type Author, keyOf } from '../state/groups.ts';
import type { Pending } from '../state/outbox.ts';
import { t, textOf } from '../texts.ts';
import { exactTimeOf, timeOf } from '../time.ts';
import type { Entry } from '../wire.ts';
import { initialsOf } from './avatar.tsx';
import { Icon } from './icons.tsx';
import { Text } from './text.tsx';

export interface BubblesProps {
  readonly author: Author;
  readonly entries: readonly Entry[];
  /** Of these entries, those that the server has not confirmed, by clientMessageId. */
  readonly pending: ReadonlyMap<string, Pending>;
  /** The newest group of the agent, which says that it arrived. */
  readonly newest: boolean;
}

/** What one person said within a minute. */
export function Bubbles({ author, entries, pending, newest }: BubblesProps): JSX.Element {
  const first = entries[0] as Entry;
  const waiting = entries.flatMap((entry) => (entry.clientMessageId ? (pending.get(entry.clientMessageId) ?? []) : []));
  const failed = waiting.filter((message) => message.status === 'failed');
  const sending = waiting.some((message) => message.status === 'sending');
  const name = author.mine ? t('you') : author.name;
  return (
    <li class={`group ${author.mine ? 'group-mine' : `group-${author.kind}`}`}>
      {!author.mine && (
        <span class="avatar avatar-small" aria-hidden="true">
          {initialsOf(author.name)}
        </span>
      )}
      <div class="group-body">
        <p class="group-head">
          <span class={author.mine ? 'visually-hidden' : 'group-name'}>
            <bdi>{name}</bdi>
          </span>{' '}
          <time dateTime={first.at} title={exactTimeOf(first.at)}>
            {timeOf(first.at)}
          </time>
          {sending && <span class="group-state"> · {t('send.sending')}</span>}
          {!sending && newest && failed.length === 0 && <span class="group-state"> · {t('send.sent')}</span>}
        </p>
        {entries.map((entry) => {
          const message = entry.clientMessageId ? pending.get(entry.clientMessageId) : undefined;
          return (
            <div
              key={keyOf(entry)}
              class={`bubble${message ? ` bubble-${message.status}` : ''}`}
              title={exactTimeOf(entry.at)}
            >
              <p dir="auto">
                <Text text={entry.text ?? ''} />
              </p>
              {message?.status === 'failed' && <Failed message={message} />}
            </div>
          );
        })}
      </div>
    </li>
  );
}

function Failed({ message }: { message: Pending }): JSX.Element {
  const engine = useEngine();
  const reason = message.failure?.kind === 'network' ? t('send.network') : reasonOf(message);
  return (
    <div class="failed" role="alert">
      <p>
        <Icon name="warning" /> {reason}
      </p>
      <div class="failed-actions">
        <button type="button" class="button small" onClick={() => engine.retry(message.clientMessageId)}>
          <Icon name="retry" /> {t('retry')}
        </button>
        <button type="button" class="button small" onClick={() => engine.discard(message.clientMessageId)}>
          <Icon name="pencil" /> {t('send.edit')}
        </button>
      </div>
    </div>
  );
}

function reasonOf(message: Pending): string {
  return textOf(`send.error.${message.failure?.code}`, {}, t('send.failed'));
}
