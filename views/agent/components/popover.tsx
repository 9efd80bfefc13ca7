import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';

export interface PopoverProps {
  /** Of the panel. */
  readonly label: string;
  readonly button: ComponentChildren;
  readonly buttonLabel?: string;
  readonly buttonClass: string;
  /** Lets keys.ts find and press it. */
  readonly name: string;
  readonly align?: 'start' | 'end';
  /** It cannot be opened now; `describedBy` names the element that says why. */
  readonly disabled?: boolean;
  readonly describedBy?: string;
  readonly keys?: string;
  readonly children: (close: () => void) => ComponentChildren;
}

/** A button with a panel under it, which closes by Esc, a click elsewhere, or when the focus leaves it. */
export function Popover(props: PopoverProps): JSX.Element {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();

  useEffect(() => {
    if (props.disabled) setOpen(false);
  }, [props.disabled]);

  useEffect(() => {
    if (!open) return;
    const outside = (event: Event) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', outside, true);
    document.addEventListener('focusin', outside);
    const panel = root.current?.querySelector<HTMLElement>('.popover');
    (panel?.querySelector<HTMLElement>('[data-autofocus]') ?? panel)?.focus();
    return () => {
      document.removeEventListener('pointerdown', outside, true);
      document.removeEventListener('focusin', outside);
    };
  }, [open]);

  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it hears of its buttons' keys; it is no control itself
    <div
      class="popover-root"
      ref={root}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return;
        event.stopPropagation();
        close();
      }}
    >
      <button
        type="button"
        ref={button}
        class={props.buttonClass}
        aria-expanded={open}
        aria-haspopup="dialog"
        aria-controls={open ? id : undefined}
        aria-label={props.buttonLabel}
        title={props.buttonLabel}
        aria-disabled={props.disabled}
        aria-describedby={props.describedBy}
        aria-keyshortcuts={props.keys}
        data-popover={props.name}
        onClick={() => !props.disabled && setOpen(!open)}
      >
        {props.button}
      </button>
      {open && (
        <div
          id={id}
          class={`popover popover-${props.align ?? 'start'}`}
          role="dialog"
          aria-label={props.label}
          tabIndex={-1}
        >
          {props.children(close)}
        </div>
      )}
    </div>
  );
}
