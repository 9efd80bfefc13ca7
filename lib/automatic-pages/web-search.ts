import { fill, localeFor, type SearchTexts } from '../../views/pages/texts.ts';
import { defineHandler } from '../handlers/define-handler.ts';
import { trusted } from '../templates/templates.ts';
import { departmentsOf, findAgents, type ListedAgent, type Wanted } from './agent.ts';
import type { ConvertDateTimeToString } from './convert-date-time.ts';
import { linkTo, readLook, readWanted } from './look.ts';
import { pageHead, pageHeaders } from './page-head.ts';
import { pictureFolder, shownStatus, statusPicture } from './pictures.ts';
import { searchForm } from './search-form.ts';
import { template } from './templates.ts';

/** People that a page shows at most. */
const MOST_SHOWN = 200;

export interface SearchParts {
  /** Everybody whom visitors may find. */
  readonly listed: () => Promise<readonly ListedAgent[]>;
  /** What visitors are offered at the moment. */
  readonly offers: () => { readonly chat: boolean; readonly callback: boolean };
  /** *Web Event Image Path*. */
  readonly imagePath: () => string;
  readonly convert: ConvertDateTimeToString;
  /** Of the site. */
  readonly language: string;
  /** UTC milliseconds. */
  readonly now: () => number;
}

/** What all blocks of a page have in common. */
interface Sheet {
  readonly texts: SearchTexts;
  readonly language: string;
  /** Way to the folder of the pictures. */
  readonly pictures: string;
  /** The visitor's page. */
  readonly home: string;
  readonly chat: boolean;
  readonly callback: boolean;
}

/** `System_WebSearch`: who fits what was searched for, how each stands, and how to reach him (handlers-and-site section 3.1). */
export function webSearch(parts: SearchParts) {
  return defineHandler({
    event: 'System_WebSearch',
    async run(ctx) {
      const look = readLook(ctx);
      const wanted = readWanted(ctx);
      const { search: texts, language, direction } = localeFor(ctx.language, parts.language);
      const pictures = pictureFolder(parts.imagePath(), ctx.toRoot);
      const offers = parts.offers();
      const sheet: Sheet = {
        ...{ texts, language, pictures, home: `${ctx.toRoot}index.html` },
        chat: offers.chat && look.chat,
        callback: offers.callback && look.callback,
      };
      const all = await parts.listed();
      const found = findAgents(all, wanted, language);
      const shown = found.slice(0, MOST_SHOWN);
      const form = { texts, action: '?', departments: departmentsOf(all, language), wanted, hidden: look.hidden };
      const page = {
        ...pageHead(ctx, look, { language, direction, texts, pictures, heading: texts.resultsTitle }),
        ResultsTitle: texts.resultsTitle,
        ResultsIntro: shown.length > 0 ? texts.resultsIntro : texts.nobody,
        Refresh: linkTo('System_WebSearch', [...look.hidden, ...askedFor(wanted)]),
        RefreshText: texts.refresh,
        Notice: notices(shown.length, found.length, texts, language),
        Agents: trusted(shown.map((agent) => block(agent, sheet, parts)).join('')),
        AgainTitle: texts.againTitle,
        AgainIntro: texts.againIntro,
        Form: searchForm(form),
      };
      ctx.page(template('web-search'), page, { headers: pageHeaders });
    },
  });
}

function notices(shown: number, all: number, texts: SearchTexts, language: string): readonly string[] {
  if (all <= shown) return [];
  const { format } = new Intl.NumberFormat(language);
  return [fill(texts.tooMany, { shown: format(shown), all: format(all) })];
}

function askedFor({ firstName, lastName, department }: Wanted) {
  return Object.entries({ FirstName: firstName, LastName: lastName, Department: department });
}

function block(agent: ListedAgent, sheet: Sheet, parts: SearchParts): string {
  const { texts, pictures, home } = sheet;
  const status = shownStatus(agent);
  const until = untilOf(agent, parts);
  const name = agent.displayName;
  return template('web-search-agent').render({
    Name: name,
    StatusPicture: `${pictures}${statusPicture(status)}`,
    Status: texts.statuses[status as keyof SearchTexts['statuses']] ?? status,
    UntilMoment: until === undefined ? [] : [new Date(until.at).toISOString()],
    Until:
      until === undefined
        ? []
        : [fill(texts.until, { time: parts.convert(new Date(until.at), until.format, parts.language) })],
    Department: some(agent.department),
    Pictures: pictures,
    VoiceFax: texts.voiceFax,
    Extension: some(agent.extension),
    Mail: some(agent.email),
    Home: home,
    User: agent.username,
    Chat: sheet.chat && agent.present ? [texts.chat] : [],
    ChatWith: fill(texts.chatWith, { name }),
    NoChat: sheet.chat && !agent.present ? [texts.chat] : [],
    NoChatWhy: texts.chatAway,
    Callback: sheet.callback ? [texts.callback] : [],
    CallbackWith: fill(texts.callbackWith, { name }),
  });
}

/** The announced end of a status, while it is to come, and what of it is meant. */
function untilOf({ status }: ListedAgent, { now }: SearchParts) {
  const { until: at, allowDate, allowTime } = status;
  if (at === null || at <= now()) return undefined;
  return { at, format: allowDate && allowTime ? 'g' : allowDate ? 'd' : 't' } as const;
}

const some = (value: string | null): readonly string[] => (value === null ? [] : [value]);
