import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Session } from '../client/session.ts';
import { Icon } from '../icons.tsx';
import { usePage } from '../page.ts';

/** Most characters of a message that the server takes. */
const LONGEST = 16_000;

/** Languages typed with an input method, where Enter chooses a word. */
const inputMethods = ['ja', 'ko', 'zh'];

/** The compose box: a draft that is remembered, sent by its button or by Enter. */
export function Composer({ session, focus }: { readonly session: Session; readonly focus: boolean }) {
  const { memory, texts } = usePage();
  const [text, setText] = useState(() => session.draft());
  const [enterSends, setEnterSends] = useState(() => {
    const chosen = memory.preference('enterSends');
    return chosen ? chosen === 'yes' : !inputMethods.includes(texts.language.slice(0, 2));
  });
  const box = useRef<HTMLTextAreaElement>(null);
  const over = [...text].length - LONGEST;

  useLayoutEffect(() => {
    if (focus) box.current?.focus();
  }, [focus]);

  // Grows with its text; the style sheet says how far.
  useLayoutEffect(() => {
    const area = box.current;
    if (!area) return;
    area.style.blockSize = 'auto';
    area.style.blockSize = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`;
  }, [text]);

  function change(value: string): void {
    setText(value);
    session.setDraft(value);
    session.typed(value.trim() === '');
  }

  function send(): void {
    box.current?.focus();
    if (over > 0 || !session.send(text.replace(/\s+$/, ''))) return;
    setText('');
    session.setDraft('');
  }

  function key(event: KeyboardEvent): void {
    // While an input method composes, Enter belongs to it.
    if (event.key !== 'Enter' || event.isComposing || event.keyCode === 229) return;
    const wanted = enterSends ? !event.shiftKey && !event.altKey : event.ctrlKey || event.metaKey;
    if (!wanted) return;
    event.preventDefault();
    send();
  }

  return (
    <form
      class="iwt-compose-message-panel iwt-compose-message-form"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <label class="visually-hidden" for="iwt-compose">
        {texts('compose')}
      </label>
      <div class="iwt-compose-row">
        <textarea
          id="iwt-compose"
          class="input iwt-compose-message-textarea"
          rows={1}
          ref={box}
          dir="auto"
          value={text}
          placeholder={texts('composePlaceholder')}
          enterkeyhint={enterSends ? 'send' : 'enter'}
          aria-invalid={over > 0 ? 'true' : undefined}
          aria-describedby={over > 0 ? 'iwt-compose-error' : undefined}
          onInput={(event) => change(event.currentTarget.value)}
          onKeyDown={key}
        />
        <button type="submit" class="button button-primary iwt-send-button">
          <Icon name="send" />
          {texts('send')}
        </button>
      </div>
      {over > 0 && (
        <p class="field-error" id="iwt-compose-error" role="alert">
          {texts.count('messageTooLong', over)}
        </p>
      )}
      <label class="choice iwt-send-on-enter-container iwt-send-on-enter-checkbox-label">
        <input
          type="checkbox"
          class="iwt-checkbox iwt-send-on-enter-checkbox"
          checked={enterSends}
          onChange={(event) => {
            const { checked } = event.currentTarget;
            setEnterSends(checked);
            memory.setPreference('enterSends', checked ? 'yes' : 'no');
          }}
        />
        {texts('enterSends')}
      </label>
    </form>
  );
}
