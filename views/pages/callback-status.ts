import type { Reader } from './account-texts.ts';
import { type CallbackStateName, hasEnded, momentText, spaced, waitText } from './callback-texts.ts';
import { printPage } from './document.ts';
import { type Html, html } from './html.ts';
import { type CallbackTexts, fill, localeFor } from './texts.ts';

export interface ShownCallback {
  readonly state: CallbackStateName;
  readonly number: string;
  readonly subject: string;
  /** Only the last digits are shown. */
  readonly telephone: string | null;
  readonly email: string | null;
  /** UTC milliseconds. */
  readonly until: number | null;
  readonly timeZone: string | null;
  readonly agent: { readonly name: string } | null;
  readonly position: number | null;
  /** Seconds. */
  readonly estimatedWait: number | null;
}

export interface CallbackStatusPage extends Reader {
  readonly callback: ShownCallback;
  /** Its own address: `callback/…` below the root. */
  readonly address: string;
  /** Path of the agent's photo below the root, if there is one. */
  readonly photo: string | undefined;
  /** Seconds after which the browser asks again. */
  readonly refresh: number;
}

/** How the request stands. The browser asks again by itself until it has ended. */
export function callbackStatusPage(page: CallbackStatusPage): string {
  const { toRoot, callback, address } = page;
  const { language, direction, callback: texts } = localeFor(page.language);
  const ended = hasEnded(callback.state);
  const body = html`<h1>${texts.statusTitle}</h1>
<p class="callback-state" data-state="${callback.state}" role="status">${sentence(callback, texts, language)}</p>
${agentLine(page, texts)}
<dl class="callback-facts">
${facts(callback, texts, language)}
</dl>
${
  ended
    ? html`<p><a class="button" href="${toRoot}callback">${texts.askAnew}</a></p>`
    : html`<p class="field-hint">${fill(texts.refreshed, { count: page.refresh })} <a href="${toRoot}${address}">${texts.again}</a></p>
<p class="field-hint">${texts.keep}</p>
<p><a class="button" href="${toRoot}${address}/cancel">${texts.cancel}</a></p>`
}`;
  return printPage({ language, direction, title: texts.statusTitle, toRoot, body });
}

/** Whether somebody has it who is going to call. */
function hasAgent({ state, agent }: ShownCallback): boolean {
  return agent !== null && (state === 'alerting' || state === 'connected');
}

function sentence(callback: ShownCallback, texts: CallbackTexts, language: string): string {
  const { state, telephone, until, timeZone, agent } = callback;
  const text = (telephone === null ? texts.sentencesMail : texts.sentences)[state];
  if (until === null && text.includes('{time}')) {
    return (telephone === null ? texts.statesMail : texts.states)[state];
  }
  return fill(text, {
    name: agent?.name ?? texts.agent,
    time: until === null ? '' : momentText(until, timeZone, language),
  });
}

function agentLine({ callback, photo, toRoot }: CallbackStatusPage, texts: CallbackTexts): Html | false {
  const { agent } = callback;
  if (agent === null || !hasAgent(callback)) return false;
  const face = photo
    ? html`<img class="callback-photo" src="${toRoot}${photo}" alt="" width="48" height="48">`
    : html`<span class="callback-photo" aria-hidden="true">${initials(agent.name)}</span>`;
  return html`<p class="callback-agent">${face}<span><span class="callback-label">${texts.agent}</span><br>${agent.name}</span></p>`;
}

/** First letters of the first and the last word. */
function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = [words[0], words.length > 1 ? words.at(-1) : ''].map((word = '') => [...word][0] ?? '');
  return letters.join('').toUpperCase();
}

function facts(callback: ShownCallback, texts: CallbackTexts, language: string): Html[] {
  const { state, position, estimatedWait, telephone, email, subject } = callback;
  const waits = state === 'waiting';
  const wait = waits && estimatedWait !== null && estimatedWait > 0;
  const number = html`<div><dt>${texts.number}</dt><dd>${spaced(callback.number)}</dd><dd class="field-hint">${texts.numberHelp}</dd></div>`;
  const rows: readonly (readonly [string, string | false])[] = [
    [texts.place, waits && position !== null && new Intl.NumberFormat(language).format(position)],
    [texts.wait, wait && waitText(estimatedWait, texts, language)],
    [texts.yourNumber, telephone !== null && fill(texts.endingIn, { digits: lastDigits(telephone) })],
    [texts.yourEmail, telephone === null && email !== null && email],
    [texts.about, subject !== '' && subject],
  ];
  const others = rows.flatMap(([label, value]) =>
    value === false ? [] : [html`<div><dt>${label}</dt><dd>${value}</dd></div>`],
  );
  return [number, ...others];
}

function lastDigits(telephone: string): string {
  return telephone.replace(/\D/g, '').slice(-2);
}

export interface CancelPage extends Reader {
  readonly address: string;
  readonly number: string;
  /** It is a message to be answered by e-mail. */
  readonly byMail: boolean;
}

/** Asks before it is cancelled. */
export function callbackCancelPage({ language: wanted, toRoot, address, number, byMail }: CancelPage): string {
  const { language, direction, callback: texts } = localeFor(wanted);
  const body = html`<h1>${texts.cancelTitle}</h1>
<p>${byMail ? texts.cancelTextMail : texts.cancelText}</p>
<dl class="callback-facts"><div><dt>${texts.number}</dt><dd>${spaced(number)}</dd></div></dl>
<form class="callback-choice" method="post" action="${toRoot}${address}/cancel">
<button class="button button-danger" type="submit">${texts.cancelAction}</button>
<a class="button" href="${toRoot}${address}">${texts.cancelKeep}</a>
</form>`;
  return printPage({ language, direction, title: texts.cancelTitle, toRoot, body });
}

/** There is no callback at this address, or none any more. */
export function callbackGonePage({ language: wanted, toRoot }: Reader): string {
  const { language, direction, callback: texts } = localeFor(wanted);
  const body = html`<h1>${texts.goneTitle}</h1>
<p>${texts.gone}</p>
<p><a class="button button-primary" href="${toRoot}callback">${texts.askAnew}</a></p>`;
  return printPage({ language, direction, title: texts.goneTitle, toRoot, body });
}
