import { comingTime } from '../coming.ts';
import { useNow, usePage } from '../page.ts';
import type { Hours } from './hours.ts';

interface NoCallbackProps {
  readonly hours: Hours;
  /** Absent: the chat is closed too. */
  readonly onChat: (() => void) | undefined;
}

/** Callbacks are not to be had here; says what is. */
export function NoCallback({ hours, onChat }: NoCallbackProps) {
  const { texts, times } = usePage();
  const now = useNow(60_000);
  const opensAt = hours.chat?.opensAt;
  const disabled = hours.callback?.callbacks === false;
  const help =
    opensAt === undefined
      ? texts('callbackClosedNoChat')
      : texts('callbackClosedUntil', { time: comingTime(texts, times, opensAt, now) });
  return (
    <div class="iwt-callback-form-panel">
      <p>
        <strong>{texts(disabled ? 'callbackDisabled' : 'callbackClosed')}</strong>{' '}
        {onChat ? texts('callbackClosedHelp') : help}
      </p>
      {onChat && (
        <button type="button" class="button" onClick={onChat}>
          {texts('goToChat')}
        </button>
      )}
    </div>
  );
}
