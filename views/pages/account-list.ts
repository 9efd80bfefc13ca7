import { type Html, html } from './html.ts';
import type { AccountTexts } from './texts.ts';

/** Which part of a list is shown; the first page has the newest. */
export interface ListPage {
  /** From 1. */
  readonly page: number;
  /** There are older ones. */
  readonly more: boolean;
}

/** A moment with its year, in UTC, which the page says once. */
export function moment(at: number, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' }).format(at);
}

export function timeOf(at: number, language: string): Html {
  return html`<time datetime="${new Date(at).toISOString()}">${moment(at, language)}</time>`;
}

/** The ways to the newer and older ones. `path`: of the list, below the root. */
export function pager({ page, more }: ListPage, path: string, texts: AccountTexts): Html | false {
  if (page === 1 && !more) return false;
  const link = (to: number, text: string, rel: string) =>
    html`<a class="button" rel="${rel}" href="${path}${to > 1 && html`?page=${to}`}">${text}</a>`;
  return html`<nav class="account-pager" aria-label="${texts.pages}">
${page > 1 && link(page - 1, texts.newer, 'prev')}
${more && link(page + 1, texts.older, 'next')}
</nav>`;
}
