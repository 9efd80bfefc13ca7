import { useEffect, useRef, useState } from 'preact/hooks';
import type { Replacement } from '../config-file/config-js.ts';
import { type Encoding, encode } from '../config-file/encoding.ts';
import type { Plan } from '../config-file/plan.ts';
import { copyText } from '../visitor/copy-text.ts';
import { useTexts } from './texts.ts';

interface ResultProps {
  readonly plan: Plan;
  /** Of the `config.js` that was loaded. */
  readonly encoding: Encoding;
  /** The answers have changed since. */
  readonly stale: boolean;
}

/** The files, to look at, to download and to copy. */
export function Result({ plan, encoding, stale }: ResultProps) {
  const texts = useTexts();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [plan]);
  const { replaced, text } = plan.config;
  return (
    <section class="configuration-part">
      <h2 tabIndex={-1} ref={heading}>
        {texts('resultTitle')}
      </h2>
      <div role="status">{stale && <p class="notice notice-warning">{texts('stale')}</p>}</div>
      <Made
        name="config.js"
        help={texts('resultSite')}
        text={text}
        bytes={encode({ text, encoding })}
        type="text/javascript"
      >
        {replaced?.length === 0 && <p class="field-hint">{texts('unchanged')}</p>}
        {replaced && replaced.length > 0 && <Changes replaced={replaced} />}
      </Made>
      <Made
        name="iwt.json"
        help={texts('resultOptions')}
        text={plan.options.text}
        bytes={encode({ text: plan.options.text, encoding: 'utf-8' })}
        type="application/json"
      >
        {plan.options.same && <p class="field-hint">{texts('unchanged')}</p>}
      </Made>
    </section>
  );
}

function Changes({ replaced }: { readonly replaced: readonly Replacement[] }) {
  const texts = useTexts();
  return (
    <div class="configuration-changes">
      <p class="field-label">{texts('changed')}</p>
      <ul>
        {replaced.map(({ key, before, after }) => (
          <li key={key}>
            <bdi class="configuration-code">
              {key}: {before ?? texts('wasMissing')} → {after}
            </bdi>
          </li>
        ))}
      </ul>
    </div>
  );
}

interface MadeProps {
  readonly name: string;
  readonly help: string;
  readonly text: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: string;
  readonly children: unknown;
}

function Made({ name, help, text, bytes, type, children }: MadeProps) {
  const texts = useTexts();
  const field = useRef<HTMLTextAreaElement>(null);
  const [copied, setCopied] = useState<'copied' | 'copyYourself'>();
  const [address, setAddress] = useState('');

  useEffect(() => {
    const made = URL.createObjectURL(new Blob([bytes], { type }));
    setAddress(made);
    setCopied(undefined);
    return () => URL.revokeObjectURL(made);
  }, [text]);

  async function copy(): Promise<void> {
    field.current?.select();
    setCopied((await copyText(text)) ? 'copied' : 'copyYourself');
  }

  return (
    <article class="configuration-made">
      <h3>
        <bdi>{name}</bdi>
      </h3>
      <p class="configuration-help">{help}</p>
      {children as never}
      <textarea
        class="input configuration-code"
        ref={field}
        readOnly
        rows={Math.min(24, text.split('\n').length)}
        dir="ltr"
        spellcheck={false}
        value={text}
        aria-label={texts('contentOf', { name })}
      />
      <div class="configuration-buttons">
        <a class="button button-primary" href={address} download={name}>
          {texts('download', { name })}
        </a>
        <button type="button" class="button" onClick={() => void copy()}>
          {texts('copy')}
        </button>
      </div>
      <p class="field-hint" role="status">
        {copied && texts(copied)}
      </p>
    </article>
  );
}
