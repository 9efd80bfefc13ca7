import type { ComponentChildren, JSX } from 'preact';

const link = /\bhttps?:\/\/[^\s<>"'`\u00a0]+/gi;
const trailing = /[.,;:!?)\]}'"»”’…]+$/;

/** Text as its author wrote it; web addresses become links. Nothing in it is taken as markup. */
export function Text({ text }: { text: string }): JSX.Element {
  const parts: ComponentChildren[] = [];
  let from = 0;
  for (const match of text.matchAll(link)) {
    const address = trimmed(match[0]);
    if (!isAddress(address)) continue;
    parts.push(text.slice(from, match.index));
    parts.push(
      <a href={address} target="_blank" rel="noopener noreferrer nofollow ugc">
        {address}
      </a>,
    );
    from = match.index + address.length;
  }
  parts.push(text.slice(from));
  return <>{parts}</>;
}

/** Without the punctuation of the sentence around it; a closing bracket stays where its opening one is inside. */
function trimmed(address: string): string {
  const end = trailing.exec(address)?.[0] ?? '';
  if (end.startsWith(')') && address.slice(0, -end.length).includes('('))
    return address.slice(0, address.length - end.length + 1);
  return address.slice(0, address.length - end.length);
}

function isAddress(address: string): boolean {
  try {
    return /^https?:$/.test(new URL(address).protocol);
  } catch {
    return false;
  }
}
