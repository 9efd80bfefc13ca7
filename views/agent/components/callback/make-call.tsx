import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { useEngine, useSelect } from '../../hooks.ts';
import { t } from '../../texts.ts';
import type { CallbackSummary, InteractionSummary } from '../../wire.ts';
import { Icon } from '../icons.tsx';

/** A `tel:` link, or `mailto:` for a message; undefined when there is nothing to follow. */
export function linkOf({ message, telephone, extension, email, number }: CallbackSummary): string | undefined {
  if (message) {
    const subject = encodeURIComponent(t('callback.replySubject', { number }));
    return email ? `mailto:${encodeURIComponent(email).replace('%40', '@')}?subject=${subject}` : undefined;
  }
  if (!telephone || !/^\+?\d+$/.test(telephone)) return undefined;
  const digits = extension?.replace(/[^\d*#]/g, '');
  return `tel:${telephone}${digits ? `;ext=${digits.replaceAll('#', '%23')}` : ''}`;
}

interface MakeCallProps {
  readonly summary: InteractionSummary;
  readonly callback: CallbackSummary;
}

/** Tells the server first, so that the attempt counts, and then hands the number to the telephone. */
export function MakeCall({ summary, callback }: MakeCallProps): JSX.Element | null {
  const engine = useEngine();
  const busy = useSelect((state) => state.busy.get(summary.id));
  const link = useRef<HTMLAnchorElement>(null);
  const told = useRef(false);
  const href = linkOf(callback);
  if (!href) return null;

  const press = (event: MouseEvent) => {
    if (told.current) return;
    event.preventDefault();
    void engine.callbacks.step(summary.id, { action: 'call' }, () => {
      told.current = true;
      link.current?.click();
      told.current = false;
    });
  };
  return (
    <a
      ref={link}
      href={href}
      class="button button-primary"
      aria-disabled={busy !== undefined}
      aria-keyshortcuts="Alt+C"
      title={`${t(callback.message ? 'callback.reply' : 'callback.call')} (Alt+C)`}
      data-make-call=""
      onClick={press}
    >
      <Icon name={callback.message ? 'mail' : 'phone'} />
      {busy === 'call' ? t('callback.call.busy') : t(callback.message ? 'callback.reply' : 'callback.call')}
    </a>
  );
}
