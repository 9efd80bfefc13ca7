import { readFileSync } from 'node:fs';
import type { InteractionType } from '../../views/config-file/answers.ts';
import { languageTag } from '../../views/pages/document.ts';
import { pageStyle } from '../../views/pages/styles.ts';
import { localeFor } from '../../views/pages/texts.ts';
import { type AccessControl, admitsSomebody } from '../admission/access.ts';
import type { Database } from '../database/connect.ts';
import type { Handler } from '../handlers/handler.ts';
import { createKept } from '../runtime/kept.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { BytesAnswer, PageAnswer, RoomRequest } from '../wire/room.ts';
import type { Workgroup, Workgroups } from '../workgroups/workgroups.ts';
import { departmentsOf, fold, type ListedAgent } from './agent.ts';
import { callbackStatus } from './callback-status.ts';
import { type ConvertDateTimeToString, convertDateTimeToString, safely } from './convert-date-time.ts';
import { pictureFolder } from './pictures.ts';
import { type QueueTarget, queueBadge, queueStatus } from './queue-status.ts';
import { nothingWanted, searchForm } from './search-form.ts';
import { listedStore } from './store.ts';
import { template } from './templates.ts';
import { webInteract } from './web-interact.ts';
import { type SearchParts, webSearch } from './web-search.ts';

/** How old the people and workgroups on a page may be, in milliseconds: however many look, the database is asked now and then. */
const FRESH_MS = 2_000;

/** The automatic web pages: handlers that are there without anybody writing one, and the pages that lead to them. */
export interface AutomaticPages {
  readonly handlers: readonly Handler[];
  /** GET search.htm: a form with one field. */
  search(request: RoomRequest): PageAnswer;
  /** GET search2.htm: the whole form. */
  search2(request: RoomRequest): Promise<PageAnswer>;
  /** GET js/search.js: `configureFormsForSwitchover`. */
  script(): BytesAnswer;
}

export interface AutomaticPagesParts extends Pick<SearchParts, 'imagePath' | 'language'> {
  readonly database: Database;
  readonly runtime: Runtime;
  /** What the site offers, */
  readonly types: readonly InteractionType[];
  /** and whom. */
  readonly access: () => Readonly<Record<'chat' | 'callback' | 'queueQuery', AccessControl>>;
  /** Whom the site chats with, unless it is told otherwise; an undefined name: the first active workgroup. */
  readonly target: { readonly name: string | undefined; readonly type: QueueTarget['type'] };
  readonly workgroups: Pick<Workgroups, 'list'>;
  /** Of the site's owner; absent: ours. */
  readonly convertDateTimeToString: ConvertDateTimeToString | undefined;
  /** Folder of the first server's handler pages. */
  readonly server: string;
}

export function createAutomaticPages(parts: AutomaticPagesParts): AutomaticPages {
  const { database, runtime, server, language: siteLanguage } = parts;
  const store = listedStore(database);
  const kept = createKept<readonly ListedAgent[]>(runtime.clock, { ageMs: () => FRESH_MS, most: 1 });
  const active = createKept<readonly Workgroup[]>(runtime.clock, { ageMs: () => FRESH_MS, most: 1 });
  const listed = () => kept.ask('listed', store.listed);
  const convert = safely(parts.convertDateTimeToString ?? convertDateTimeToString, runtime.log);
  const offers = () => {
    const { chat, callback } = parts.access();
    return {
      chat: parts.types.includes('Chat') && admitsSomebody(chat),
      callback: parts.types.includes('Callback') && admitsSomebody(callback),
    };
  };
  const searching = { ...parts, offers, listed, convert, now: runtime.clock.now };

  const standing = { ...searching, access: () => parts.access().queueQuery, target };
  const script = readFileSync(new URL('../../views/handlers/search.js', import.meta.url));

  /** The workgroup of that name as it is spelt, in any letter case; for an empty name, the site's own target. */
  async function target(named: string): Promise<QueueTarget | undefined> {
    const { name, type } = parts.target;
    if (named === '' && name !== undefined) return { name, type };
    const groups = await active.ask('active', async () => (await parts.workgroups.list()).filter((one) => one.active));
    const found = named === '' ? groups[0] : groups.find((one) => fold(one.name) === fold(named));
    return found && { name: found.name, type: 'Workgroup' };
  }

  function sheetOf({ language: wanted, toRoot }: RoomRequest) {
    const { search: texts, language, direction } = localeFor(wanted, siteLanguage);
    const action = `${toRoot}WebServices/${server}/doHTMLRequest`;
    const head = {
      Language: languageTag(language),
      Direction: direction,
      Style: `${toRoot}account/style.css?v=${pageStyle().version}`,
      Title: texts.formTitle,
    };
    return { texts, language, action, head };
  }

  return {
    handlers: [
      webSearch(searching),
      webInteract(searching),
      queueStatus(standing),
      queueBadge(standing),
      callbackStatus,
    ],

    script: () => ({
      bytes: script,
      type: 'text/javascript; charset=utf-8',
      headers: { 'Cache-Control': 'no-cache' },
    }),

    search(request) {
      const { texts, action, head } = sheetOf(request);
      const labels = { LastNameLabel: texts.lastName, SearchText: texts.search, MoreText: texts.more };
      return { html: template('search').render({ ...head, ...labels, Action: action }) };
    },

    async search2(request) {
      const { texts, language, action, head } = sheetOf(request);
      const departments = departmentsOf(await listed(), language);
      const page = {
        ...head,
        Banner: `${pictureFolder(parts.imagePath(), request.toRoot)}InteractBanner.gif`,
        BannerText: texts.title,
        Intro: texts.formIntro,
        Form: searchForm({ texts, action, departments, wanted: nothingWanted, hidden: [] }),
      };
      return { html: template('search2').render(page) };
    },
  };
}
