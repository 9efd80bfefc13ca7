import { defineHandler } from '../handlers/define-handler.ts';
import { wellFormed } from '../wire/visitor-input.ts';

/**
 * `System_CallbackStatus`: leads to the page that shows how a callback stands, which the participantID in `Id` opens; without
 * one, to the form that asks for a callback.
 */
export const callbackStatus = defineHandler({
  event: 'System_CallbackStatus',
  fields: { Id: 'string' },
  run(ctx) {
    const id = (ctx.fields.Id || ctx.argument('Id')).trim().slice(0, 200);
    // Dots alone would be the way to another folder.
    ctx.redirect(`${ctx.toRoot}${/[^.]/.test(id) ? `callback/${encodeURIComponent(wellFormed(id))}` : 'callback'}`);
  },
});
