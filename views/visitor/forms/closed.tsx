import type { Opening } from '../client/opening.ts';
import { comingTime } from '../coming.ts';
import { useNow, usePage } from '../page.ts';

interface ClosedProps {
  readonly opening: Opening;
  /** To the callback form; absent where there is none. `byEmail`: a message to be answered by e-mail. */
  readonly onCallback: ((byEmail: boolean) => void) | undefined;
}

/** Nobody is there to chat: when somebody will be, and what can be done now. */
export function Closed({ opening, onCallback }: ClosedProps) {
  const { texts, times } = usePage();
  const now = useNow(60_000);
  const { opensAt } = opening;
  return (
    <div class="iwt-closed">
      <p>
        <strong>{texts('closedNow')}</strong>{' '}
        {opensAt === undefined
          ? !onCallback && texts('callbackClosedNoChat')
          : texts('closedUntil', { time: comingTime(texts, times, opensAt, now) })}
      </p>
      {onCallback && (
        <>
          <p>{texts('closedCallback')}</p>
          <div class="iwt-closed-buttons">
            <button type="button" class="button button-primary" onClick={() => onCallback(false)}>
              {texts('requestCallback')}
            </button>
            <button type="button" class="button" onClick={() => onCallback(true)}>
              {texts('leaveAMessage')}
            </button>
          </div>
        </>
      )}
    </div>
  );
}
