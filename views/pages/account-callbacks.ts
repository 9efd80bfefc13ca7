import { type ListPage, pager, timeOf } from './account-list.ts';
import { accountNav } from './account-nav.ts';
import type { Reader } from './account-texts.ts';
import { type CallbackStateName, callbackStateText, hasEnded, spaced } from './callback-texts.ts';
import { printPage } from './document.ts';
import { type Html, html } from './html.ts';
import { type AccountTexts, fill, localeFor } from './texts.ts';

export interface ListedCallback {
  readonly number: string;
  /** The secret that opens its page. */
  readonly participantId: string;
  readonly state: CallbackStateName;
  readonly subject: string;
  readonly telephone: string | null;
  /** UTC milliseconds. */
  readonly startedAt: number;
  readonly endedAt: number | null;
}

export interface CallbacksPage extends Reader, ListPage {
  readonly callbacks: readonly ListedCallback[];
}

/** The callbacks of who is signed in: those that go on with the ways to watch and cancel them, all with what became of them. */
export function callbacksPage(page: CallbacksPage): string {
  const { toRoot, callbacks } = page;
  const { language, direction, account: texts } = localeFor(page.language);
  const list = html`<ul class="account-list">
${callbacks.map((callback) => item(callback, toRoot, texts, language))}
</ul>
<p class="field-hint">${texts.timesIn}</p>`;
  const body = html`${accountNav(texts, toRoot, 'callbacks')}
<h1>${texts.callbacksTitle}</h1>
<p class="account-intro">${callbacks.length === 0 && page.page === 1 ? texts.callbacksEmpty : texts.callbacksHelp}</p>
${callbacks.length > 0 && list}
${pager(page, `${toRoot}account/callbacks`, texts)}
<p><a class="button button-primary" href="${toRoot}account/callback">${texts.callbackNew}</a></p>`;
  return printPage({ language, direction, title: texts.callbacksTitle, toRoot, body });
}

function item(callback: ListedCallback, toRoot: string, texts: AccountTexts, language: string): Html {
  const { number, participantId, state, subject, startedAt, endedAt } = callback;
  const address = `${toRoot}callback/${participantId}`;
  const named = { number: spaced(number) };
  const ways = html`<span class="account-actions">
<a class="button" href="${address}" aria-label="${fill(texts.callbackWatchOf, named)}">${texts.callbackWatch}</a>
<a class="button" href="${address}/cancel" aria-label="${fill(texts.callbackCancelOf, named)}">${texts.callbackCancel}</a>
</span>`;
  return html`<li class="account-item">
<span class="account-item-title">${callbackStateText(callback, language)}</span>
<dl class="account-facts">
<div><dt>${texts.callbackNumber}</dt><dd>${named.number}</dd></div>
<div><dt>${texts.callbackAsked}</dt><dd>${timeOf(startedAt, language)}</dd></div>
${endedAt !== null && html`<div><dt>${texts.callbackEnded}</dt><dd>${timeOf(endedAt, language)}</dd></div>`}
${subject !== '' && html`<div><dt>${texts.callbackAbout}</dt><dd dir="auto">${subject}</dd></div>`}
</dl>
${!hasEnded(state) && ways}
</li>`;
}
