import { counted } from '../../views/pages/account-texts.ts';
import { waitText } from '../../views/pages/callback-texts.ts';
import { html } from '../../views/pages/html.ts';
import { fill, localeFor, type SearchTexts } from '../../views/pages/texts.ts';
import { type AccessControl, admits } from '../admission/access.ts';
import { IwtError } from '../errors.ts';
import { defineHandler } from '../handlers/define-handler.ts';
import type { HandlerContext } from '../handlers/handler.ts';
import { wellFormed } from '../wire/visitor-input.ts';
import { type Look, linkTo, readLook } from './look.ts';
import { pageHead, pageHeaders } from './page-head.ts';
import { pictureFolder } from './pictures.ts';
import { template } from './templates.ts';
import type { SearchParts } from './web-search.ts';

export interface QueueTarget {
  readonly name: string;
  readonly type: 'Workgroup' | 'User';
}

export interface QueueStatusParts extends Pick<SearchParts, 'offers' | 'imagePath' | 'language'> {
  /** The workgroup of that name; for an empty one, the site's own target. Undefined: there is none. */
  readonly target: (named: string) => Promise<QueueTarget | undefined>;
  /** *QueryQueueAccessControl*; the pages are for anybody. */
  readonly access: () => AccessControl;
}

interface Standing extends QueueTarget {
  readonly agentsAvailable: number;
  /** Seconds; below 0: not known. */
  readonly estimatedWaitTime: number;
}

/** Characters of a workgroup's name. */
const MAX_NAME = 100;

/** `System_QueueStatus`: how many agents of a workgroup are free, and how long one waits. */
export function queueStatus(parts: QueueStatusParts) {
  return defineHandler({
    event: 'System_QueueStatus',
    async run(ctx) {
      const standing = await standingOf(ctx, parts);
      const { search: texts, language, direction, callback } = localeFor(ctx.language, parts.language);
      const look = readLook(ctx);
      const pictures = pictureFolder(parts.imagePath(), ctx.toRoot);
      const heading = standing ? fill(texts.queueTitle, { queue: standing.name }) : texts.queueUnknownTitle;
      const head = pageHead(ctx, look, { language, direction, texts, pictures, heading });
      const body = standing
        ? { ...bodyOf(standing, texts, language, callback), ...waysOf(parts, look, texts) }
        : { Agents: texts.queueUnknown, Wait: [], Chat: [], Callback: [] };
      const queue = { Home: `${ctx.toRoot}index.html`, Queue: standing?.name ?? '', QueueType: standing?.type ?? '' };
      const asked = ['Queue', 'Type'].map((name) => [name, wellFormed(ctx.argument(name).slice(0, MAX_NAME))] as const);
      const again = linkTo('System_QueueStatus', [...look.hidden, ...asked]);
      const page = { ...head, Heading: heading, Again: again, AgainText: texts.lookAgain, ...queue, ...body };
      ctx.page(template('queue-status'), page, { status: standing ? 200 : 404, headers: pageHeaders });
    },
  });
}

/** Pixels: around the text, of a letter at most, and of the whole height. */
const badge = { margin: 28, letter: 7.5, height: 24 };

/** `System_QueueBadge`: the same in a few words, as a picture that any page can show. It may be five seconds old. */
export function queueBadge(parts: QueueStatusParts) {
  return defineHandler({
    event: 'System_QueueBadge',
    async run(ctx) {
      const standing = await standingOf(ctx, parts);
      const { search: texts, language } = localeFor(ctx.language, parts.language);
      const text = standing ? availability(standing, texts, language) : texts.badgeUnknown;
      const { margin, letter, height } = badge;
      const width = Math.ceil(margin + text.length * letter);
      const state = standing && standing.agentsAvailable > 0 ? 'free' : 'busy';
      ctx.header('Content-Type', 'image/svg+xml; charset=utf-8');
      ctx.header('Cache-Control', standing ? 'public, max-age=5' : 'no-store');
      ctx.header('Vary', 'Accept-Language');
      ctx.header('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox");
      ctx.html(html`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${text}">
<title>${text}</title>
<style>rect{fill:#fff;stroke:#7b8794}text{fill:#18212b;font:13px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}.free{fill:#1c6b3c}.busy{fill:none;stroke:#515c69;stroke-width:2}@media(prefers-color-scheme:dark){rect{fill:#171e25;stroke:#75828f}text{fill:#e8edf2}.free{fill:#7fd19c}.busy{stroke:#a9b5c1}}</style>
<rect x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="${height / 2 - 0.5}"/>
<circle class="${state}" cx="13" cy="12" r="4"/>
<text x="22" y="16.5">${text}</text>
</svg>
`);
    },
  });
}

/** Undefined: there is no such queue, or it is not told to everybody. */
async function standingOf(ctx: HandlerContext, { target, access }: QueueStatusParts): Promise<Standing | undefined> {
  if (!admits(access(), false)) return undefined;
  // Workgroups only: whether a person is there is told by the search, of those who are listed.
  const queue = await target(ctx.argument('Queue').trim());
  if (queue === undefined) return undefined;
  const type = ctx.argument('Type').toLowerCase() === 'callback' ? 'callback' : 'chat';
  try {
    return { ...queue, ...(await ctx.queues.query(queue.name, { targetType: queue.type, type })) };
  } catch (error) {
    if (error instanceof IwtError && error.code === 'queue.unknown') return undefined;
    throw error;
  }
}

function availability({ agentsAvailable }: Standing, texts: SearchTexts, language: string): string {
  return agentsAvailable === 0 ? texts.nobodyAvailable : counted(texts.agentsAvailable, agentsAvailable, language);
}

function bodyOf(
  standing: Standing,
  texts: SearchTexts,
  language: string,
  waits: Parameters<typeof waitText>[1],
): { readonly Agents: string; readonly Wait: readonly string[] } {
  const { agentsAvailable, estimatedWaitTime: seconds } = standing;
  const wait = seconds < 0 ? texts.waitUnknown : fill(texts.waitAbout, { wait: waitText(seconds, waits, language) });
  return {
    Agents: availability(standing, texts, language),
    Wait: [agentsAvailable > 0 ? texts.noWait : wait],
  };
}

function waysOf({ offers }: QueueStatusParts, look: Look, texts: SearchTexts) {
  const { chat, callback } = offers();
  return {
    Chat: chat && look.chat ? [texts.chat] : [],
    Callback: callback && look.callback ? [texts.callback] : [],
  };
}
