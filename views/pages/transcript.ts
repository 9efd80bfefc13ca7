import type { Reader } from './account-texts.ts';
import { printPage } from './document.ts';
import { type Html, html, printHtml } from './html.ts';
import { fill, localeFor, type TranscriptTexts } from './texts.ts';

export interface ShownLine {
  /** UTC milliseconds. */
  readonly at: number;
  readonly kind: 'visitor' | 'agent' | 'system';
  readonly name: string;
  readonly text: string;
}

export interface ShownTranscript {
  /** The interaction's ten digits. */
  readonly number: string;
  readonly startedAt: number;
  /** Null: the chat goes on. */
  readonly endedAt: number | null;
  readonly lines: readonly ShownLine[];
  /** The beginning is left out. */
  readonly cut: boolean;
}

/** What a mail says, in both its forms. */
export interface MailTexts {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** `language`: an `Accept-Language` header or a language tag. */
export function transcriptText(transcript: ShownTranscript, language: string): string {
  const { language: found, transcript: texts } = localeFor(language);
  const lines = transcript.lines.map(({ at, name, text }) => `[${clock(at, found)}] ${plain(name)}: ${indented(text)}`);
  return [...heading(transcript, texts, found), '', ...lines, ''].join('\n');
}

/** A transcript as parts of a page. */
export interface TranscriptParts {
  readonly title: string;
  readonly facts: readonly string[];
  readonly lines: Html;
}

export function transcriptParts(transcript: ShownTranscript, language: string): TranscriptParts {
  const { language: found, transcript: texts } = localeFor(language);
  const [title = '', ...facts] = heading(transcript, texts, found);
  const lines = html`${transcript.lines.map(
    ({
      at,
      name,
      text,
    }) => html`<dt><b dir="auto">${plain(name)}</b> <time datetime="${new Date(at).toISOString()}">${clock(at, found)}</time></dt>
<dd dir="auto">${text}</dd>
`,
  )}`;
  return { title, facts, lines };
}

/** A document that stands by itself, also where it is saved. */
export function transcriptDocument(transcript: ShownTranscript, language: string): string {
  const { language: found, direction } = localeFor(language);
  const { title, facts, lines } = transcriptParts(transcript, language);
  return printHtml(html`<!doctype html>
<html lang="${found}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>body{font:1rem/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}dt{margin-top:.75rem}dd{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}</style>
</head>
<body>
<h1>${title}</h1>
${facts.map((fact) => html`<p>${fact}</p>`)}
<dl>
${lines}</dl>
</body>
</html>
`);
}

export function transcriptMail(transcript: ShownTranscript, language: string): MailTexts {
  return {
    subject: localeFor(language).transcript.subject,
    text: transcriptText(transcript, language),
    html: transcriptDocument(transcript, language),
  };
}

/** Asks whether the transcript may come. Holds nothing but our own words and the link. */
export function confirmMail(link: string, language: string): MailTexts {
  const { language: found, direction, transcript: texts } = localeFor(language);
  const body = html`<!doctype html>
<html lang="${found}" dir="${direction}">
<head><meta charset="utf-8"><title>${texts.confirmSubject}</title></head>
<body>
<p>${texts.confirmAsk}</p>
<p><a href="${link}">${link}</a></p>
<p>${texts.confirmIgnore}</p>
</body>
</html>
`;
  return {
    subject: texts.confirmSubject,
    text: `${texts.confirmAsk}\n\n${link}\n\n${texts.confirmIgnore}\n`,
    html: printHtml(body),
  };
}

/** The page behind the link: asks, or says what came of it. */
export function confirmPage({ language: wanted, toRoot }: Reader, step: 'ask' | 'done' | 'gone'): string {
  const { language, direction, transcript: texts } = localeFor(wanted);
  const said = {
    ask: { title: texts.pageTitle, text: texts.pageAsk },
    done: { title: texts.doneTitle, text: texts.done },
    gone: { title: texts.goneTitle, text: texts.gone },
  }[step];
  // Without an action, a form goes to where the page came from.
  const form = html`<form method="post"><button class="button button-primary" type="submit">${texts.pageAction}</button></form>`;
  const body = html`<h1>${said.title}</h1>
<p role="status">${said.text}</p>
${step === 'ask' && form}`;
  return printPage({ language, direction, title: said.title, toRoot, body });
}

/** What the visitor reads in the chat about the mail. */
export function transcriptLine(told: 'confirm' | 'limited' | 'promised', language: string): string {
  return localeFor(language).transcript.told[told];
}

function heading({ number, startedAt, endedAt, cut }: ShownTranscript, texts: TranscriptTexts, language: string) {
  return [
    fill(texts.title, { number }),
    fill(texts.started, { time: moment(startedAt, language) }),
    endedAt === null ? texts.running : fill(texts.ended, { time: moment(endedAt, language) }),
    texts.zone,
    ...(cut ? [texts.cut] : []),
  ];
}

function moment(at: number, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(at);
}

/** Always 24 hours and two digits, so that the lines stand in a column. */
function clock(at: number, language: string): string {
  const parts = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
  return new Intl.DateTimeFormat(language, { ...parts, timeZone: 'UTC' }).format(at);
}

/** Nobody can turn the direction of what follows his name. */
function plain(name: string): string {
  return name.replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim();
}

/** Further lines of a text stand under its first, so that nobody can write what looks like another's line. */
function indented(text: string): string {
  return text
    .replace(/[^\P{Cc}\t\n\r]|[\u202a-\u202e\u2066-\u2069]/gu, '')
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .join('\n    ');
}
