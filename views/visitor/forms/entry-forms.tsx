import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { CallbackFormProps } from '../callback/callback-form.tsx';
import { spacedNumber } from '../callback/number.ts';
import type { KeptCallback } from '../client/callback-memory.ts';
import type { Identity } from '../client/memory.ts';
import type { Capabilities, ChatEvent, Refusal } from '../client/protocol.ts';
import { addCallbackTexts } from '../languages.ts';
import { lazy } from '../lazy.tsx';
import { usePage } from '../page.ts';
import { Availability, useQueue } from './availability.tsx';
import { ChatForm } from './chat-form.tsx';
import { Closed } from './closed.tsx';
import { type Hours, useHours } from './hours.ts';
import { NoCallback } from './no-callback.tsx';
import { RegisterForm } from './register-form.tsx';
import { type Tab, Tabs } from './tabs.tsx';

const CallbackForm = lazy<CallbackFormProps>(async ({ texts }) => {
  const [form] = await Promise.all([import('../callback/callback-form.tsx'), addCallbackTexts(texts)]);
  return form.CallbackForm;
});

export type TabId = 'chat' | 'callback' | 'register';

interface EntryFormsProps {
  readonly server: number;
  readonly capabilities: Capabilities;
  readonly hours: Hours;
  /** The visitor comes from a chat or a callback: begin at the heading. */
  readonly focus: boolean;
  /** The tab to begin with, where it is there. */
  readonly first: TabId | undefined;
  readonly onStarted: (identity: Identity, events: readonly ChatEvent[]) => void;
  /** The server refused a chat or a callback; it may offer something else now. */
  readonly onRefused: (refusal: Refusal) => void;
  /** `created`: a moment ago; otherwise the visitor wants to see one that is remembered. */
  readonly onCallback: (kept: KeptCallback, created: boolean) => void;
}

/** What a visitor can do before a chat or a callback, as far as page and server offer it. */
export function EntryForms(props: EntryFormsProps) {
  const { server, capabilities, focus, onStarted, onRefused, onCallback } = props;
  const { callbacks, parameters, ports, texts } = usePage();
  const { hours, refresh } = useHours(props.hours);
  const chatOffered = parameters.chat && offers(capabilities.chat, 'start');
  const chatOpen = chatOffered && hours.chat?.open !== false;
  const callbackOpen =
    parameters.callback && offers(capabilities.callback, 'create') && hours.callback?.callbacks !== false;
  const canRegister = capabilities.common.includes('supportRegistrationTracker');
  const tabs = [
    parameters.chat && tab('chat', texts('chatTab')),
    parameters.callback && tab('callback', texts('callbackTab')),
    canRegister && tab('register', texts('registerTab')),
  ].filter((item) => item !== false);
  const begin = tabs.find(({ id }) => id === props.first) ?? tabs[0];
  const [selected, setSelected] = useState<TabId>(begin?.id ?? 'chat');
  const [byEmail, setByEmail] = useState(false);
  const [made, setMade] = useState<string>();
  const [arrived, setArrived] = useState(false);
  const [kept] = useState(() => callbacks.find(ports.clock.now()));
  const heading = useRef<HTMLHeadingElement>(null);
  const asks = capabilities.queueQuery.includes('supportAuthenticationAnonymous');
  const queue = useQueue(server, parameters.target, parameters.targetType, chatOpen && asks);

  useLayoutEffect(() => {
    if (focus) heading.current?.focus();
  }, [focus]);

  // Whoever came to a tab through a link inside another one would otherwise stand nowhere.
  useLayoutEffect(() => {
    if (arrived && !made) document.getElementById(`iwt-tab-${selected}`)?.focus();
    setArrived(false);
  }, [arrived, made, selected]);

  const go = (id: TabId) => () => {
    setSelected(id);
    setArrived(true);
  };
  const goCallback = (email: boolean): void => {
    setByEmail(email);
    go('callback')();
  };
  const register = canRegister ? go('register') : undefined;

  return (
    <>
      <header class="iwt-page-header">
        <h1 tabIndex={-1} ref={heading}>
          {texts('heading')}
        </h1>
        {chatOpen && asks && <Availability queue={queue} chat={selected === 'chat'} />}
      </header>
      <Tabs
        label={texts('tabs')}
        tabs={tabs}
        selected={selected}
        onSelect={(id) => {
          setSelected(id as TabId);
          setMade(undefined);
        }}
      >
        {made && (
          <p class="notice notice-success iwt-status iwt-status-success" role="status">
            {texts('accountCreated')}
          </p>
        )}
        {selected === 'chat' && chatOpen && (
          <ChatForm
            server={server}
            capabilities={capabilities}
            made={made}
            onRegister={register}
            onStarted={onStarted}
            onRefused={onRefused}
          />
        )}
        {selected === 'chat' && chatOffered && hours.chat?.open === false && (
          <Closed opening={hours.chat} onCallback={callbackOpen ? goCallback : undefined} />
        )}
        {selected === 'chat' && !chatOffered && <p class="notice notice-warning">{texts('chatClosed')}</p>}
        {selected === 'callback' && kept && !kept.over && (
          <KnownCallback kept={kept} onShow={() => onCallback(kept, false)} />
        )}
        {selected === 'callback' && callbackOpen && (
          <CallbackForm
            server={server}
            capabilities={capabilities}
            opening={hours.callback}
            byEmail={byEmail}
            onRegister={register}
            onStale={refresh}
            onRefused={onRefused}
            onCreated={(created) => onCallback(created, true)}
          />
        )}
        {selected === 'callback' && !callbackOpen && (
          <NoCallback hours={hours} onChat={chatOpen ? go('chat') : undefined} />
        )}
        {selected === 'register' && (
          <RegisterForm
            server={server}
            onRegistered={(username) => {
              setSelected(chatOpen ? 'chat' : 'register');
              setMade(username);
            }}
          />
        )}
      </Tabs>
      <p class="iwt-disclaimer">{texts('disclaimer')}</p>
    </>
  );
}

function KnownCallback({ kept, onShow }: { readonly kept: KeptCallback; readonly onShow: () => void }) {
  const { texts } = usePage();
  return (
    <div class="notice iwt-known-callback">
      <p>{texts(kept.telephone ? 'haveCallback' : 'haveMessage', { number: spacedNumber(kept.callbackID) })}</p>
      <button type="button" class="iwt-link-button" onClick={onShow}>
        {texts('showRequest')}
      </button>
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
