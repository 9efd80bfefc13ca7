import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Engine } from '../engine.ts';
import { usePage, useSelect } from '../hooks.ts';
import { listenForKeys } from '../keys.ts';
import { t } from '../texts.ts';
import { AlertDock } from './alert-dock.tsx';
import { ConnectionLine } from './connection-line.tsx';
import { ConversationPane } from './conversation.tsx';
import { Details } from './details.tsx';
import { Confirm } from './dialog.tsx';
import { focusRow, InteractionList } from './interaction-list.tsx';
import { KeysDialog } from './keys-dialog.tsx';
import { Notices } from './notices.tsx';
import { Queues } from './queues.tsx';
import { AlertSettings, Menu } from './settings.tsx';
import { SignInAgain } from './sign-in.tsx';
import { SignOut } from './sign-out.tsx';
import { Missed, StatusPicker } from './status-picker.tsx';

type Asking = { readonly what: 'keys' | 'sign-out' } | { readonly what: 'disconnect'; readonly id: string };

/** The console of somebody who is signed in: list, conversation, side. On a phone one of them at a time. */
export function Shell(): JSX.Element {
  const { engine, preferences } = usePage();
  const [asking, setAsking] = useState<Asking>();
  const view = useSelect((state) => state.view);
  const open = useSelect((state) => state.open);
  const session = useSelect((state) => state.session);
  const user = useSelect((state) => state.user);
  const root = useRef<HTMLDivElement>(null);
  const disconnect = (id: string) => setAsking({ what: 'disconnect', id });

  // At once, so that no key is lost.
  useLayoutEffect(
    () =>
      listenForKeys(engine, preferences, {
        openKeys: () => setAsking({ what: 'keys' }),
        confirmDisconnect: disconnect,
        toggleDetails: () => {
          const state = engine.store.get();
          if (state.open) engine.open(state.open, state.view === 'details' ? 'conversation' : 'details');
        },
        openStatus: () => document.querySelector<HTMLElement>('[data-popover="status"]')?.click(),
        makeCall: () => document.querySelector<HTMLElement>('[data-make-call]')?.click(),
        focusOutcome: () => document.querySelector<HTMLElement>('[data-outcome]')?.focus(),
        openRetry: () => document.querySelector<HTMLElement>('[data-popover="retry"]')?.click(),
        focusComposer: () => document.querySelector<HTMLElement>('[data-composer]')?.focus(),
        leave: () => leave(engine),
      }),
    [],
  );
  useFocusAcrossViews(view, open);

  const name = asking?.what === 'disconnect' ? nameOf(engine.store.get(), asking.id) : '';
  return (
    <div class={`shell view-${view}`} ref={root}>
      <header class="visually-hidden">
        <h1>{t('title')}</h1>
      </header>
      <nav class="column column-list" aria-label={t('list')} aria-describedby="list-help">
        <p class="visually-hidden" id="list-help">
          {t('list.help')}
        </p>
        <div class="list-head">
          <StatusPicker />
          <AlertSettings />
          <Menu onKeys={() => setAsking({ what: 'keys' })} onSignOut={() => setAsking({ what: 'sign-out' })} />
        </div>
        <Missed />
        <Queues />
        <InteractionList />
        {open === undefined && <ConnectionLine />}
        <AlertDock />
      </nav>
      <main class="work">
        <div class="column column-conversation">
          <ConversationPane onDisconnect={disconnect} />
        </div>
        <section class="column column-details" aria-label={t('details')}>
          <Details />
        </section>
      </main>
      <Notices />
      {asking?.what === 'keys' && <KeysDialog onClose={() => setAsking(undefined)} />}
      {asking?.what === 'sign-out' && <SignOut onClose={() => setAsking(undefined)} />}
      {asking?.what === 'disconnect' && (
        <Confirm
          title={t('disconnect.title', { name })}
          text={t(
            engine.store.get().list.items.get(asking.id)?.summary.callback ? 'disconnect.callback' : 'disconnect.text',
          )}
          action={t('disconnect')}
          onConfirm={() => void engine.act(asking.id, 'disconnect')}
          onClose={() => setAsking(undefined)}
        />
      )}
      {session === 'expired' && user && <SignInAgain username={user.username} />}
    </div>
  );
}

function nameOf(
  state: { readonly list: { readonly items: ReadonlyMap<string, { summary: { name: string } }> } },
  id: string,
): string {
  return state.list.items.get(id)?.summary.name ?? id;
}

/** Esc: one step back, from the side that lies over the conversation, and from wherever the agent is to the list. */
function leave(engine: Engine): void {
  const { open, view } = engine.store.get();
  const over = document.querySelector('.details-close');
  const oneColumn = document.querySelector<HTMLElement>('.column-list')?.offsetParent === null;
  if (view === 'details' && over && getComputedStyle(over).display !== 'none') engine.open(open);
  else if (oneColumn) engine.open(undefined);
  else focusRow(open);
}

/** On a phone a view replaces another: the keyboard goes to its heading, and back to the row it came from. */
function useFocusAcrossViews(view: string, open: string | undefined): void {
  const before = useRef<{ view: string; open: string | undefined }>();
  useEffect(() => {
    const last = before.current;
    before.current = { view, open };
    if (!last || last.view === view) return;
    const lost =
      document.activeElement === document.body || (document.activeElement as HTMLElement)?.offsetParent === null;
    if (!lost) return;
    if (view === 'list') focusRow(last.open);
    else if (view === 'details') document.querySelector<HTMLElement>('.details-close')?.focus();
    else document.querySelector<HTMLElement>('[data-conversation]')?.focus();
  }, [view, open]);
}
