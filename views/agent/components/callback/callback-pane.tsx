import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useEngine, useSelect } from '../../hooks.ts';
import type { Conversation } from '../../state/transcript.ts';
import { t } from '../../texts.ts';
import type { CallbackSummary, InteractionSummary } from '../../wire.ts';
import { AttributeList } from '../attributes.tsx';
import { Text } from '../text.tsx';
import { LoadError } from '../transcript.tsx';
import { Attempts } from './attempts.tsx';
import { CallbackBar } from './callback-bar.tsx';
import { Codes } from './codes.tsx';
import { Log } from './log.tsx';
import { NoteField } from './note-field.tsx';
import { Reach } from './reach.tsx';

export interface CallbackPaneProps {
  readonly conversation: Conversation;
  readonly summary: InteractionSummary;
  readonly callback: CallbackSummary;
}

/** The callback window: whom to call about what, what was tried, and, at its foot, what to do. */
export function CallbackPane({ conversation, summary, callback }: CallbackPaneProps): JSX.Element {
  const codes = useSelect((state) => state.codes);
  const engine = useEngine();
  useEffect(() => engine.callbacks.loadCodes(), []);
  useKeptFocus(summary.state);
  const failed = conversation.syncedTo === 0 && conversation.error;
  const writes = summary.mine && !conversation.gone;
  const hasAttributes = Object.keys(conversation.attributes).length > 0;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section class="callback" tabIndex={0} aria-label={t('callback.window')}>
        <div class="callback-content">
          <Reach summary={summary} callback={callback} />
          <section class="callback-part">
            <h3>{t('callback.subject')}</h3>
            {callback.subject ? (
              <p class="callback-subject" dir="auto">
                <Text text={callback.subject} />
              </p>
            ) : (
              <p class="details-none">{t('callback.noSubject')}</p>
            )}
          </section>
          {failed && <LoadError conversation={conversation} />}
          {hasAttributes && (
            <section class="callback-part">
              <h3>{t('details.attributes')}</h3>
              <AttributeList attributes={conversation.attributes} />
            </section>
          )}
          <Attempts callback={callback} />
          {codes && <Codes summary={summary} lists={codes} writes={writes} />}
          <section class="callback-part">
            <h3>{t('log')}</h3>
            <Log conversation={conversation} />
            {writes && <NoteField summary={summary} />}
          </section>
        </div>
      </section>
      <CallbackBar summary={summary} callback={callback} gone={conversation.gone} />
    </>
  );
}

/** The buttons change with the state: whoever pressed the one that went away goes on from the heading. */
function useKeptFocus(state: string): void {
  const before = useRef(state);
  useEffect(() => {
    if (before.current === state) return;
    before.current = state;
    if (document.activeElement === document.body) document.querySelector<HTMLElement>('[data-conversation]')?.focus();
  }, [state]);
}
