import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useEngine, useSelect } from '../hooks.ts';
import { layoutOf } from '../state/held-layout.ts';
import { alertingOf, canPickUp, type Section, sectionsOf } from '../state/list-view.ts';
import { textOf, tn } from '../texts.ts';
import type { InteractionSummary } from '../wire.ts';
import { EmptyList, ListError, ListSkeleton } from './list-states.tsx';
import { Row } from './row.tsx';

/** More rows than this are counted, not drawn. */
const most = 150;

/** The agent's own interactions and those that wait, in sections. Rows keep their place while the pointer is on them. */
export function InteractionList(): JSX.Element {
  const engine = useEngine();
  const list = useSelect((state) => state.list);
  const open = useSelect((state) => state.open);
  const listError = useSelect((state) => state.listError);
  const [pointed, setPointed] = useState(false);
  const [stop, setStop] = useState<string>();
  const shown = useRef<readonly Section[]>([]);
  const known = useRef(new Map<string, InteractionSummary>());

  const wanted = useMemo(() => sectionsOf(engine.store.get()), [list]);
  const layout = layoutOf(shown.current, wanted, pointed);
  shown.current = layout.sections;
  for (const [id, item] of list.items) known.current.set(id, item.summary);
  useEffect(() => {
    for (const id of known.current.keys()) if (!list.items.has(id) && !layout.gone.has(id)) known.current.delete(id);
  });

  const rows = layout.sections.flatMap((section) => section.ids.slice(0, most));
  const tabStop = stop && rows.includes(stop) ? stop : open && rows.includes(open) ? open : rows[0];
  const focused = useRef<string>();
  useLayoutEffect(() => {
    if (!focused.current || rows.includes(focused.current)) return;
    focused.current = undefined;
    // The row that had the keyboard is gone: its neighbour takes over, so that the agent can go on.
    if (document.activeElement === document.body) focusRow(tabStop);
  });

  // Whoever types does not point, even where the pointer was left lying.
  useEffect(() => {
    const release = () => setPointed(false);
    document.addEventListener('keydown', release);
    return () => document.removeEventListener('keydown', release);
  }, []);

  const take = (summary: InteractionSummary) => {
    engine.open(summary.id);
    void engine.act(summary.id, 'pickup');
    setPointed(false);
  };
  if (!list.loaded) return listError ? <ListError error={listError} /> : <ListSkeleton />;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it hears of its buttons' keys; it is no control itself
    <div
      class="list"
      onPointerMove={(event) => event.pointerType === 'mouse' && setPointed(true)}
      onPointerLeave={() => setPointed(false)}
      onKeyDown={(event) => walk(event, rows)}
      onFocusIn={(event) => {
        const row = (event.target as HTMLElement).dataset.row;
        focused.current = row;
        if (row) setStop(row);
      }}
      onFocusOut={(event) => {
        // Without a new place the focused element was removed, not left.
        if (event.relatedTarget) focused.current = undefined;
      }}
    >
      {layout.sections.length === 0 && <EmptyList ringing={alertingOf(engine.store.get()).length > 0} />}
      {layout.sections.map((section) => (
        <section
          key={section.name}
          class={`section section-${section.name}`}
          aria-labelledby={`section-${section.name}`}
        >
          <h2 id={`section-${section.name}`} class="section-title">
            {textOf(`section.${section.name}`)} <span class="section-count">{section.ids.length}</span>
          </h2>
          <ul class="rows">
            {section.ids.slice(0, most).map((id) => {
              const summary = list.items.get(id)?.summary ?? known.current.get(id);
              return (
                summary && (
                  <Row
                    key={id}
                    summary={summary}
                    open={open === id}
                    gone={layout.gone.has(id)}
                    stop={tabStop === id}
                    onOpen={() => engine.open(id)}
                    onLook={() => engine.look(id)}
                    onPickUp={() => canPickUp(summary) && take(summary)}
                  />
                )
              );
            })}
          </ul>
          {section.ids.length > most && <p class="section-more">{tn('section.more', section.ids.length - most)}</p>}
        </section>
      ))}
      {layout.heldBack > 0 && (
        <button type="button" class="button small held-back" onClick={() => setPointed(false)}>
          {tn('list.heldBack', layout.heldBack)}
        </button>
      )}
    </div>
  );
}

/** Up, down, Home and End walk over the rows. */
function walk(event: KeyboardEvent, rows: readonly string[]): void {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const row = (event.target as HTMLElement).closest?.<HTMLElement>('.row')?.querySelector<HTMLElement>('[data-row]');
  const at = rows.indexOf(row?.dataset.row ?? '');
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
  if (to === undefined || at < 0) return;
  event.preventDefault();
  focusRow(rows[Math.min(rows.length - 1, Math.max(0, to))]);
}

/** Moves the keyboard to a row of the list; without an id to the one that Tab goes to. */
export function focusRow(id: string | undefined): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')];
  const row = rows.find((one) => one.dataset.row === id) ?? rows.find((one) => one.tabIndex === 0);
  row?.focus();
  row?.scrollIntoView({ block: 'nearest' });
}
