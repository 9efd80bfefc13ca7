import { localeFor } from '../../views/pages/texts.ts';
import { defineHandler } from '../handlers/define-handler.ts';
import { departmentsOf } from './agent.ts';
import { readLook } from './look.ts';
import { pageHead, pageHeaders } from './page-head.ts';
import { pictureFolder } from './pictures.ts';
import { nothingWanted, searchForm } from './search-form.ts';
import { template } from './templates.ts';
import type { SearchParts } from './web-search.ts';

/** `System_WebInteract`: the ways to reach the site, and the form that leads to `System_WebSearch` (section 3.4). */
export function webInteract({ listed, offers, imagePath, language: siteLanguage }: SearchParts) {
  return defineHandler({
    event: 'System_WebInteract',
    async run(ctx) {
      const look = readLook(ctx);
      const { search: texts, language, direction } = localeFor(ctx.language, siteLanguage);
      const pictures = pictureFolder(imagePath(), ctx.toRoot);
      const { chat, callback } = offers();
      const departments = departmentsOf(await listed(), language);
      const ways = {
        chat: chat && look.chat ? [texts.chat] : [],
        callback: callback && look.callback ? [texts.callback] : [],
      };
      const page = {
        ...pageHead(ctx, look, { language, direction, texts, pictures, heading: texts.interactTitle }),
        InteractTitle: texts.interactTitle,
        InteractIntro: ways.chat.length + ways.callback.length > 0 ? [texts.interactIntro] : [],
        Home: `${ctx.toRoot}index.html`,
        Pictures: pictures,
        Chat: ways.chat,
        Callback: ways.callback,
        FormTitle: texts.formTitle,
        FormIntro: texts.formIntro,
        Form: searchForm({ texts, action: '?', departments, wanted: nothingWanted, hidden: look.hidden }),
      };
      ctx.page(template('web-interact'), page, { headers: pageHeaders });
    },
  });
}
