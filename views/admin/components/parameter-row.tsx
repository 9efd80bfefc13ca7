import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../texts.ts';
import type { Parameter } from '../wire.ts';
import { shown } from '../words.ts';
import { Editor } from './editor.tsx';
import { Help, Marked } from './help.tsx';
import { useDesk, usePage } from './hooks.ts';
import { LastChange } from './last-change.tsx';

interface RowProps {
  readonly parameter: Parameter;
  readonly all: readonly Parameter[];
}

export function ParameterRow({ parameter, all }: RowProps): JSX.Element {
  const { name } = parameter;
  const draft = useDesk((state) => state.drafts.get(name));
  const note = useDesk((state) => state.notes.get(name));
  const row = useRef<HTMLTableRowElement>(null);
  useFocusKept(row, draft !== undefined, note !== undefined);
  useWordOfChange(parameter);
  const done = note && !note.busy && !note.failure;
  return (
    <tr ref={row} class={`parameter${done ? ' parameter-done' : ''}${draft ? ' parameter-open' : ''}`} data-name={name}>
      <th scope="row">
        <Name parameter={parameter} />
      </th>
      {draft ? (
        <td colSpan={4} class="cell-editor">
          <Editor parameter={parameter} draft={draft} all={all} />
        </td>
      ) : (
        <Cells parameter={parameter} />
      )}
    </tr>
  );
}

function Name({ parameter }: { parameter: Parameter }): JSX.Element {
  const { name, help, usedBy, since, restart, value } = parameter;
  return (
    <>
      <span class="name">
        <Marked text={name} />
      </span>
      {value !== parameter.default && <span class="tag tag-changed">{t('changed')}</span>}
      {restart && <span class="tag">{t('restart')}</span>}
      <p class="help">
        <Help text={help} />
      </p>
      <p class="origin">{since === null ? t('origin.only', { usedBy }) : t('origin', { usedBy, since })}</p>
    </>
  );
}

function Cells({ parameter }: { parameter: Parameter }): JSX.Element {
  const { desk } = usePage();
  const { name } = parameter;
  const note = useDesk((state) => state.notes.get(name));
  return (
    <>
      <td data-label={t('column.value')}>
        <Value parameter={parameter} value={parameter.value} />
      </td>
      <td class="cell-default" data-label={t('column.default')}>
        {parameter.value === parameter.default ? (
          <span class="unchanged">{t('sameAsDefault')}</span>
        ) : (
          <Value parameter={parameter} value={parameter.default} />
        )}
      </td>
      <td class="cell-changed" data-label={t('column.changed')}>
        <LastChange parameter={parameter} note={note} />
      </td>
      <td class="cell-actions">
        <button type="button" class="button small" data-change onClick={() => desk.edit(name)}>
          {t('change')} <span class="visually-hidden">{name}</span>
        </button>
        {parameter.changedAt !== null && (
          <button
            type="button"
            class="button button-quiet small"
            aria-disabled={note?.busy === true}
            onClick={() => void desk.reset(name)}
          >
            {t('reset')} <span class="visually-hidden">{name}</span>
          </button>
        )}
      </td>
    </>
  );
}

export function Value({ parameter, value }: { parameter: Parameter; value: string | number }): JSX.Element {
  const { words, raw } = shown(parameter, value);
  const empty = value === '';
  return (
    <span class={`value${empty ? ' value-empty' : ''}`}>
      <bdi>{words}</bdi>
      {raw !== undefined && <bdi class="raw">{raw}</bdi>}
    </span>
  );
}

/** Where a field or a button goes away that had the keyboard, it goes to the row's first button, not to the top of the page. */
function useFocusKept(row: { readonly current: HTMLElement | null }, open: boolean, noted: boolean): void {
  const within = useRef(false);
  // At once: whoever is quick has the keyboard in the row before the first frame is drawn.
  useLayoutEffect(() => {
    const listen = (event: Event) => {
      within.current = row.current?.contains(event.target as Node) ?? false;
    };
    document.addEventListener('focusin', listen);
    return () => document.removeEventListener('focusin', listen);
  }, []);
  useLayoutEffect(() => {
    const lost = document.activeElement === null || document.activeElement === document.body;
    if (within.current && lost)
      row.current?.querySelector<HTMLElement>('[data-change]')?.focus({ preventScroll: true });
  }, [open, noted]);
}

/** Says aloud what has changed. */
function useWordOfChange(parameter: Parameter): void {
  const { announcer } = usePage();
  const before = useRef(parameter);
  useEffect(() => {
    const { name } = parameter;
    const [was, is] = [before.current, parameter].map((one) => shown(one, one.value).words) as [string, string];
    if (before.current.changedAt !== parameter.changedAt) announcer.say(t('said.changed', { name, was, is }));
    before.current = parameter;
  }, [parameter]);
}
