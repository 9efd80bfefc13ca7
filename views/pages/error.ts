import { printPage } from './document.ts';
import { html } from './html.ts';
import { fill, localeFor } from './texts.ts';

export interface FailedPage {
  /** For people; holds no secret. */
  readonly message: string;
  /** Number under which the log knows it. */
  readonly reference?: string;
}

/** What a page answers when it cannot answer what it should. */
export function errorPage(
  { message, reference }: FailedPage,
  reader: { readonly language: string; readonly toRoot: string },
): string {
  const { language, direction, account, system: texts } = localeFor(reader.language);
  const body = html`<h1>${texts.errorTitle}</h1>
<p role="alert">${message}</p>
${reference === undefined ? '' : html`<p>${fill(texts.errorReference, { reference })}</p>`}
<p class="account-links"><a href="${reader.toRoot}">${account.toChat}</a></p>`;
  return printPage({ language, direction, title: texts.errorTitle, toRoot: reader.toRoot, body });
}
