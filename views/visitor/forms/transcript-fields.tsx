import { useState } from 'preact/hooks';
import { usePage } from '../page.ts';
import type { Account } from './account.tsx';
import { Field } from './field.tsx';
import { type Problems, without } from './problems.ts';

/** Whether the visitor wants the transcript by e-mail, and where to. */
export interface Transcript {
  readonly wanted: boolean;
  readonly address: string;
  /** The account may have an address. */
  readonly optional: boolean;
  setWanted(wanted: boolean): void;
  setAddress(address: string): void;
  check(): Problems;
  /** Undefined: not wanted. */
  to(): string | undefined;
}

export function useTranscript({ registered }: Pick<Account, 'registered'>): Transcript {
  const { texts } = usePage();
  const [wanted, setWanted] = useState(false);
  const [typed, setAddress] = useState('');
  const address = typed.trim();
  return {
    ...{ wanted, address: typed, optional: registered, setWanted, setAddress },
    check(): Problems {
      if (!wanted || (address === '' && registered)) return {};
      if (address === '') return { emailAddress: texts('missingTranscriptAddress') };
      return /^[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@.,;<>]+$/.test(address) ? {} : { emailAddress: texts('emailRefused') };
    },
    to: () => (wanted ? address : undefined),
  };
}

interface TranscriptFieldsProps {
  readonly transcript: Transcript;
  readonly problems: Problems;
  readonly onProblems: (change: (known: Problems) => Problems) => void;
}

/** "E-mail me the transcript", and the address once it is ticked (handlers-and-site section 6.8). */
export function TranscriptFields({ transcript, problems, onProblems }: TranscriptFieldsProps) {
  const { texts } = usePage();
  const { wanted, address, optional, setWanted, setAddress } = transcript;
  return (
    <div class="iwt-chat-form-panel-transcript-option">
      <label class="choice iwt-chat-form-panel-transcript-option-label">
        <input
          type="checkbox"
          id="iwt-transcript"
          checked={wanted}
          onChange={(event) => {
            setWanted(event.currentTarget.checked);
            onProblems((known) => without(known, 'emailAddress', 'form'));
          }}
        />
        {texts('transcriptWanted')}
      </label>
      {wanted && (
        <div class="iwt-chat-form-panel-email-address">
          <Field
            id="iwt-transcript-address"
            type="email"
            label={texts('email')}
            value={address}
            onInput={(value) => {
              setAddress(value);
              onProblems((known) => without(known, 'emailAddress', 'form'));
            }}
            error={problems.emailAddress}
            hint={texts(optional ? 'transcriptOwnHint' : 'transcriptHint')}
            optional={optional}
            autocomplete="email"
          />
        </div>
      )}
    </div>
  );
}
