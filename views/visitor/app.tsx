import { useCallback, useEffect, useLayoutEffect, useState } from 'preact/hooks';
import type { CallbackPageProps } from './callback/callback-page.tsx';
import { ChatWindow } from './chat/chat-window.tsx';
import type { KeptCallback } from './client/callback-memory.ts';
import { type Identity, newChat } from './client/memory.ts';
import type { Capabilities, Refusal } from './client/protocol.ts';
import { openSession, type Session } from './client/session.ts';
import { EntryForms, type TabId } from './forms/entry-forms.tsx';
import { askHours, type Hours } from './forms/hours.ts';
import { Frame, LoadFailed, Loading } from './frame.tsx';
import { addCallbackTexts } from './languages.ts';
import { lazy } from './lazy.tsx';
import { loadConfiguration } from './load.ts';
import { usePage } from './page.ts';
import { watchBrowser, whenBack } from './watch.ts';

const CallbackPage = lazy<CallbackPageProps>(async ({ texts }) => {
  const [page] = await Promise.all([import('./callback/callback-page.tsx'), addCallbackTexts(texts)]);
  return page.CallbackPage;
});

interface Forms {
  readonly kind: 'forms';
  readonly server: number;
  readonly capabilities: Capabilities;
  readonly hours: Hours;
}

type Screen =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly reason: string }
  | Forms
  | { readonly kind: 'chat'; readonly session: Session; readonly begun: boolean }
  | { readonly kind: 'callback'; readonly kept: KeptCallback; readonly created: boolean };

/** Which screen is shown: a chat or a callback this browser remembers, otherwise the forms as soon as the server said what it offers. */
export function App() {
  const page = usePage();
  const { ports, api, callbacks, memory, parameters } = page;
  const [attempt, setAttempt] = useState(0);
  const [first, setFirst] = useState<TabId>();
  /** What a visitor had still to say when a server lost the chat. */
  const [carried, setCarried] = useState('');
  const [screen, setScreen] = useState<Screen>(() => {
    const kept = memory.find(ports.clock.now());
    if (kept) return { kind: 'chat', session: openSession(ports, api, memory, kept, true), begun: false };
    const callback = callbacks.find(ports.clock.now());
    return callback ? { kind: 'callback', kept: callback, created: false } : { kind: 'loading' };
  });
  const loading = screen.kind === 'loading';

  /** What a server offers has changed under the forms, or another one is active; what was typed stays. */
  const refused = useCallback(async (server: number, { lost, params }: Refusal) => {
    if (params.access === undefined && !(lost && api.servers > 1)) return;
    const reply = await loadConfiguration(ports, api, lost ? server + 1 : server);
    if (reply.ok) setScreen((now) => (now.kind === 'forms' ? { ...now, ...reply.value } : now));
  }, []);

  const again = useCallback(() => {
    setScreen({ kind: 'loading' });
    setAttempt((count) => count + 1);
  }, []);

  useEffect(() => {
    if (!loading) return;
    let current = true;
    const hours = askHours(page);
    void loadConfiguration(ports, api, parameters.firstServer).then(async (loaded) => {
      const next: Screen = loaded.ok
        ? { kind: 'forms', ...loaded.value, hours: await hours }
        : { kind: 'failed', reason: loaded.reason };
      if (current) setScreen(next);
    });
    return () => {
      current = false;
    };
  }, [loading, attempt]);

  const session = screen.kind === 'chat' ? screen.session : undefined;
  // From the moment it is shown on, nothing that the browser notices is missed.
  useLayoutEffect(() => (session ? watchBrowser(session) : undefined), [session]);
  useLayoutEffect(() => (session ? whenBack(session, page.reporting.resumed) : undefined), [session]);

  if (screen.kind === 'loading') return <Loading />;
  if (screen.kind === 'failed') return <LoadFailed reason={screen.reason} onRetry={again} />;
  if (screen.kind === 'chat') {
    return (
      <ChatWindow
        key={screen.session.view().identity.chatID}
        session={screen.session}
        begun={screen.begun}
        onLeave={(unsaid) => {
          setCarried(unsaid);
          screen.session.forget();
          setFirst(undefined);
          again();
        }}
      />
    );
  }
  if (screen.kind === 'callback') {
    return (
      <Frame name="iwt-callback-container-panel">
        <CallbackPage
          key={screen.kept.callbackID}
          kept={screen.kept}
          created={screen.created}
          onLeave={(tab) => {
            setFirst(tab);
            again();
          }}
        />
      </Frame>
    );
  }
  const { server, capabilities } = screen;
  return (
    <Frame name="iwt-login-container">
      <EntryForms
        server={server}
        capabilities={capabilities}
        hours={screen.hours}
        focus={attempt > 0}
        first={first}
        onRefused={(refusal) => void refused(server, refusal)}
        onCallback={(kept, created) => setScreen({ kind: 'callback', kept, created })}
        onStarted={(identity: Identity, events) => {
          const photos = capabilities.common.includes('partyInfo');
          if (carried) memory.setDraft(identity.chatID, carried);
          setCarried('');
          const session = openSession(ports, api, memory, newChat(identity, events), photos);
          setScreen({ kind: 'chat', session, begun: true });
        }}
      />
    </Frame>
  );
}
