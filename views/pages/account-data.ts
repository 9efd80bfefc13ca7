import { accountNav } from './account-nav.ts';
import { type Refused, refusalSummary } from './account-summary.ts';
import { counted, labelled, type Reader } from './account-texts.ts';
import { printPage } from './document.ts';
import { field } from './field.ts';
import { type Html, html } from './html.ts';
import { type AccountTexts, localeFor } from './texts.ts';

/** What one can do with what is held about the account: take it along, erase it. */
export function dataPage({ language: wanted, toRoot }: Reader): string {
  const { language, direction, account: texts } = localeFor(wanted);
  const body = html`${accountNav(texts, toRoot, 'data')}
<h1>${texts.dataTitle}</h1>
<section class="account-section">
<h2>${texts.exportTitle}</h2>
<p class="account-intro">${texts.exportIntro}</p>
<p><a class="button" href="${toRoot}account/export">${texts.exportAction}</a></p>
</section>
<section class="account-section">
<h2>${texts.eraseTitle}</h2>
<p class="account-intro">${texts.eraseIntro}</p>
<p><a class="button" href="${toRoot}account/erase">${texts.eraseLink}</a></p>
</section>`;
  return printPage({ language, direction, title: texts.dataTitle, toRoot, body });
}

export interface ErasePage extends Reader, Refused {
  readonly username: string;
  /** Chats and callbacks that go on. */
  readonly open: number;
}

/** Asks for the password and a confirmation before everything is erased. */
export function erasePage(page: ErasePage): string {
  const { toRoot, username, open, problems } = page;
  const { language, direction, account: texts } = localeFor(page.language);
  const body = html`${accountNav(texts, toRoot, 'data')}
<h1>${texts.erasePageTitle}</h1>
<p>${texts.eraseWhat}</p>
${open > 0 && html`<p class="notice notice-warning">${counted(texts.eraseOpen, open, language)}</p>`}
${refusalSummary(page, texts, language)}
<form class="account-form" method="post" action="${toRoot}account/erase" novalidate>
<input type="text" name="username" value="${username}" autocomplete="username" hidden>
${field({
  ...labelled(texts, language, 'present', problems.present),
  type: 'password',
  required: true,
  fills: 'current-password',
})}
${agreement(texts, language, problems.agree)}
<div class="account-actions"><button class="button button-danger" type="submit">${texts.eraseAction}</button>
<a class="button" href="${toRoot}account/data">${texts.eraseKeep}</a></div>
</form>`;
  return printPage({ language, direction, title: texts.erasePageTitle, toRoot, body });
}

function agreement(texts: AccountTexts, language: string, problem: string | undefined): Html {
  const { label, error } = labelled(texts, language, 'agree', problem);
  return html`<div class="field">
<label class="account-tick"><input type="checkbox" id="agree" name="agree" value="yes" required${
    error && html` aria-invalid="true" aria-describedby="agree-error"`
  }> <span>${label}</span></label>
${error && html`<p class="field-error" id="agree-error">${error}</p>`}
</div>`;
}

/** Everything is gone. */
export function erasedPage({ language: wanted, toRoot }: Reader): string {
  const { language, direction, account: texts } = localeFor(wanted);
  const body = html`<h1>${texts.erasedTitle}</h1>
<p role="status">${texts.erased}</p>
<p class="account-links"><a href="${toRoot}">${texts.toChat}</a></p>`;
  return printPage({ language, direction, title: texts.erasedTitle, toRoot, body });
}
