import { languageTag } from '../../views/pages/document.ts';
import { pageStyle } from '../../views/pages/styles.ts';
import type { SearchTexts } from '../../views/pages/texts.ts';
import type { HandlerContext } from '../handlers/handler.ts';
import type { Look } from './look.ts';

/** Nothing but what comes from this site; the pages have no scripts. */
export const pageHeaders = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'self'",
  'Referrer-Policy': 'same-origin',
} as const;

export interface HeadOf {
  readonly language: string;
  readonly direction: string;
  readonly texts: SearchTexts;
  /** Way to the folder of the pictures. */
  readonly pictures: string;
  readonly heading: string;
}

/** The bindings that all templates of handler pages have. Where the standard banner would say the wrong thing, the title stands in its place. */
export function pageHead(
  ctx: Pick<HandlerContext, 'toRoot'>,
  look: Look,
  { language, direction, texts, pictures, heading }: HeadOf,
) {
  const title = look.title ?? texts.title;
  const banner = look.banner ?? (look.title === undefined ? 'InteractBanner.gif' : undefined);
  return {
    Language: languageTag(language),
    Direction: direction,
    PageTitle: `${heading} – ${title}`,
    Style: `${ctx.toRoot}account/style.css?v=${pageStyle().version}`,
    CssUrl: look.cssUrl === undefined ? [] : [`${ctx.toRoot}${look.cssUrl}`],
    Banner: banner === undefined ? [] : [`${pictures}${encodeURIComponent(banner)}`],
    Title: title,
    TitleText: banner === undefined ? [title] : [],
  };
}
