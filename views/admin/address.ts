import type { Desk } from './desk.ts';
import type { View } from './filter.ts';

/** Keeps search and filters in the address, so that reload, Back and a sent link show the same table. */
export function keepAddress(desk: Desk): void {
  let written = location.search;
  desk.look(read(written));
  desk.subscribe(() => {
    const search = write(desk.get().view);
    if (search === written) return;
    // Letters of a search are no steps of their own; choosing something is.
    const step = withoutSearch(search) !== withoutSearch(written);
    written = search;
    history[step ? 'pushState' : 'replaceState'](null, '', location.pathname + search);
  });
  window.addEventListener('popstate', () => {
    written = location.search;
    desk.look(read(written));
  });
}

function read(address: string): View {
  const query = new URLSearchParams(address);
  return {
    search: query.get('q') ?? '',
    group: query.get('group') ?? '',
    changed: query.get('show') === 'changed',
  };
}

export function write({ search, group, changed }: View): string {
  const query = new URLSearchParams();
  if (search !== '') query.set('q', search);
  if (group !== '') query.set('group', group);
  if (changed) query.set('show', 'changed');
  return query.size > 0 ? `?${query}` : '';
}

function withoutSearch(address: string): string {
  return write({ ...read(address), search: '' });
}
