import { usePage } from '../page.ts';
import { linkify } from './linkify.ts';

/** A message as text with its links. Nothing in it is ever taken for HTML. */
export function MessageText({ text }: { readonly text: string }) {
  const { texts } = usePage();
  return (
    <>
      {linkify(text).map((piece, index) =>
        piece.href === undefined ? (
          piece.text
        ) : (
          <a key={index} class="iwt-message-link" href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
            {piece.text}
            <span class="visually-hidden"> {texts('opensWindow')}</span>
          </a>
        ),
      )}
    </>
  );
}
