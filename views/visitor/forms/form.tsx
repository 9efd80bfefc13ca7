import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { usePage } from '../page.ts';
import type { Problems } from './problems.ts';

interface FormProps {
  readonly name: string;
  readonly problems: Problems;
  readonly busy: boolean;
  readonly submit: string;
  readonly submitting: string;
  readonly onSubmit: () => void;
  readonly children: ComponentChildren;
}

/** A form that tells at its top how many fields need a look, and takes the visitor to the first of them. */
export function Form({ name, problems, busy, submit, submitting, onSubmit, children }: FormProps) {
  const { texts } = usePage();
  const form = useRef<HTMLFormElement>(null);
  /** Sent, and nothing typed since: only then may the focus move by itself. */
  const sent = useRef(false);
  const fields = Object.keys(problems).filter((field) => field !== 'form').length;

  // At once: later it would take the focus from where the visitor has gone meanwhile.
  useLayoutEffect(() => {
    const wrong = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]');
    if (!wrong || !sent.current) return;
    sent.current = false;
    wrong.focus();
  }, [problems]);

  return (
    <form
      ref={form}
      class={`iwt-form ${name}`}
      noValidate
      onInput={() => {
        sent.current = false;
      }}
      onSubmit={(event) => {
        event.preventDefault();
        if (busy) return;
        sent.current = true;
        onSubmit();
      }}
    >
      <div role="alert" class="iwt-form-alert">
        {problems.form && <p class="notice notice-danger iwt-status iwt-status-error">{problems.form}</p>}
        {fields > 0 && !problems.form && (
          <p class={fields > 1 ? 'notice notice-danger iwt-status iwt-status-error' : 'visually-hidden'}>
            {texts.count('errorCount', fields)}
          </p>
        )}
      </div>
      {children}
      <div class="iwt-form-button-div">
        <button
          type="submit"
          class="button button-primary iwt-form-submit-button"
          aria-disabled={busy ? 'true' : undefined}
        >
          {busy ? submitting : submit}
        </button>
      </div>
    </form>
  );
}
