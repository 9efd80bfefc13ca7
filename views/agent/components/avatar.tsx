import type { JSX } from 'preact';
import { t } from '../texts.ts';
import type { InteractionSummary } from '../wire.ts';
import { Icon } from './icons.tsx';

/** Filled: chats are assigned. A ring: they are not. */
export function StatusDot({ available }: { available: boolean }): JSX.Element {
  return <span class={available ? 'dot dot-available' : 'dot dot-away'} aria-hidden="true" />;
}

interface AvatarProps {
  readonly summary: Pick<InteractionSummary, 'name' | 'callback'>;
  readonly class?: string;
}

/** The visitor's initials; for a callback what it is, with a telephone or a letter. */
export function Avatar({ summary: { name, callback }, class: style = '' }: AvatarProps): JSX.Element {
  if (!callback) {
    return (
      <span class={`avatar ${style}`} aria-hidden="true">
        {initialsOf(name)}
      </span>
    );
  }
  return (
    <span class={`avatar avatar-callback ${style}`} title={t(callback.message ? 'type.message' : 'type.callback')}>
      <Icon name={callback.message ? 'mail' : 'phone'} />
    </span>
  );
}

export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const first = [...(words[0] ?? '?')][0] ?? '?';
  const last = words.length > 1 ? ([...(words.at(-1) as string)][0] ?? '') : '';
  return (first + last).toLocaleUpperCase();
}
