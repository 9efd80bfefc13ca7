import { useEffect, useRef, useState } from 'preact/hooks';
import type { Identity } from '../client/memory.ts';
import type { Capabilities } from '../client/protocol.ts';
import { usePage } from '../page.ts';
import { Availability, useQueue } from './availability.tsx';
import { ChatForm } from './chat-form.tsx';
import { RegisterForm } from './register-form.tsx';
import { type Tab, Tabs } from './tabs.tsx';

interface EntryFormsProps {
  readonly server: number;
  readonly capabilities: Capabilities;
  /** The visitor comes from a chat: begin at the heading. */
  readonly focus: boolean;
  readonly onStarted: (identity: Identity) => void;
}

type TabId = 'chat' | 'callback' | 'register';

/** What a visitor can do before a chat, as far as page and server offer it. */
export function EntryForms({ server, capabilities, focus, onStarted }: EntryFormsProps) {
  const { parameters, texts } = usePage();
  const chatOpen = parameters.chat && offers(capabilities.chat, 'start');
  const canRegister = capabilities.common.includes('supportRegistrationTracker');
  const tabs = [
    parameters.chat && tab('chat', texts('chatTab')),
    parameters.callback && tab('callback', texts('callbackTab')),
    canRegister && tab('register', texts('registerTab')),
  ].filter((item) => item !== false);
  const [selected, setSelected] = useState<TabId>(tabs[0]?.id ?? 'chat');
  const [account, setAccount] = useState<string>();
  const [arrived, setArrived] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const asks = capabilities.queueQuery.includes('supportAuthenticationAnonymous');
  const queue = useQueue(server, parameters.target, parameters.targetType, chatOpen && asks);

  useEffect(() => {
    if (focus) heading.current?.focus();
  }, [focus]);

  // Whoever came to a tab through a link inside another one would otherwise stand nowhere.
  useEffect(() => {
    if (arrived && !account) document.getElementById(`iwt-tab-${selected}`)?.focus();
    setArrived(false);
  }, [arrived, account, selected]);

  const go = (id: TabId) => () => {
    setSelected(id);
    setArrived(true);
  };

  return (
    <>
      <header class="iwt-page-header">
        <h1 tabIndex={-1} ref={heading}>
          {texts('heading')}
        </h1>
        {chatOpen && asks && <Availability queue={queue} />}
      </header>
      <Tabs
        label={texts('tabs')}
        tabs={tabs}
        selected={selected}
        onSelect={(id) => {
          setSelected(id as TabId);
          setAccount(undefined);
        }}
      >
        {account && (
          <p class="notice notice-success iwt-status iwt-status-success" role="status">
            {texts('accountCreated')}
          </p>
        )}
        {selected === 'chat' && chatOpen && (
          <ChatForm
            server={server}
            capabilities={capabilities}
            account={account}
            onRegister={canRegister ? go('register') : undefined}
            onStarted={onStarted}
          />
        )}
        {selected === 'chat' && !chatOpen && <p class="notice notice-warning">{texts('chatClosed')}</p>}
        {selected === 'callback' && <CallbackClosed onChat={chatOpen ? go('chat') : undefined} />}
        {selected === 'register' && (
          <RegisterForm
            server={server}
            onRegistered={(username) => {
              setSelected(chatOpen ? 'chat' : 'register');
              setAccount(username);
            }}
          />
        )}
      </Tabs>
      <p class="iwt-disclaimer">{texts('disclaimer')}</p>
    </>
  );
}

function CallbackClosed({ onChat }: { readonly onChat: (() => void) | undefined }) {
  const { texts } = usePage();
  return (
    <div class="iwt-callback-form-panel">
      <p>
        <strong>{texts('callbackClosed')}</strong> {texts(onChat ? 'callbackClosedHelp' : 'callbackClosedNoChat')}
      </p>
      {onChat && (
        <button type="button" class="button" onClick={onChat}>
          {texts('goToChat')}
        </button>
      )}
    </div>
  );
}

function tab(id: TabId, label: string): Tab & { readonly id: TabId } {
  return { id, label, name: `iwt-${id}-tab` };
}

/** A tab is open when its operation and a way to use it are there (visitor-protocol section 5.2). */
function offers(group: readonly string[], operation: string): boolean {
  return group.includes(operation) && group.some((capability) => capability.startsWith('supportAuthentication'));
}
