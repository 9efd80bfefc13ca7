import type { JSX } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Confirm } from '../../agent/components/dialog.tsx';
import { problemOf, readAs } from '../check.ts';
import { previewOf } from '../preview.ts';
import { type Draft, isChanged } from '../state.ts';
import { errorText, t } from '../texts.ts';
import type { Parameter } from '../wire.ts';
import { shown } from '../words.ts';
import { ValueField } from './fields.tsx';
import { usePage } from './hooks.ts';
import { hintOf, problemText } from './rules-in-words.ts';

interface EditorProps {
  readonly parameter: Parameter;
  readonly draft: Draft;
  readonly all: readonly Parameter[];
}

/** Changes a value in its place. Enter saves, Esc goes back, and asks first when something would be lost. */
export function Editor({ parameter, draft, all }: EditorProps): JSX.Element {
  const { desk } = usePage();
  const { name } = parameter;
  const [asking, setAsking] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const id = useId();
  const error = errorOf(parameter, draft);
  const ready = error === undefined && isChanged(draft);
  const focusField = () => form.current?.querySelector<HTMLElement>('input:checked, .input')?.focus();
  // Before the browser paints: whoever types at once types into the field.
  useLayoutEffect(() => {
    focusField();
    if (parameter.kind === 'integer') form.current?.querySelector<HTMLInputElement>('.input')?.select();
  }, []);

  const save = () => {
    if (ready) void desk.save(name);
    else if (error === undefined) desk.drop(name);
    else focusField();
  };
  const leave = () => {
    if (isChanged(draft)) setAsking(true);
    else desk.drop(name);
  };
  return (
    <form
      ref={form}
      class="editor"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.isComposing || asking) return;
        event.stopPropagation();
        leave();
      }}
    >
      <ValueField
        parameter={parameter}
        text={draft.text}
        id={id}
        invalid={error !== undefined}
        onType={(text) => desk.type(name, text)}
        onSave={save}
      />
      <p class="field-hint" id={`${id}-hint`}>
        {hintOf(parameter)} {t('hint.default', { value: shown(parameter, parameter.default).words })}
      </p>
      <div class="editor-error" id={`${id}-error`} aria-live="polite">
        {error !== undefined && (
          <p class="field-error">
            <span dir="auto">{error}</span>
          </p>
        )}
      </div>
      <Preview text={previewOf(parameter, draft.text, all)} />
      <Elsewhere parameter={parameter} from={draft.from} />
      <div class="editor-actions">
        <button type="submit" class="button button-primary small" aria-disabled={!ready || draft.saving}>
          {t(draft.saving ? 'saving' : draft.failure ? 'retry' : 'save')}
        </button>
        <button type="button" class="button small" onClick={leave}>
          {t('cancel')}
        </button>
        {ready && <Difference parameter={parameter} text={draft.text} />}
      </div>
      <div role="alert">
        {draft.failure && (
          <p class="field-error">
            <span>
              {t('notSaved', { reason: errorText(draft.failure.code) })}{' '}
              {draft.failure.reference && <span class="reference">{draft.failure.reference}</span>}
            </span>
          </p>
        )}
      </div>
      {asking && (
        <Confirm
          title={t('discard.title')}
          text={t('discard.text', { name })}
          action={t('discard')}
          onConfirm={() => desk.drop(name)}
          onClose={() => setAsking(false)}
        />
      )}
    </form>
  );
}

/** What is wrong with the text, by the row's own rules or by what the server has said about this very text. */
function errorOf(parameter: Parameter, { text, refused }: Draft): string | undefined {
  const problem = problemOf(parameter, text);
  if (problem !== undefined) return problemText(problem, parameter, text);
  return refused?.text === text ? refused.said : undefined;
}

function Preview({ text }: { text: string | undefined }): JSX.Element | null {
  if (text === undefined) return null;
  return (
    <figure class="preview">
      <figcaption>{t('preview')}</figcaption>
      <p dir="auto">{text.trim() === '' ? <em>{t('preview.empty')}</em> : text}</p>
    </figure>
  );
}

/** Somebody else was faster. */
function Elsewhere({ parameter, from }: { parameter: Parameter; from: Parameter }): JSX.Element {
  const other = parameter.value !== from.value;
  const value = shown(parameter, parameter.value).words;
  return (
    <div role="status">
      {other && (
        <p class="notice notice-warning">{t('elsewhere', { name: parameter.changedBy ?? t('somebody'), value })}</p>
      )}
    </div>
  );
}

/** `2 seconds → 3 seconds`; of texts one sees it. */
function Difference({ parameter, text }: { parameter: Parameter; text: string }): JSX.Element | null {
  if (parameter.kind === 'text') return null;
  const [was, is] = [parameter.value, readAs(parameter, text)].map((value) => shown(parameter, value).words);
  return (
    <p class="difference">
      <bdi>{was}</bdi> <span aria-hidden="true">→</span> <span class="visually-hidden">{t('becomes')}</span>{' '}
      <bdi>{is}</bdi>
    </p>
  );
}
