import type { JSX } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { useEngine, useSelect } from '../../hooks.ts';
import { t } from '../../texts.ts';
import type { ChosenCodes, Code, CodeLists, InteractionSummary } from '../../wire.ts';
import { nameOf } from './log.tsx';
import { Refused } from './refused.tsx';

interface CodesProps {
  readonly summary: InteractionSummary;
  readonly lists: CodeLists;
  readonly writes: boolean;
}

/** Account and wrap-up code, where an administrator has made lists of them. */
export function Codes({ summary, lists, writes }: CodesProps): JSX.Element | null {
  const engine = useEngine();
  const busy = useSelect((state) => state.busy.get(summary.id));
  const [wanted, setWanted] = useState<ChosenCodes>({});
  const sent = useRef<ChosenCodes>();
  // What is chosen while something else is under way waits for that, instead of getting lost.
  useEffect(() => {
    if (busy !== undefined || wanted === sent.current || Object.keys(wanted).length === 0) return;
    sent.current = wanted;
    void engine.callbacks.setCodes(summary.id, wanted).then(() => setWanted((now) => (now === wanted ? {} : now)));
  }, [busy, wanted]);
  if (lists.wrapUp.length + lists.account.length === 0) return null;
  return (
    <section class="callback-part">
      <h3>{t('codes')}</h3>
      <div class="codes">
        {lists.account.length > 0 && (
          <CodeChoice
            label={t('codes.account')}
            list={lists.account}
            value={wanted.accountCode === undefined ? summary.accountCode : wanted.accountCode}
            writes={writes}
            onChoose={(accountCode) => setWanted({ ...wanted, accountCode })}
          />
        )}
        {lists.wrapUp.length > 0 && (
          <CodeChoice
            label={t('codes.wrapUp')}
            list={lists.wrapUp}
            value={wanted.wrapUpCode === undefined ? summary.wrapUpCode : wanted.wrapUpCode}
            writes={writes}
            onChoose={(wrapUpCode) => setWanted({ ...wanted, wrapUpCode })}
          />
        )}
      </div>
      <Refused id={summary.id} of={['codes']} />
    </section>
  );
}

interface CodeChoiceProps {
  readonly label: string;
  readonly list: readonly Code[];
  readonly value: string | null;
  readonly writes: boolean;
  readonly onChoose: (code: string | null) => void;
}

function CodeChoice({ label, list, value, writes, onChoose }: CodeChoiceProps): JSX.Element {
  const id = useId();
  if (!writes) {
    return (
      <p class="field">
        <span class="field-label">{label}</span> <bdi>{value === null ? t('codes.none') : nameOf(list, value)}</bdi>
      </p>
    );
  }
  const strange = value !== null && !list.some((one) => one.code === value);
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label}
      </label>
      <select
        id={id}
        class="input"
        value={value ?? ''}
        onChange={(event) => onChoose(event.currentTarget.value || null)}
      >
        <option value="">{t('codes.none')}</option>
        {strange && <option value={value}>{value}</option>}
        {list.map((one) => (
          <option key={one.code} value={one.code}>
            {one.name}
          </option>
        ))}
      </select>
    </div>
  );
}
