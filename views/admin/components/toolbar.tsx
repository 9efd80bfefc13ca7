import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Group } from '../filter.ts';
import { t, tn } from '../texts.ts';
import { plainNumber } from '../words.ts';
import { useDesk, usePage } from './hooks.ts';

interface ToolbarProps {
  readonly groups: readonly Group[];
  readonly found: number;
  readonly all: number;
}

/** Search and filters. `/` leads to the search from anywhere. */
export function Toolbar({ groups, found, all }: ToolbarProps): JSX.Element {
  const { desk } = usePage();
  const { search, group, changed } = useDesk((state) => state.view);
  const field = useRef<HTMLInputElement>(null);
  useSlash(field);
  // An address may name a group that there is none of.
  const known = group === '' || groups.some(({ name }) => name === group);
  return (
    <search class="toolbar">
      <div class="field toolbar-search">
        <label class="field-label" for="search">
          {t('search')} <kbd class="kbd">/</kbd>
        </label>
        <input
          id="search"
          ref={field}
          class="input"
          type="search"
          autocomplete="off"
          spellcheck={false}
          placeholder={t('search.hint')}
          aria-keyshortcuts="/"
          value={search}
          onInput={(event) => desk.look({ search: event.currentTarget.value })}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && search !== '') desk.look({ search: '' });
          }}
        />
      </div>
      <div class="field toolbar-group">
        <label class="field-label" for="group">
          {t('group')}
        </label>
        <select
          id="group"
          class="input"
          value={group}
          onChange={(event) => desk.look({ group: event.currentTarget.value })}
        >
          <option value="">{t('group.all')}</option>
          {!known && <option value={group}>{group}</option>}
          {groups.map(({ name, parameters }) => (
            <option key={name} value={name}>
              {name} ({plainNumber(parameters.length)})
            </option>
          ))}
        </select>
      </div>
      <label class="choice toolbar-changed">
        <input
          type="checkbox"
          checked={changed}
          onChange={(event) => desk.look({ changed: event.currentTarget.checked })}
        />
        {t('onlyChanged')}
      </label>
      <p class="toolbar-count">{found === all ? tn('count', all) : t('countOf', { found, all })}</p>
    </search>
  );
}

function useSlash(field: { readonly current: HTMLInputElement | null }): void {
  // At once, so that no key is lost.
  useLayoutEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      const writes = target.closest('input:not([type="radio"], [type="checkbox"]), textarea, select, dialog');
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || writes) return;
      event.preventDefault();
      field.current?.focus();
      field.current?.select();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}
