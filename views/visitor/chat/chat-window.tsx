import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Session, View } from '../client/session.ts';
import { Frame } from '../frame.tsx';
import { Icon } from '../icons.tsx';
import { usePage } from '../page.ts';
import { createAlerts } from './alerts.ts';
import { Announcer } from './announcer.tsx';
import { Composer } from './composer.tsx';
import { ExitDialog } from './exit-dialog.tsx';
import { openHistory } from './history.ts';
import { LinkLine } from './link-line.tsx';
import { Log } from './log.tsx';
import { OptionsMenu } from './options-menu.tsx';
import { Participants } from './participants.tsx';
import { useTitle } from './title.ts';

interface ChatWindowProps {
  readonly session: Session;
  /** The visitor started it a moment ago, so the compose box may take the focus. */
  readonly begun: boolean;
  /** Forget this chat and show the forms. `unsaid`: what is to be said in the next one. */
  readonly onLeave: (unsaid: string) => void;
}

/** A running or ended chat. */
export function ChatWindow({ session, begun, onLeave }: ChatWindowProps) {
  const page = usePage();
  const { memory, parameters, texts } = page;
  const [view, setView] = useState<View>(session.view);
  const exit = useRef<HTMLDialogElement>(null);
  const [blocked, setBlocked] = useState(false);
  const alerts = useMemo(() => createAlerts(memory, texts), [memory, texts]);

  useEffect(() => {
    setView(session.view());
    return session.subscribe(setView);
  }, [session]);
  useEffect(() => session.onArrival((entries) => alerts.arrived(entries)), [session, alerts]);
  useTitle(session);

  const history = (): void => setBlocked(!openHistory(page, view));
  function left(told: boolean): void {
    exit.current?.close();
    if (parameters.followUp) window.open(parameters.followUp, '_blank', 'noopener');
    if (!told) onLeave('');
  }

  return (
    <Frame name="iwt-chat-container-panel">
      <h1 class="visually-hidden">{texts('pageTitle')}</h1>
      <header class="iwt-chat-header">
        <Participants view={view} />
        <div class="iwt-chat-actions">
          <OptionsMenu
            alerts={alerts}
            onHistory={history}
            transcript={
              view.identity.resumable
                ? `${parameters.root}transcript/${encodeURIComponent(view.identity.participantID)}`
                : undefined
            }
          />
          {!view.end && (
            <div class="iwt-chat-exit-button-container">
              <button type="button" class="button iwt-exit-button" onClick={() => exit.current?.showModal()}>
                {texts('exit')}
              </button>
            </div>
          )}
        </div>
      </header>
      {!view.end && <LinkLine link={view.link} />}
      {!view.end && view.link === 'refused' && (
        <p class="notice notice-warning iwt-refused" role="alert">
          {texts('systemFailure')} <NewChat view={view} onStart={() => onLeave(session.unsaid())} />
        </p>
      )}
      {blocked && (
        <p class="notice notice-warning iwt-blocked" role="alert">
          {texts('historyBlocked')}
        </p>
      )}
      <Log view={view} session={session} />
      <div class="iwt-chat-container-panel-bottom">
        {view.end ? (
          <Ended
            view={view}
            onAgain={() => onLeave(view.end === 'failed' ? session.unsaid() : '')}
            onHistory={history}
          />
        ) : (
          <Composer session={session} focus={begun} />
        )}
      </div>
      <Announcer session={session} view={view} />
      {!view.end && <ExitDialog session={session} dialog={exit} onLeft={left} />}
    </Frame>
  );
}

const endings = { left: 'endedLeft', ended: 'endedOther', gone: 'endedGone', failed: 'systemFailure' } as const;

interface NewChatProps {
  readonly view: View;
  readonly onStart: () => void;
  readonly look?: string;
}

/** The link that the original shows: to this page, with the server that answers (visitor-protocol section 13.6). */
function NewChat({ view, onStart, look }: NewChatProps) {
  const { parameters, texts } = usePage();
  const address = new URL(location.href);
  const path = parameters.servers[view.identity.server % parameters.servers.length] ?? '';
  address.searchParams.set('server', path.replace(/^\/|\/$/g, ''));
  return (
    <a
      class={look}
      href={address.href}
      onClick={(event) => {
        event.preventDefault();
        onStart();
      }}
    >
      {texts('startAgain')}
    </a>
  );
}

function Ended(props: { readonly view: View; readonly onAgain: () => void; readonly onHistory: () => void }) {
  const { parameters, texts } = usePage();
  const heading = useRef<HTMLHeadingElement>(null);
  // The compose box is gone; whoever was in it is taken to what came instead.
  useLayoutEffect(() => {
    if (document.activeElement === document.body || document.activeElement === null) heading.current?.focus();
  }, []);
  return (
    <div class="iwt-ended">
      <h2 tabIndex={-1} ref={heading}>
        {texts(endings[props.view.end ?? 'ended'])}
      </h2>
      <div class="iwt-ended-buttons">
        {props.view.end === 'failed' ? (
          <NewChat view={props.view} onStart={props.onAgain} look="button button-primary" />
        ) : (
          <button type="button" class="button button-primary" onClick={props.onAgain}>
            {texts('startAgain')}
          </button>
        )}
        <button type="button" class="button iwt-chat-printable-history-link" onClick={props.onHistory}>
          <Icon name="print" />
          {texts('history')}
        </button>
        {parameters.followUp && (
          <a class="button" href={parameters.followUp} target="_blank" rel="noopener">
            {texts('followUp')}
            <span class="visually-hidden"> {texts('opensWindow')}</span>
          </a>
        )}
      </div>
    </div>
  );
}
