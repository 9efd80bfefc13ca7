import type { Engine } from './engine.ts';
import type { View } from './state/console.ts';

/** Keeps the open interaction in the address, so that reload, the browser's Back and a phone's Back do what one expects. */
export function keepAddress(engine: Engine): void {
  const { store } = engine;
  const read = (): { id: string | undefined; view: View } => {
    const [id, view] = location.hash.slice(1).split('/').map(decode);
    return id ? { id, view: view === 'details' ? 'details' : 'conversation' } : { id: undefined, view: 'list' };
  };
  const write = (id: string | undefined, view: View) =>
    id === undefined
      ? location.pathname + location.search
      : `#${encodeURIComponent(id)}${view === 'details' ? '/details' : ''}`;

  let shown = read();
  store.subscribe((state, before) => {
    if (
      state.session === 'active' &&
      before.session !== 'active' &&
      shown.id !== undefined &&
      state.open === undefined
    ) {
      engine.open(shown.id, shown.view);
      return;
    }
    if (state.open === before.open && state.view === before.view) return;
    if (state.open === shown.id && state.view === shown.view) return;
    // From one interaction to the next is no step of its own: Back leads to the list.
    const step = shown.id === undefined || (state.open === shown.id && state.view === 'details');
    shown = { id: state.open, view: state.view };
    history[step ? 'pushState' : 'replaceState'](null, '', write(state.open, state.view));
  });
  window.addEventListener('popstate', () => {
    shown = read();
    if (store.get().session === 'active') engine.open(shown.id, shown.view);
  });
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}
