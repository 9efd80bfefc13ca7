import type { Answer, RoomRequest } from '../wire/room.ts';
import type { Workgroups } from '../workgroups/workgroups.ts';
import { configJs } from './config-js.ts';

export interface SiteSettings {
  readonly chatTarget?: string | undefined;
  readonly chatTargetType: 'Workgroup' | 'User';
  readonly language: string;
}

/** What the visitor's site needs from the server beside its files. */
export interface Site {
  /** `js/config.js`: always agrees with how this request reached the site. */
  config(request: RoomRequest): Promise<Answer>;
}

export function createSite(settings: SiteSettings, workgroups: Workgroups): Site {
  async function target(): Promise<string> {
    if (settings.chatTarget !== undefined) return settings.chatTarget;
    return (await workgroups.list()).find((workgroup) => workgroup.active)?.name ?? '';
  }

  return {
    async config(request) {
      const name = await target();
      const bytes = configJs({
        ChatTarget: name,
        CallbackTarget: name,
        ChatTargetType: settings.chatTargetType,
        CallbackTargetType: settings.chatTargetType,
        InteractionTypes: ['Chat', 'Callback'],
        UseEncryption: request.secure,
        ICServerCount: 1,
        DefaultLanguageCode: settings.language,
      });
      return { bytes, type: 'text/javascript; charset=utf-8', headers: { 'Cache-Control': 'no-cache' } };
    },
  };
}
