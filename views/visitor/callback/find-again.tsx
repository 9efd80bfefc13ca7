import { useRef, useState } from 'preact/hooks';
import { copyText } from '../copy-text.ts';
import { Icon } from '../icons.tsx';
import { usePage } from '../page.ts';

/** So long the button says what it did, in milliseconds. */
const SAID_FOR = 5000;

/** The link that finds the request from anywhere; its page works without JavaScript. */
export function FindAgain({ participantID }: { readonly participantID: string }) {
  const { parameters, ports, texts } = usePage();
  const field = useRef<HTMLInputElement>(null);
  const [outcome, setOutcome] = useState<'copied' | 'copyYourself'>();
  const link = new URL(`${parameters.root}callback/${encodeURIComponent(participantID)}`, location.href).href;

  async function copy(): Promise<void> {
    field.current?.select();
    const done = await copyText(link);
    setOutcome(done ? 'copied' : 'copyYourself');
    ports.clock.after(SAID_FOR, () => setOutcome(undefined));
  }

  return (
    <details class="iwt-callback-find">
      <summary>{texts('findAgain')}</summary>
      <p class="field-hint">{texts('findAgainHelp')}</p>
      <div class="iwt-callback-link">
        <input
          class="input"
          ref={field}
          type="text"
          readOnly
          dir="ltr"
          value={link}
          aria-label={texts('findAgainLink')}
          onFocus={(event) => event.currentTarget.select()}
        />
        <button type="button" class="button" onClick={copy}>
          <Icon name={outcome === 'copied' ? 'check' : 'link'} />
          {texts('copyLink')}
        </button>
      </div>
      <p class="field-hint" role="status">
        {outcome && texts(outcome)}
      </p>
    </details>
  );
}
