import { usePage } from '../page.ts';

interface FieldProps {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly error?: string | undefined;
  /** Phones show the keys that go with it. */
  readonly type?: 'text' | 'password' | 'tel' | 'email';
  readonly optional?: boolean;
  readonly hint?: string;
  readonly autocomplete: string;
}

/** One question: label above, hint and error below, tied together for screen readers. */
export function Field({ id, label, value, onInput, error, type = 'text', optional, hint, autocomplete }: FieldProps) {
  const { texts } = usePage();
  const described = error ? `${id}-error` : hint && `${id}-hint`;
  return (
    <div class={`field iwt-form-field-div ${optional ? 'iwt-textbox-container-optional' : 'iwt-textbox-container'}`}>
      <label class="field-label iwt-form-label" for={id}>
        {label} {optional && <span class="field-optional iwt-optional-label">{texts('optional')}</span>}
      </label>
      <input
        class="input iwt-textbox"
        id={id}
        name={id}
        type={type}
        inputMode={type === 'tel' || type === 'email' ? type : undefined}
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
        autocomplete={autocomplete}
        autocapitalize={autocomplete.includes('username') ? 'none' : undefined}
        dir="auto"
        required={!optional}
        aria-invalid={error ? 'true' : undefined}
        aria-describedby={described}
      />
      {hint && !error && (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p class="field-error iwt-form-field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}
