import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';

export interface Tab {
  readonly id: string;
  readonly label: string;
  /** Documented class name of the tab. */
  readonly name: string;
}

interface TabsProps {
  readonly label: string;
  readonly tabs: readonly Tab[];
  readonly selected: string;
  readonly onSelect: (id: string) => void;
  readonly children: ComponentChildren;
}

/** Tabs by the ARIA pattern: one stop for the Tab key, arrows between them (mirrored in right-to-left languages). */
export function Tabs({ label, tabs, selected, onSelect, children }: TabsProps) {
  const list = useRef<HTMLDivElement>(null);

  function move(event: KeyboardEvent): void {
    const mirrored = list.current !== null && getComputedStyle(list.current).direction === 'rtl';
    const forward = mirrored ? 'ArrowLeft' : 'ArrowRight';
    const back = mirrored ? 'ArrowRight' : 'ArrowLeft';
    const at = tabs.findIndex((tab) => tab.id === selected);
    const last = tabs.length - 1;
    const targets: Record<string, number> = {
      [forward]: at === last ? 0 : at + 1,
      [back]: at === 0 ? last : at - 1,
      Home: 0,
      End: last,
    };
    const next = tabs[targets[event.key] ?? -1];
    if (!next) return;
    event.preventDefault();
    onSelect(next.id);
    list.current?.querySelector<HTMLElement>(`#iwt-tab-${next.id}`)?.focus();
  }

  return (
    <div class="iwt-form-tabs">
      <div class="iwt-form-tabs-container iwt-tabs" role="tablist" aria-label={label} ref={list}>
        {tabs.map(({ id, label: text, name }) => (
          <button
            type="button"
            key={id}
            id={`iwt-tab-${id}`}
            class={`iwt-tab ${name}`}
            role="tab"
            aria-selected={id === selected}
            aria-controls="iwt-tab-panel"
            tabIndex={id === selected ? 0 : -1}
            onClick={() => onSelect(id)}
            onKeyDown={move}
          >
            {text}
          </button>
        ))}
      </div>
      <div class="iwt-tab-content" role="tabpanel" id="iwt-tab-panel" aria-labelledby={`iwt-tab-${selected}`}>
        {children}
      </div>
    </div>
  );
}
