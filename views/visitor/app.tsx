import { useCallback, useEffect, useState } from 'preact/hooks';
import { ChatWindow } from './chat/chat-window.tsx';
import type { Identity } from './client/memory.ts';
import type { Capabilities } from './client/protocol.ts';
import { newChat, openSession, type Session } from './client/session.ts';
import { EntryForms } from './forms/entry-forms.tsx';
import { Frame, LoadFailed, Loading } from './frame.tsx';
import { loadConfiguration } from './load.ts';
import { usePage } from './page.ts';
import { watchBrowser } from './watch.ts';

type Screen =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'forms'; readonly server: number; readonly capabilities: Capabilities }
  | { readonly kind: 'chat'; readonly session: Session; readonly begun: boolean };

/** Which screen is shown: a chat this browser remembers, otherwise the forms as soon as the server said what it offers. */
export function App() {
  const page = usePage();
  const { ports, api, memory, parameters } = page;
  const [attempt, setAttempt] = useState(0);
  const [screen, setScreen] = useState<Screen>(() => {
    const kept = memory.find(ports.clock.now());
    if (!kept) return { kind: 'loading' };
    return { kind: 'chat', session: openSession(ports, api, memory, kept, true), begun: false };
  });
  const loading = screen.kind === 'loading';

  const again = useCallback(() => {
    setScreen({ kind: 'loading' });
    setAttempt((count) => count + 1);
  }, []);

  useEffect(() => {
    if (!loading) return;
    let current = true;
    void loadConfiguration(ports, api, parameters.firstServer).then((loaded) => {
      if (!current) return;
      if (loaded.ok) setScreen({ kind: 'forms', ...loaded.value });
      else setScreen({ kind: 'failed', reason: loaded.reason });
    });
    return () => {
      current = false;
    };
  }, [loading, attempt]);

  const session = screen.kind === 'chat' ? screen.session : undefined;
  useEffect(() => (session ? watchBrowser(session) : undefined), [session]);

  if (screen.kind === 'loading') return <Loading />;
  if (screen.kind === 'failed') return <LoadFailed reason={screen.reason} onRetry={again} />;
  if (screen.kind === 'chat') {
    return (
      <ChatWindow
        key={screen.session.view().identity.chatID}
        session={screen.session}
        begun={screen.begun}
        onLeave={() => {
          screen.session.forget();
          again();
        }}
      />
    );
  }
  const { server, capabilities } = screen;
  return (
    <Frame name="iwt-login-container">
      <EntryForms
        server={server}
        capabilities={capabilities}
        focus={attempt > 0}
        onStarted={(identity: Identity) => {
          const photos = capabilities.common.includes('partyInfo');
          setScreen({
            kind: 'chat',
            session: openSession(ports, api, memory, newChat(identity), photos),
            begun: true,
          });
        }}
      />
    </Frame>
  );
}
