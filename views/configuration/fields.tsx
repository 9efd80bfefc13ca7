import type { ComponentChildren } from 'preact';
import { type Problem, useTexts } from './texts.ts';

interface Described {
  readonly id: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly problem?: Problem | undefined;
  /** The file computes the value, and it is left to that. */
  readonly disabled?: boolean | undefined;
}

interface TextFieldProps extends Described {
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly optional?: boolean;
  /** Addresses and codes are written from left to right in every language. */
  readonly code?: boolean;
  readonly list?: string;
}

/** One question: label above, hint and error below, tied together for screen readers. */
export function TextField(props: TextFieldProps) {
  const { id, label, hint, problem, value, onInput, optional, code, list, disabled } = props;
  const texts = useTexts();
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label} {optional && <span class="field-optional">{texts('optional')}</span>}
      </label>
      <input
        class="input"
        id={id}
        type="text"
        inputMode={code ? 'url' : undefined}
        value={value}
        list={list}
        disabled={disabled}
        onInput={(event) => onInput(event.currentTarget.value)}
        autocomplete="off"
        autocapitalize={code ? 'none' : undefined}
        spellcheck={false}
        dir={code ? 'ltr' : 'auto'}
        aria-invalid={problem ? 'true' : undefined}
        aria-describedby={describedBy(id, hint, problem)}
      />
      <Notes id={id} hint={hint} problem={problem} />
    </div>
  );
}

interface ChoicesProps extends Described {
  readonly children: ComponentChildren;
}

/** A group of radio buttons or check boxes under one question. */
export function Choices({ id, label, hint, problem, disabled, children }: ChoicesProps) {
  return (
    <fieldset class="field" id={id} disabled={disabled} aria-describedby={describedBy(id, hint, problem)}>
      <legend class="field-label">{label}</legend>
      <div class="configuration-choices">{children}</div>
      <Notes id={id} hint={hint} problem={problem} />
    </fieldset>
  );
}

interface ChoiceProps {
  readonly type: 'radio' | 'checkbox';
  readonly name: string;
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

export function Choice({ type, name, label, checked, onChange }: ChoiceProps) {
  return (
    <label class="choice">
      <input type={type} name={name} checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} />
      {label}
    </label>
  );
}

function describedBy(id: string, hint: string | undefined, problem: Problem | undefined): string | undefined {
  const ids = [problem && `${id}-error`, hint && `${id}-hint`].filter(Boolean);
  return ids.length > 0 ? ids.join(' ') : undefined;
}

function Notes({ id, hint, problem }: Pick<Described, 'id' | 'hint' | 'problem'>) {
  const texts = useTexts();
  return (
    <>
      {problem && (
        <p class="field-error" id={`${id}-error`}>
          {texts.problem(problem)}
        </p>
      )}
      {hint && (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </>
  );
}
