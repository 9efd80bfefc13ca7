import { type ListPage, moment, pager, timeOf } from './account-list.ts';
import { accountNav } from './account-nav.ts';
import type { Reader } from './account-texts.ts';
import { printPage } from './document.ts';
import { type Html, html } from './html.ts';
import { type AccountTexts, fill, localeFor } from './texts.ts';
import { type ShownTranscript, transcriptParts } from './transcript.ts';

export interface ListedChat {
  readonly number: string;
  /** UTC milliseconds. */
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** Names. */
  readonly agents: readonly string[];
  /** There is a transcript. */
  readonly kept: boolean;
}

export interface TranscriptsPage extends Reader, ListPage {
  readonly chats: readonly ListedChat[];
}

/** The chats of who is signed in. */
export function transcriptsPage(page: TranscriptsPage): string {
  const { toRoot, chats } = page;
  const { language, direction, account: texts } = localeFor(page.language);
  const list = html`<ul class="account-list">
${chats.map((chat) => item(chat, toRoot, texts, language))}
</ul>
<p class="field-hint">${texts.timesIn}</p>`;
  const body = html`${accountNav(texts, toRoot, 'transcripts')}
<h1>${texts.transcriptsTitle}</h1>
<p class="account-intro">${chats.length === 0 && page.page === 1 ? texts.transcriptsEmpty : texts.transcriptsHelp}</p>
${chats.length > 0 && list}
${pager(page, `${toRoot}account/transcripts`, texts)}
<p><a class="button" href="${toRoot}">${texts.toChat}</a></p>`;
  return printPage({ language, direction, title: texts.transcriptsTitle, toRoot, body });
}

function item(chat: ListedChat, toRoot: string, texts: AccountTexts, language: string): Html {
  const { number, startedAt, endedAt, agents, kept } = chat;
  const names = new Intl.ListFormat(language).format(agents);
  const label = fill(texts.chatReadOf, { time: moment(startedAt, language) });
  return html`<li class="account-item">
<span class="account-item-title">${timeOf(startedAt, language)}</span>
<span dir="auto">${agents.length === 0 ? texts.chatWithNobody : fill(texts.chatWith, { names })}</span>
${endedAt === null && html`<span class="account-intro">${texts.chatRunning}</span>`}
${
  kept
    ? html`<a class="button" href="${toRoot}account/transcripts/${number}" aria-label="${label}">${texts.chatRead}</a>`
    : html`<span class="account-intro">${texts.chatNotKept}</span>`
}
</li>`;
}

export interface TranscriptPage extends Reader {
  readonly transcript: ShownTranscript;
}

/** One chat to be read, printed or downloaded. */
export function transcriptPage({ language: wanted, toRoot, transcript }: TranscriptPage): string {
  const { language, direction, account: texts } = localeFor(wanted);
  const { title, facts, lines } = transcriptParts(transcript, wanted);
  const address = `${toRoot}account/transcripts/${transcript.number}`;
  const body = html`${accountNav(texts, toRoot, 'transcripts')}
<h1>${title}</h1>
${facts.map((fact) => html`<p class="account-intro">${fact}</p>`)}
<dl class="account-transcript">
${lines}
</dl>
<p class="account-links"><a href="${address}?format=text">${texts.chatText}</a> <a href="${address}?format=html">${texts.chatHtml}</a> <a href="${toRoot}account/transcripts">${texts.chatAll}</a></p>`;
  return printPage({ language, direction, title, toRoot, body });
}
