import { counted, type Problems } from './account-texts.ts';
import { type Html, html } from './html.ts';
import type { AccountTexts } from './texts.ts';

/** What is said above a form that was refused. */
export interface Refused {
  readonly problems: Problems;
  /** It was refused as a whole. */
  readonly notice?: 'limited' | 'busy' | undefined;
  readonly minutes?: number | undefined;
}

/** Why a form was refused: as a whole, or with links to the fields that need another look. */
export function refusalSummary(
  { problems, notice, minutes }: Refused,
  texts: AccountTexts,
  language: string,
): Html | false {
  if (notice === 'limited') {
    return html`<p class="notice notice-warning" role="alert">${counted(texts.limited, minutes ?? 1, language)}</p>`;
  }
  if (notice === 'busy') return html`<p class="notice notice-warning" role="alert">${texts.busy}</p>`;
  const names = Object.keys(problems);
  if (names.length === 0) return false;
  const links = names.map((name) => {
    const label = texts.fields[name as keyof AccountTexts['fields']];
    return label && html`<li><a href="#${name}">${label}</a></li>`;
  });
  return html`<div class="notice notice-danger" role="alert">
<p>${counted(texts.errorSummary, names.length, language)}</p>
<ul class="account-errors">${links}</ul>
</div>`;
}
