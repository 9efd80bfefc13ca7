import { useState } from 'preact/hooks';
import type { Participant } from '../client/transcript.ts';

/** The first letters of the first and the last word of a name, as a reader sees letters. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const first = words[0] ?? '';
  const last = words.length > 1 ? (words.at(-1) ?? '') : '';
  return (
    [first, last]
      .map((word) => [...word][0] ?? '')
      .join('')
      .toUpperCase() || '?'
  );
}

/** Photo, or initials where there is none or it does not load. The name stands beside it in text. */
export function Avatar({ participant }: { readonly participant: Pick<Participant, 'name' | 'photo'> }) {
  const { name, photo } = participant;
  const [broken, setBroken] = useState<string>();
  return (
    <span class="iwt-chat-participant-avatar" aria-hidden="true">
      {photo && photo !== broken ? (
        <img src={photo} alt="" width="40" height="40" onError={() => setBroken(photo)} />
      ) : (
        initials(name)
      )}
    </span>
  );
}
