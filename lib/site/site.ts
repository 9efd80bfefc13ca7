import type { InteractionType, TargetType } from '../../views/config-file/answers.ts';
import { newConfigJs } from '../../views/config-file/config-js.ts';
import { type AccessControl, admitsSomebody } from '../admission/access.ts';
import type { Answer, RoomRequest } from '../wire/room.ts';
import type { Workgroups } from '../workgroups/workgroups.ts';
import { type ServerPlaces, serverCount, uriFragments } from './fragments.ts';
import { readImage } from './images.ts';

export interface SiteSettings extends ServerPlaces {
  readonly chatTarget?: string | undefined;
  readonly chatTargetType: TargetType;
  readonly callbackTarget?: string | undefined;
  readonly callbackTargetType: TargetType;
  readonly interactionTypes: readonly InteractionType[];
  readonly language: string;
}

/** Whom the site offers chats and callbacks. */
export type SiteOffers = () => { readonly chat: AccessControl; readonly callback: AccessControl };

/** What the visitor's site needs from the server beside its files. */
export interface Site {
  /** `js/config.js`: always agrees with how the site runs and how this request reached it. */
  config(request: RoomRequest): Promise<Answer>;
  /** `img/:name`: a picture of the handler pages. */
  image(request: RoomRequest): Answer;
}

/** Whom callbacks are for; an undefined name: the first active workgroup. */
export function callbackTarget(settings: Omit<SiteSettings, keyof ServerPlaces>): {
  readonly name: string | undefined;
  readonly type: TargetType;
} {
  return settings.callbackTarget === undefined
    ? { name: settings.chatTarget, type: settings.chatTargetType }
    : { name: settings.callbackTarget, type: settings.callbackTargetType };
}

export function createSite(settings: SiteSettings, workgroups: Pick<Workgroups, 'list'>, offers: SiteOffers): Site {
  async function firstWorkgroup(): Promise<string> {
    return (await workgroups.list()).find((workgroup) => workgroup.active)?.name ?? '';
  }

  /** A page needs something to show; when nothing is offered, what the server says it can do closes both. */
  function types(): readonly InteractionType[] {
    const { chat, callback } = offers();
    const open = settings.interactionTypes.filter((type) => admitsSomebody(type === 'Chat' ? chat : callback));
    return open.length > 0 ? open : settings.interactionTypes;
  }

  return {
    async config(request) {
      const callback = callbackTarget(settings);
      const fallback = settings.chatTarget && callback.name ? '' : await firstWorkgroup();
      const fragments = uriFragments(settings);
      const answers = {
        servers: serverCount(settings),
        secure: request.secure,
        language: settings.language.toLowerCase(),
        types: types(),
        chatTarget: settings.chatTarget ?? fallback,
        chatTargetType: settings.chatTargetType,
        callbackTarget: callback.name ?? fallback,
        callbackTargetType: callback.type,
      };
      const bytes = newConfigJs(answers, fragments && { uriFragments: fragments });
      return { bytes, type: 'text/javascript; charset=utf-8', headers: { 'Cache-Control': 'no-cache' } };
    },
    image: ({ params }) => readImage(params.name ?? ''),
  };
}
