import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Session, View } from '../client/session.ts';
import { Icon } from '../icons.tsx';
import { useNow, usePage } from '../page.ts';
import { Messages } from './messages.tsx';

/** So near to the end, in pixels, counts as reading the newest. */
const NEAR = 48;

/**
 * The scrolling conversation. It follows the newest message as long as the visitor is there; who has scrolled up stays
 * where he reads and is told how many new ones wait below.
 */
export function Log({ view, session }: { readonly view: View; readonly session: Session }) {
  const { texts } = usePage();
  const scroller = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const top = useRef(0);
  const [away, setAway] = useState(false);
  const [seen, setSeen] = useState(view.transcript.entries.length);
  const { entries } = view.transcript;
  const newestMine = entries.findLast((entry) => entry.mine)?.id;

  const toEnd = (): void => {
    const box = scroller.current;
    if (!box) return;
    box.scrollTop = box.scrollHeight;
    // The browser tells of a scroll only with its next picture; whoever goes up before that goes up from here.
    top.current = box.scrollTop;
  };

  useLayoutEffect(() => {
    if (following.current) toEnd();
  });

  // One's own new message always comes into view.
  useLayoutEffect(() => {
    following.current = true;
    toEnd();
  }, [newestMine]);

  useEffect(() => {
    const box = scroller.current;
    if (!box) return;
    // The keyboard of a phone makes the box smaller; photos and cards make its content longer.
    const observer = new ResizeObserver(() => following.current && toEnd());
    observer.observe(box);
    return () => observer.disconnect();
  }, []);

  function scrolled(): void {
    const box = scroller.current;
    if (!box) return;
    const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
    const upwards = box.scrollTop < top.current;
    top.current = box.scrollTop;
    // A keyboard or a longer draft takes room from the box; only who scrolls up wants to leave the newest.
    const follows = atEnd || (following.current && !upwards);
    if (following.current && !follows) setSeen(entries.length);
    following.current = follows;
    if (follows && !atEnd) toEnd();
    setAway(!follows);
  }

  const unseen = entries.length - seen;
  return (
    <div class="iwt-log">
      <div
        class="iwt-received-messages-panel"
        role="log"
        aria-live="off"
        aria-label={texts('conversation')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        ref={scroller}
        onScroll={scrolled}
      >
        <Messages view={view} session={session} />
        <TypingDots view={view} />
      </div>
      {away && (
        <button
          type="button"
          class="button iwt-jump"
          onClick={() => {
            following.current = true;
            toEnd();
            scroller.current?.focus();
          }}
        >
          <Icon name="down" />
          {unseen > 0 ? texts.count('newMessages', unseen) : texts('jump')}
        </button>
      )}
    </div>
  );
}

function TypingDots({ view }: { readonly view: View }) {
  const { texts, times } = usePage();
  const now = useNow(5000);
  const names = view.transcript.participants.filter((other) => other.typingUntil > now).map((other) => other.name);
  if (names.length === 0 || view.end) return null;
  const key = names.length > 1 ? 'areTyping' : 'isTyping';
  const list = times.list(names);
  return (
    <p class="iwt-typing">
      <span class="iwt-typing-dots" aria-hidden="true">
        <span />
        <span />
        <span />
      </span>
      <span class="visually-hidden">{texts(key, { name: list, names: list })}</span>
    </p>
  );
}
