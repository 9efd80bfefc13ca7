import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../texts.ts';
import type { Parameter } from '../wire.ts';

interface FieldProps {
  readonly parameter: Parameter;
  readonly text: string;
  readonly id: string;
  readonly invalid: boolean;
  readonly onType: (text: string) => void;
  readonly onSave: () => void;
}

/** Texts up to this length get one line. */
const oneLine = 200;

export function ValueField(props: FieldProps): JSX.Element {
  const { kind, allowed } = props.parameter;
  if (kind === 'choice') return <Choices {...props} />;
  return (
    <div class="field">
      <label class="field-label" for={props.id}>
        {t('newValue')} <span class="visually-hidden">{props.parameter.name}</span>
      </label>
      {kind === 'text' && (allowed.longest ?? 0) > oneLine ? <LongText {...props} /> : <OneLine {...props} />}
    </div>
  );
}

function described({ id, invalid }: FieldProps) {
  return { id, 'aria-describedby': `${id}-hint ${id}-error`, 'aria-invalid': invalid };
}

function OneLine(props: FieldProps): JSX.Element {
  const { kind, allowed } = props.parameter;
  const number = kind === 'integer';
  return (
    <div class={number ? 'with-unit' : undefined}>
      <input
        {...described(props)}
        class={number ? 'input input-number' : 'input'}
        inputMode={number ? 'numeric' : 'text'}
        autocomplete="off"
        spellcheck={!number}
        dir={number ? 'ltr' : 'auto'}
        value={props.text}
        onInput={(event) => props.onType(event.currentTarget.value)}
      />
      {number && <span>{unitName(allowed.unit ?? '')}</span>}
    </div>
  );
}

/** As high as what stands in it. Enter saves as in every other field. */
function LongText(props: FieldProps): JSX.Element {
  const field = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.blockSize = 'auto';
    element.style.blockSize = `${element.scrollHeight + 2}px`;
  }, [props.text]);
  return (
    <textarea
      {...described(props)}
      ref={field}
      class="input input-long"
      rows={2}
      dir="auto"
      value={props.text}
      onInput={(event) => props.onType(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
        event.preventDefault();
        props.onSave();
      }}
    />
  );
}

function Choices({ parameter, text, id, onType }: FieldProps): JSX.Element {
  return (
    <fieldset class="field" aria-describedby={`${id}-hint`}>
      <legend class="field-label">
        {t('newValue')} <span class="visually-hidden">{parameter.name}</span>
      </legend>
      {Object.entries(parameter.allowed.values ?? {}).map(([value, meaning]) => (
        <label key={value} class="choice">
          <input type="radio" name={id} value={value} checked={text === value} onChange={() => onType(value)} />
          <span>
            {meaning} <span class="raw">{value}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function unitName(unit: string): string {
  const names: Readonly<Record<string, string>> = {
    ms: t('unit.ms'),
    s: t('unit.s'),
    min: t('unit.min'),
    h: t('unit.h'),
    interactions: t('unit.interactions.name'),
    bytes: t('unit.bytes.name'),
  };
  return names[unit] ?? unit;
}
