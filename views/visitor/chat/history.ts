import type { View } from '../client/session.ts';
import type { Entry } from '../client/transcript.ts';
import type { Page } from '../page.ts';
import historyStyles from '../styles/history.css?url';
import { fileName } from './bubble.tsx';

/**
 * The chat in a window of its own, made to be printed: time, name, text. Made of elements and a linked style sheet, so
 * that no policy against inline code stands in its way. False: the browser did not open the window.
 */
export function openHistory(page: Page, view: View): boolean {
  const opened = window.open('', '', 'width=720,height=800');
  if (!opened) return false;
  const { texts, times } = page;
  const { document: target } = opened;
  const make = (tag: string, text = '', name = ''): HTMLElement => {
    const element = target.createElement(tag);
    element.textContent = text;
    if (name) element.className = name;
    return element;
  };

  target.title = texts('historyTitle');
  target.documentElement.lang = texts.language;
  target.documentElement.dir = document.documentElement.dir || texts.direction;
  target.documentElement.dataset.theme = document.documentElement.dataset.theme ?? '';
  const styles = make('link') as HTMLLinkElement;
  styles.rel = 'stylesheet';
  // The new window has no address of its own to which a relative one could relate.
  styles.href = new URL(historyStyles, document.baseURI).href;
  const scale = make('meta') as HTMLMetaElement;
  scale.name = 'viewport';
  scale.content = 'width=device-width, initial-scale=1';
  target.head.replaceChildren(scale, styles, make('title', texts('historyTitle')));

  const print = make('button', texts('print'), 'print') as HTMLButtonElement;
  print.type = 'button';
  print.addEventListener('click', () => opened.print());
  const table = make('table');
  table.append(headRow(page, make), ...view.transcript.entries.map((entry) => row(page, view, entry, make)));
  const disclaimer = make('p', texts('historyDisclaimer'), 'linkDisclaimerDiv');
  const main = make('main');
  const date = times.exact(view.identity.startedAt);
  main.append(
    make('h1', texts('historyTitle')),
    make('p', texts('historyDate', { date }), 'date'),
    print,
    table,
    disclaimer,
  );
  target.body.replaceChildren(main);
  return true;
}

type Make = (tag: string, text?: string, name?: string) => HTMLElement;

function headRow({ texts }: Page, make: Make): HTMLElement {
  const head = make('thead');
  const line = make('tr');
  const cells = [texts('historyTime'), texts('historyName'), texts('historyMessage')].map((text) => make('th', text));
  for (const cell of cells) cell.setAttribute('scope', 'col');
  line.append(...cells);
  head.append(line);
  return head;
}

function row({ texts, times }: Page, view: View, entry: Entry, make: Make): HTMLElement {
  const author = view.transcript.participants.find(({ id }) => id === entry.from)?.name || entry.name;
  // What the system is called on the server says nothing to a visitor.
  const name = entry.kind === 'system' ? texts('system') : author || texts(entry.mine ? 'you' : 'agent');
  const text =
    entry.kind === 'file'
      ? fileName(entry.value)
      : entry.kind === 'voicemail'
        ? texts('leaveMessage', { name })
        : entry.value;
  const note = entry.mine && entry.delivery !== 'sent' ? ` — ${texts('notSent')}` : '';
  const line = make('tr', '', entry.kind === 'system' ? 'system' : '');
  const cells = [
    make('td', times.clock(entry.at), 'time'),
    make('td', name, 'name'),
    make('td', text + note, 'message'),
  ];
  for (const cell of cells.slice(1)) cell.dir = 'auto';
  cells[0]?.setAttribute('title', times.exact(entry.at));
  line.append(...cells);
  return line;
}
