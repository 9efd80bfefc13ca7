import type { Reader } from './account-texts.ts';
import { printPage } from './document.ts';
import { html } from './html.ts';
import { localeFor } from './texts.ts';

/** The page behind the link that confirms an address: asks, or says what came of it. */
export function confirmAddressPage({ language: wanted, toRoot }: Reader, step: 'ask' | 'done' | 'gone'): string {
  const { language, direction, account: texts } = localeFor(wanted);
  const said = {
    ask: { title: texts.confirmTitle, text: texts.confirmAsk },
    done: { title: texts.confirmDoneTitle, text: texts.confirmDone },
    gone: { title: texts.linkGoneTitle, text: texts.confirmGone },
  }[step];
  // Without an action, a form goes to where the page came from.
  const form = html`<form method="post"><button class="button button-primary" type="submit">${texts.confirmAction}</button></form>`;
  const link = html`<p class="account-links"><a href="${toRoot}account/">${texts.toAccount}</a></p>`;
  const body = html`<h1>${said.title}</h1>
<p role="status">${said.text}</p>
${step === 'ask' ? form : link}`;
  return printPage({ language, direction, title: said.title, toRoot, body });
}
