import { readConfigJs } from '../site/read-config-js.ts';
import { describe, isPage, noAnswer } from './describe.ts';
import { finding, type Judged } from './finding.ts';
import { type ConfigContext, judgeConfig } from './judge-config.ts';
import { images, judgeImages, type Sought, spellings } from './judge-images.ts';
import { calledOrigin, judgeOrigin } from './judge-origin.ts';
import { judgePage, type PageParameters, readPage, redirectionOf } from './judge-page.ts';
import type { Answer } from './probe-http.ts';
import { quote } from './quote.ts';
import { below, type SitePlace } from './site-places.ts';
import { type Task, task } from './task.ts';

/** Asks the site one question. */
export type AskSite = (
  url: URL,
  more?: { method?: 'HEAD' | 'OPTIONS'; headers?: Record<string, string>; from?: string },
) => Promise<Answer>;

/** Redirections within the site that are followed. */
const MAX_REDIRECTIONS = 3;
/** Questions at the same time. */
const AT_ONCE = 6;
const section = 'Site';

/** The visitor's page. */
export function lookAtPage(site: SitePlace, needs: readonly Task<unknown>[], ask: AskSite): Task<PageParameters> {
  const url = below(site, '');
  return task({ section, step: 'page', target: url.href, tried: `GET ${url.href}` }, needs, async () => {
    const { answer, at } = await follow(url, ask);
    const value = answer.kind === 'answered' && answer.status === 200 ? readPage(answer.body) : undefined;
    return { verdict: judgePage(answer, at), value };
  });
}

/** The page's `js/config.js`. */
export function lookAtConfig(
  site: SitePlace,
  needs: readonly Task<unknown>[],
  ask: AskSite,
  context: ConfigContext,
): Task<Readonly<Record<string, unknown>>> {
  const url = below(site, 'js/config.js');
  return task({ section, step: 'config-js', target: url.href, tried: `GET ${url.href}` }, needs, async () => {
    const { answer } = await follow(url, ask);
    return judgeConfigAnswer(answer, url, context);
  });
}

function judgeConfigAnswer(
  answer: Answer,
  url: URL,
  context: ConfigContext,
): Judged<Readonly<Record<string, unknown>>> {
  const facts = { url: url.href };
  const blocks = 'config.js could not be read';
  if (answer.kind !== 'answered') {
    return { verdict: { answer: noAnswer(answer), findings: [finding('site.page-error')], blocks }, value: undefined };
  }
  if (answer.status !== 200 || isPage(answer)) {
    return {
      verdict: { answer: `${describe(answer)}.`, findings: [finding('config.missing', facts)], blocks },
      value: undefined,
    };
  }
  const values = readConfigJs(answer.body);
  if (values) return { verdict: judgeConfig(values, context), value: values };
  const said = `No "ININ.Web.Chat.Config" can be read from it: "${quote(answer.body)}".`;
  return { verdict: { answer: said, findings: [finding('config.unreadable')], blocks }, value: undefined };
}

/** Whether the page calls the origin it comes from. */
export function lookAtOrigin(
  site: SitePlace,
  page: Task<PageParameters>,
  config: Task<Readonly<Record<string, unknown>>>,
  ask: AskSite,
): Task<undefined> {
  const heading = {
    section,
    step: 'cross-origin',
    target: site.base.origin,
    tried: 'See whom the page calls',
  } as const;
  return task(heading, [page, config], async () => {
    const { value: values } = await config.done;
    const relative = (await page.done).value?.urlsAreRelative ?? false;
    const called = relative ? site.base : calledOrigin(site.base, values?.UseEncryption !== false);
    const question = {
      method: 'OPTIONS',
      headers: {
        Origin: site.base.origin,
        'Access-Control-Request-Method': 'GET',
        'Access-Control-Request-Headers': 'content-type,x-requested-with',
      },
    } as const;
    const url = new URL(below(site, 'Server1/websvcs/serverConfiguration').pathname, called);
    const answer = called.origin === site.base.origin ? undefined : await ask(url, question);
    return { verdict: judgeOrigin(site.base, called, answer), value: undefined };
  });
}

/** The pictures of the handler pages. */
export function lookForImages(site: SitePlace, needs: readonly Task<unknown>[], ask: AskSite): Task<undefined> {
  const folder = below(site, 'img/');
  const heading = {
    section,
    step: 'images',
    target: folder.href,
    tried: `Look for the ${images.length} images of handler pages below ${folder.href}`,
  } as const;
  return task(heading, needs, async () => {
    const sought = await pooled(images, (name) => seek(name, folder, ask));
    if (sought.some((one) => one === undefined)) {
      return {
        verdict: { answer: 'The web server stopped answering.', findings: [finding('site.page-error')] },
        value: undefined,
      };
    }
    return {
      verdict: judgeImages(
        sought.filter((one) => one !== undefined),
        folder,
      ),
      value: undefined,
    };
  });
}

/** Undefined: the web server does not answer. */
async function seek(name: string, folder: URL, ask: AskSite): Promise<Sought | undefined> {
  for (const spelling of [name, ...spellings(name)]) {
    const answer = await headOrGet(new URL(spelling, folder), ask);
    if (answer.kind !== 'answered') return undefined;
    if (isPicture(answer)) return { name, foundAs: spelling };
  }
  return { name, foundAs: undefined };
}

async function headOrGet(url: URL, ask: AskSite): Promise<Answer> {
  const answer = await ask(url, { method: 'HEAD' });
  const refused = answer.kind === 'answered' && [400, 405, 501].includes(answer.status);
  return refused ? ask(url) : answer;
}

/** Sites that answer everything with their start page say 200, too. */
function isPicture({ status, headers }: Extract<Answer, { kind: 'answered' }>): boolean {
  return status === 200 && !/html/i.test(headers['content-type'] ?? '');
}

/** Runs over the items, a few at a time, and stops early where one gives undefined. */
async function pooled<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R | undefined>,
): Promise<(R | undefined)[]> {
  const results: (R | undefined)[] = [];
  const waiting = [...items.entries()];
  let failed = false;
  const worker = async () => {
    for (let next = waiting.shift(); next && !failed; next = waiting.shift()) {
      const [index, item] = next;
      results[index] = await work(item);
      if (results[index] === undefined) failed = true;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}

/** Follows redirections that stay with the site, as a browser does. */
async function follow(start: URL, ask: AskSite): Promise<{ readonly answer: Answer; readonly at: URL }> {
  let at = start;
  for (let left = MAX_REDIRECTIONS; ; left -= 1) {
    const answer = await ask(at);
    const to = answer.kind === 'answered' ? redirectionOf(answer, at) : undefined;
    if (to === undefined || to.origin !== start.origin || left === 0) return { answer, at };
    at = to;
  }
}
