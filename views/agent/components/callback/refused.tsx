import type { ComponentChildren, JSX } from 'preact';
import { useSelect } from '../../hooks.ts';
import { t, textOf } from '../../texts.ts';
import type { Doing } from '../../wire.ts';

interface RefusedProps {
  /** Of the interaction. */
  readonly id: string;
  /** What is pressed here. */
  readonly of: readonly Doing[];
  /** A way out. */
  readonly children?: ComponentChildren;
}

/** Why the server did not take what was pressed, in words, beside it. */
export function Refused({ id, of, children }: RefusedProps): JSX.Element {
  const refusal = useSelect((state) => state.refusals.get(id));
  const shown = refusal && of.includes(refusal.what) ? refusal : undefined;
  return (
    <div role="alert" class="refused">
      {shown && (
        <p class="field-error">
          <span>
            {textOf(`refused.${shown.what}`)}{' '}
            {textOf(`refused.why.${shown.code}`, {}, textOf(`error.${shown.code}`, {}, t('error.internal')))}{' '}
            {shown.reference && <span class="reference">{shown.reference}</span>} {children}
          </span>
        </p>
      )}
    </div>
  );
}
