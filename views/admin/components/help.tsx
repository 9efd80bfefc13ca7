import type { JSX } from 'preact';
import { wordsOf } from '../filter.ts';
import { useDesk } from './hooks.ts';

/** Help with `*Names*` and `` `code` ``, and what is searched for marked in it. */
export function Help({ text }: { text: string }): JSX.Element {
  return (
    <>
      {text.split(/(\*[^*]+\*|`[^`]+`)/).map((part, index) => {
        const inner = <Marked text={/^[*`].*[*`]$/.test(part) ? part.slice(1, -1) : part} />;
        if (part.startsWith('*')) return <em key={index}>{inner}</em>;
        return part.startsWith('`') ? <code key={index}>{inner}</code> : <span key={index}>{inner}</span>;
      })}
    </>
  );
}

/** A text in which the words of the search are marked. */
export function Marked({ text }: { text: string }): JSX.Element {
  const search = useDesk((state) => state.view.search);
  const words = wordsOf(search).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  if (words.length === 0) return <>{text}</>;
  const pieces = text.split(new RegExp(`(${words.join('|')})`, 'gi'));
  return <>{pieces.map((piece, index) => (index % 2 === 1 ? <mark key={index}>{piece}</mark> : piece))}</>;
}
