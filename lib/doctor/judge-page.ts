import { type Answered, describe, isPage, noAnswer } from './describe.ts';
import { finding, type Verdict, well } from './finding.ts';
import type { Answer } from './probe-http.ts';
import { quote } from './quote.ts';

/** What the answer for the visitor's page means. A redirection within the site has been followed. */
export function judgePage(answer: Answer, url: URL): Verdict {
  const facts = { url: url.href };
  if (answer.kind !== 'answered') {
    return {
      answer: noAnswer(answer),
      findings: [finding('site.page-error')],
      blocks: 'the web server does not answer',
    };
  }
  const to = redirectionOf(answer, url);
  if (to) {
    return {
      answer: `The page is at another address, ${quote(to.href)}.`,
      findings: [
        finding('site.redirected', { to: quote(`${to.origin}${to.pathname.replace(/(index\.html?)?$/i, '')}`) }),
      ],
      blocks: 'the site is at another address',
    };
  }
  if (answer.status === 200 && isPage(answer)) return well(`${describe(answer)}.`);
  if (answer.status === 404 || answer.status === 403 || answer.status === 200) {
    return { answer: `${describe(answer)}.`, findings: [finding('site.no-page', facts)] };
  }
  return { answer: `${describe(answer)}.`, findings: [finding('site.page-error')] };
}

/** Where a redirection leads; undefined: it is none, or leads nowhere that can be asked. */
export function redirectionOf({ status, headers }: Answered, from: URL): URL | undefined {
  const { location } = headers;
  if (status < 301 || status > 308 || location === undefined || !URL.canParse(location, from.href)) return undefined;
  const to = new URL(location, from.href);
  return to.protocol === 'http:' || to.protocol === 'https:' ? to : undefined;
}

/** What the page itself says about its servers (*Reverse Proxy Directory*, *Use Relative URLs*). */
export interface PageParameters {
  /** As written; undefined: the documented ones. */
  readonly uriFragments: readonly string[] | undefined;
  readonly urlsAreRelative: boolean;
}

/** Characters of the page that are looked through. */
const MAX_PAGE = 100_000;

export function readPage(html: string): PageParameters {
  const text = html.slice(0, MAX_PAGE);
  const list = /["']?uriFragments["']?\s{0,20}:\s{0,20}\[([^\]]{0,500})\]/.exec(text)?.[1];
  const fragments = [...(list ?? '').matchAll(/["']([^"'<>\s]{1,200})["']/g)].map(([, fragment = '']) => fragment);
  return {
    uriFragments: fragments.length > 0 ? fragments : undefined,
    urlsAreRelative: /["']?urlsAreRelative["']?\s{0,20}:\s{0,20}true\b/.test(text),
  };
}
