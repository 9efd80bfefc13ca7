import { useState } from 'preact/hooks';
import type { Decoded } from '../config-file/encoding.ts';
import { decode } from '../config-file/encoding.ts';
import { useTexts } from './texts.ts';

export type FileName = 'config.js' | 'iwt.json';

interface LoadProps {
  /** Sentence for what is wrong with a file. */
  readonly wrong: Partial<Readonly<Record<FileName, string>>>;
  readonly loaded: readonly FileName[];
  /** Undefined: it is in no encoding that we know. */
  readonly onFile: (name: FileName, file: Decoded | undefined) => void;
}

/** Takes the files that are there already: chosen, or as text. They are read here, and go nowhere. */
export function Load({ wrong, loaded, onFile }: LoadProps) {
  const texts = useTexts();
  const [pasted, setPasted] = useState('');
  return (
    <section class="configuration-part">
      <h2>{texts('loadTitle')}</h2>
      <p class="configuration-help">{texts('loadHelp')}</p>
      <FileField
        name="config.js"
        label={texts('loadFile')}
        accept=".js,text/javascript"
        wrong={wrong}
        onFile={onFile}
      />
      <details class="configuration-paste">
        <summary>{texts('pasteSummary')}</summary>
        <div class="field">
          <label class="field-label" for="paste">
            {texts('paste')}
          </label>
          <textarea
            class="input configuration-code"
            id="paste"
            rows={6}
            dir="ltr"
            spellcheck={false}
            autocomplete="off"
            value={pasted}
            onInput={(event) => setPasted(event.currentTarget.value)}
          />
          <button
            type="button"
            class="button configuration-start"
            onClick={() => onFile('config.js', { text: pasted, encoding: 'utf-8' })}
          >
            {texts('pasteAction')}
          </button>
        </div>
      </details>
      <FileField
        name="iwt.json"
        label={texts('loadOptions')}
        hint={texts('loadOptionsHelp')}
        accept=".json,application/json"
        wrong={wrong}
        onFile={onFile}
      />
      <div role="status">
        {loaded.map((name) => (
          <p class="notice notice-success" key={name}>
            {texts('loaded', { name })}
          </p>
        ))}
      </div>
    </section>
  );
}

interface FileFieldProps extends Pick<LoadProps, 'wrong' | 'onFile'> {
  readonly name: FileName;
  readonly label: string;
  readonly hint?: string;
  readonly accept: string;
}

function FileField({ name, label, hint, accept, wrong, onFile }: FileFieldProps) {
  const texts = useTexts();
  const id = name === 'config.js' ? 'file-config' : 'file-options';
  const problem = wrong[name];

  async function read(input: HTMLInputElement): Promise<void> {
    const [file] = input.files ?? [];
    if (file) onFile(name, decode(new Uint8Array(await file.arrayBuffer())));
    // The same file, mended, can be chosen again.
    input.value = '';
  }

  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label} <span class="field-optional">{texts('optional')}</span>
      </label>
      <input
        class="input configuration-file"
        id={id}
        type="file"
        accept={accept}
        aria-invalid={problem ? 'true' : undefined}
        aria-describedby={[problem && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(' ') || undefined}
        onChange={(event) => void read(event.currentTarget)}
      />
      {problem && (
        <p class="field-error" id={`${id}-error`} role="alert">
          {problem}
        </p>
      )}
      {hint && (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}
