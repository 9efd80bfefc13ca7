import { type Html, html } from './html.ts';

export interface FieldSpec {
  readonly name: string;
  readonly label: string;
  readonly type?: 'text' | 'password' | 'email' | 'tel' | 'url' | 'lines';
  /** What browsers and password managers fill in (`autocomplete`). */
  readonly fills?: string;
  readonly longest?: number;
  readonly required?: boolean;
  readonly hint?: string;
  /** Shown again after a refused form; passwords are not. */
  readonly value?: string | undefined;
  readonly error?: string | undefined;
  readonly focus?: boolean;
}

/** A label above its control, a hint below the label, and the error beside the control in words. */
export function field(spec: FieldSpec, optional?: string): Html {
  const { name, label, hint, error } = spec;
  const describedBy = [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(' ');
  return html`<div class="field">
<label class="field-label" for="${name}">${label}${optional && !spec.required && html` <span class="field-optional">${optional}</span>`}</label>
${hint && html`<p class="field-hint" id="${name}-hint">${hint}</p>`}
${spec.type === 'lines' ? lines(spec, describedBy) : input(spec, describedBy)}
${error && html`<p class="field-error" id="${name}-error">${error}</p>`}
</div>`;
}

function input(spec: FieldSpec, describedBy: string): Html {
  return html`<input class="input" ${shared(spec, describedBy)} type="${spec.type ?? 'text'}"${spec.type !== 'password' && spec.value && html` value="${spec.value}"`}>`;
}

function lines(spec: FieldSpec, describedBy: string): Html {
  // A parser drops one line break at the start, so there is always one to drop.
  return html`<textarea class="input" rows="4" ${shared(spec, describedBy)}>
${spec.value}</textarea>`;
}

/** A password has no `maxlength`: browsers would cut a pasted one without a word. */
function shared(spec: FieldSpec, describedBy: string): Html {
  return html`id="${spec.name}" name="${spec.name}"${spec.fills && html` autocomplete="${spec.fills}"`}${
    spec.type !== 'password' && spec.longest && html` maxlength="${spec.longest}"`
  }${spec.required && html` required`}${describedBy && html` aria-describedby="${describedBy}"`}${
    spec.error && html` aria-invalid="true"`
  }${spec.focus && html` autofocus`}${nameLike(spec)}`;
}

function nameLike({ fills }: FieldSpec): Html | false {
  return fills === 'username' && html` autocapitalize="none" spellcheck="false"`;
}
