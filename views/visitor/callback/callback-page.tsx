import '../styles/callback.css';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Avatar } from '../chat/avatar.tsx';
import { LinkLine } from '../chat/link-line.tsx';
import type { KeptCallback } from '../client/callback-memory.ts';
import { type CallbackView, openCallback } from '../client/callback-session.ts';
import { Icon } from '../icons.tsx';
import { useNow, usePage } from '../page.ts';
import { watchBrowser } from '../watch.ts';
import { CancelDialog } from './cancel-dialog.tsx';
import { Facts } from './facts.tsx';
import { FindAgain } from './find-again.tsx';
import { stateWords } from './words.ts';

export interface CallbackPageProps {
  readonly kept: KeptCallback;
  /** It was made a moment ago. */
  readonly created: boolean;
  /** Back to the forms, to a certain one. */
  readonly onLeave: (tab: 'chat' | 'callback') => void;
}

/** How a callback fares, from the request to its end. */
export function CallbackPage({ kept, created, onLeave }: CallbackPageProps) {
  const { api, callbacks, ports, texts, times } = usePage();
  const session = useMemo(
    () => openCallback(ports, api, callbacks, kept, { photos: true, created, visible: isVisible }),
    [],
  );
  const [view, setView] = useState<CallbackView>(session.view);
  const now = useNow(30_000);
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const { over, telephone } = view.request;
  const words = stateWords(view, texts, times, now);

  // From the moment it is shown on, nothing that the browser notices is missed.
  useLayoutEffect(() => {
    setView(session.view());
    const cancel = session.subscribe(setView);
    const stop = watchBrowser(session);
    return () => {
      cancel();
      stop();
    };
  }, [session]);
  useLayoutEffect(() => {
    if (created) heading.current?.focus();
  }, [created]);

  function cancelled(): void {
    dialog.current?.close();
    heading.current?.focus();
  }

  function leave(tab: 'chat' | 'callback'): void {
    if (over) session.forget();
    onLeave(tab);
  }

  return (
    <div class="iwt-callback-page">
      <h1 class="iwt-callback-title" tabIndex={-1} ref={heading}>
        {texts(telephone ? 'callbackTitle' : 'messageTitle')}
      </h1>
      {!over && <LinkLine link={view.link} offline="callbackOffline" />}
      <section class={`iwt-callback-status-panel iwt-callback-${over ?? view.status?.state ?? 'waiting'}`}>
        <Emblem view={view} />
        <div class="iwt-callback-status-indicator">
          <h2>{words.headline}</h2>
          {words.help && <p>{words.help}</p>}
        </div>
      </section>
      <Facts view={view} now={now} />
      {!over && <FindAgain participantID={view.request.participantID} />}
      <div class="iwt-callback-disconnect-button-panel">
        {over ? (
          <button type="button" class="button button-primary" onClick={() => leave('callback')}>
            {texts('startOver')}
          </button>
        ) : (
          <>
            <button type="button" class="button" onClick={() => leave('chat')}>
              {texts('otherWays')}
            </button>
            <button
              type="button"
              class="button iwt-callback-disconnect-button"
              onClick={() => dialog.current?.showModal()}
            >
              {texts(telephone ? 'cancelCallback' : 'cancelMessage')}
            </button>
          </>
        )}
      </div>
      <Announcer text={words.headline} />
      {!over && <CancelDialog session={session} dialog={dialog} message={!telephone} onCancelled={cancelled} />}
    </div>
  );
}

/** Who calls, by photo or initials; otherwise a picture of the state. */
function Emblem({ view: { request, status, photo } }: { readonly view: CallbackView }) {
  if (status?.agent?.name && !request.over) {
    return (
      <span class="iwt-callback-participant-avatar">
        <Avatar participant={{ name: status.agent.name, photo }} />
      </span>
    );
  }
  const { over } = request;
  const waits = status?.state === 'scheduled' || status?.state === 'snoozed';
  const icon = over === 'complete' ? 'check' : over ? 'close' : waits ? 'clock' : request.telephone ? 'phone' : 'send';
  return (
    <span class="iwt-callback-emblem">
      <Icon name={icon} />
    </span>
  );
}

/** Tells screen readers when the state changes: not what the page began with, and not each time it is asked for. */
function Announcer({ text }: { readonly text: string }) {
  const [first] = useState(text);
  const [changed, setChanged] = useState(false);
  useEffect(() => {
    if (text !== first) setChanged(true);
  }, [text, first]);
  return (
    <div class="visually-hidden" role="status">
      {changed && text}
    </div>
  );
}

function isVisible(): boolean {
  return document.visibilityState === 'visible';
}
