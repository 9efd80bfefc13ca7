import type { Engine } from './engine.ts';
import type { PreferenceStore } from './preferences.ts';
import type { ConsoleState } from './state/console.ts';
import { alertingOf, canPickUp, canTakeEarly, neighbour, nextUnread, sectionsOf } from './state/list-view.ts';
import type { TextKey } from './texts.ts';

/** One line of the list of keys. `letter` acts alone outside text fields, and with Alt everywhere. */
export interface Key {
  readonly text: TextKey;
  readonly shown: readonly string[];
}

export const keys: readonly Key[] = [
  { text: 'keys.enter', shown: ['Enter'] },
  { text: 'keys.arrows', shown: ['↑', '↓'] },
  { text: 'keys.space', shown: ['Space'] },
  { text: 'keys.neighbour', shown: ['Alt+↑', 'Alt+↓'] },
  { text: 'keys.unread', shown: ['U', 'Alt+U'] },
  { text: 'keys.pickup', shown: ['P', 'Alt+P'] },
  { text: 'keys.hold', shown: ['H', 'Alt+H'] },
  { text: 'keys.disconnect', shown: ['X', 'Alt+X'] },
  { text: 'keys.call', shown: ['C', 'Alt+C'] },
  { text: 'keys.outcome', shown: ['O', 'Alt+O'] },
  { text: 'keys.retry', shown: ['L', 'Alt+L'] },
  { text: 'keys.write', shown: ['M', 'Alt+M'] },
  { text: 'keys.details', shown: ['I', 'Alt+I'] },
  { text: 'keys.status', shown: ['S', 'Alt+S'] },
  { text: 'keys.send', shown: ['Enter'] },
  { text: 'keys.newline', shown: ['Shift+Enter'] },
  { text: 'keys.escape', shown: ['Esc'] },
  { text: 'keys.help', shown: ['?', 'Alt+K'] },
];

/** What the shortcuts do on the screen; the rest they do by the engine. */
export interface Screen {
  openKeys(): void;
  confirmDisconnect(id: string): void;
  toggleDetails(): void;
  openStatus(): void;
  focusComposer(): void;
  /** The next three are for the agent's own callback that is open; elsewhere they do nothing. */
  makeCall(): void;
  focusOutcome(): void;
  openRetry(): void;
  /** One step back. */
  leave(): void;
}

/** An Enter so soon after one that sent a message was meant for that. */
const doublePress = 800;

/** Listens for the shortcuts of the whole page. Returns how to stop. */
export function listenForKeys(engine: Engine, preferences: PreferenceStore, screen: Screen): () => void {
  let lastEnter = Number.NEGATIVE_INFINITY;
  const listen = (event: KeyboardEvent) => {
    const state = engine.store.get();
    if (state.session !== 'active' || event.defaultPrevented || event.isComposing || event.repeat) return;
    if (document.querySelector('dialog[open]')) return;
    const target = event.target as HTMLElement;
    if (event.key === 'Enter' && !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      const soon = event.timeStamp - lastEnter < doublePress;
      lastEnter = event.timeStamp;
      if (!soon && isFree(target) && takeFirst(engine, state)) event.preventDefault();
      return;
    }
    const done = event.key === 'Escape' ? leave(target, screen) : shortcut(event, target);
    if (done) event.preventDefault();
  };

  const shortcut = (event: KeyboardEvent, target: HTMLElement): boolean => {
    if (event.ctrlKey || event.metaKey || event.getModifierState('AltGraph')) return false;
    const typing = isTextField(target);
    if (event.altKey && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      return step(engine, event.key === 'ArrowDown' ? 1 : -1);
    }
    // On a Mac, Option and a letter is a character of its own.
    if (event.altKey && typing && /Mac|iPhone|iPad/.test(navigator.platform)) return false;
    const alone = !typing && preferences.get().letterKeys && (!event.shiftKey || event.key === '?');
    if (!event.altKey && !alone) return false;
    return act(letterOf(event), engine, screen);
  };

  // Enter in the composer is dealt with there; it still counts as pressed.
  const remember = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && event.defaultPrevented) lastEnter = event.timeStamp;
  };
  document.addEventListener('keydown', listen);
  document.addEventListener('keydown', remember);
  return () => {
    document.removeEventListener('keydown', listen);
    document.removeEventListener('keydown', remember);
  };
}

function act(letter: string, engine: Engine, screen: Screen): boolean {
  const state = engine.store.get();
  const open = state.open === undefined ? undefined : state.list.items.get(state.open)?.summary;
  switch (letter) {
    case '?':
    case 'k':
      screen.openKeys();
      return true;
    case 'u': {
      const next = nextUnread(state);
      if (next) engine.open(next);
      return true;
    }
    case 'p':
      if (open && (canPickUp(open) || canTakeEarly(open))) void engine.act(open.id, 'pickup');
      else takeFirst(engine, state);
      return true;
    case 'h':
      if (open?.mine && open.state === 'Connected' && !open.callback) void engine.act(open.id, 'hold');
      else if (open?.mine && open.state === 'Held') void engine.act(open.id, 'resume');
      return true;
    case 'x':
      if (open?.mine && (open.state === 'Connected' || open.state === 'Held')) screen.confirmDisconnect(open.id);
      return true;
    case 'c':
      screen.makeCall();
      return true;
    case 'o':
      screen.focusOutcome();
      return true;
    case 'l':
      screen.openRetry();
      return true;
    case 'm':
      screen.focusComposer();
      return true;
    case 'i':
      screen.toggleDetails();
      return true;
    case 's':
      screen.openStatus();
      return true;
    default:
      return false;
  }
}

function takeFirst(engine: Engine, state: ConsoleState): boolean {
  const first = alertingOf(state)[0];
  if (!first) return false;
  engine.open(first.id);
  void engine.act(first.id, 'pickup');
  return true;
}

function step(engine: Engine, by: 1 | -1): boolean {
  const state = engine.store.get();
  const ids = sectionsOf(state).flatMap((section) => section.ids);
  const next = neighbour(ids, state.open, by);
  if (next && next !== state.open) engine.open(next);
  return true;
}

function leave(target: HTMLElement, screen: Screen): boolean {
  if (target.closest('.popover-root')) return false;
  screen.leave();
  return true;
}

/** Enter there means nothing else: not a button, not a field with something in it. */
function isFree(target: HTMLElement): boolean {
  if (target instanceof HTMLTextAreaElement) return target.value.trim() === '';
  return !target.closest('button, a, input, select, summary, [contenteditable]');
}

function isTextField(target: HTMLElement): boolean {
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'range', 'button'].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}

/** With Alt some systems report another character; then the key's place on the keyboard counts. */
function letterOf(event: KeyboardEvent): string {
  if (event.key === '?') return '?';
  const key = event.key.toLowerCase();
  return /^[a-z]$/.test(key) ? key : (/^Key([A-Z])$/.exec(event.code)?.[1]?.toLowerCase() ?? '');
}
