import type { JSX } from 'preact';

/** Filled: chats are assigned. A ring: they are not. */
export function StatusDot({ available }: { available: boolean }): JSX.Element {
  return <span class={available ? 'dot dot-available' : 'dot dot-away'} aria-hidden="true" />;
}

export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const first = [...(words[0] ?? '?')][0] ?? '?';
  const last = words.length > 1 ? ([...(words.at(-1) as string)][0] ?? '') : '';
  return (first + last).toLocaleUpperCase();
}
