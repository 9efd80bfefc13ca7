import { callbackFormPage } from '../../views/pages/callback-form.ts';
import { callbackCancelPage, callbackGonePage, callbackStatusPage } from '../../views/pages/callback-status.ts';
import { hasEnded } from '../../views/pages/callback-texts.ts';
import { localeFor } from '../../views/pages/texts.ts';
import { type AccessControl, requireAccess } from '../admission/access.ts';
import type { CallbackStatus, Callbacks } from '../callback/callback.ts';
import { type ErrorCode, IwtError } from '../errors.ts';
import type { Opening } from '../opening/opening.ts';
import type { Photos } from '../photos/photos.ts';
import type { Individual, Visitors } from '../visitors/visitors.ts';
import type { Answer, RoomAnswer, RoomRequest } from '../wire/room.ts';
import type { Workgroups } from '../workgroups/workgroups.ts';
import { limits, type Refusal, refusalOf } from './refusals.ts';

/** The callback pages, which work without JavaScript. */
export interface CallbackPages {
  /** GET callback?target=…&targetType=…; with a visitors' session step it fills in the name. */
  readonly form: RoomAnswer;
  /** POST callback; with a visitors' session step it is the account's. */
  readonly request: RoomAnswer;
  /** GET callback/:id; the participantID is the secret that opens it. */
  readonly status: RoomAnswer;
  /** GET callback/:id/cancel */
  readonly askCancel: RoomAnswer;
  /** POST callback/:id/cancel */
  readonly cancel: RoomAnswer;
}

export interface CallbackPageParts {
  readonly callbacks: Pick<Callbacks, 'create' | 'status' | 'cancel'>;
  readonly visitors: Pick<Visitors, 'find'>;
  readonly photos: Pick<Photos, 'pathOf'>;
  readonly opening: Pick<Opening, 'times' | 'takesCallbacks'>;
  /** Who may ask for a callback at all (parameter *CallbackAccessControl*). */
  readonly access: () => AccessControl;
  readonly workgroups: Pick<Workgroups, 'list'>;
  /** Whom requests are for that name nobody; without it, the first active workgroup. */
  readonly target: { readonly name: string | undefined; readonly type: string };
}

/** Seconds after which a browser asks for the status again. */
const REFRESH = 15;
/** The address opens the request, so no other site is told of it. */
const secretAddress = { 'Referrer-Policy': 'no-referrer', 'Cache-Control': 'no-store' };

/** What the room says to an address that opens nothing: no such callback, or no participantID at all. */
const unknown: readonly ErrorCode[] = ['session.unknown', 'request.invalid'];

type Fields = Readonly<Record<string, string>>;

export function createCallbackPages(parts: CallbackPageParts): CallbackPages {
  const { callbacks, visitors, photos, opening } = parts;

  async function defaultTarget(): Promise<{ name: string; type: string }> {
    const { name, type } = parts.target;
    if (name !== undefined) return { name, type };
    return { name: (await parts.workgroups.list()).find(({ active }) => active)?.name ?? '', type: 'Workgroup' };
  }

  async function form(asked: RoomRequest, fields: Fields, refused?: Refusal): Promise<Answer> {
    const { language, toRoot } = asked;
    const signedIn = asked.caller?.subject !== undefined;
    const target = fields.target?.trim() ? given(fields) : await defaultTarget();
    const times = await opening.times(target.name, target.type);
    const {
      problems = {},
      notice,
      example,
      status = 200,
      retryAfter,
    } = refused ?? (await offNow(target, fields, signedIn)) ?? {};
    const html = callbackFormPage({
      ...{
        language,
        toRoot,
        action: signedIn ? 'account/callback' : 'callback',
        values: fields,
        problems,
        notice,
        example,
        limits,
      },
      ...{ target: target.name, targetType: target.type, times: times?.times ?? [], zone: times?.zone ?? 'UTC' },
    });
    return { status, html, ...(retryAfter !== undefined && { headers: { 'Retry-After': String(retryAfter) } }) };
  }

  /** Nobody should fill in a form that is refused. */
  async function offNow(
    target: { name: string; type: string },
    fields: Fields,
    signedIn: boolean,
  ): Promise<Refusal | undefined> {
    try {
      requireAccess(parts.access(), signedIn);
    } catch (error) {
      return { ...refusalOf(error, fields), status: 200 };
    }
    const taken = await opening.takesCallbacks(target.name, target.type);
    return taken ? undefined : { status: 200, problems: {}, notice: 'disabled' };
  }

  async function personOf({ caller }: RoomRequest): Promise<Individual | undefined> {
    return caller?.subject === undefined ? undefined : visitors.find(caller.subject);
  }

  async function request(asked: RoomRequest): Promise<Answer> {
    const fields = fieldsOf(asked.body);
    const problems = missing(fields);
    if (Object.keys(problems).length > 0) return form(asked, fields, { status: 400, problems });
    try {
      const { name, type } = given(fields);
      const times = await opening.times(name, type);
      const { participantId } = await callbacks.create({
        target: name,
        targetType: type,
        name: fields.name,
        telephone: fields.telephone?.trim() || undefined,
        email: fields.email?.trim() || undefined,
        subject: fields.subject,
        language: localeFor(asked.language).language,
        preferredTime: fields.when || undefined,
        // Without a script nobody knows where the visitor is; these are the clocks that the form has shown.
        timeZone: times?.zone,
        address: asked.address,
        account: await personOf(asked),
      });
      return { redirect: addressOf(participantId) };
    } catch (error) {
      return form(asked, fields, refusalOf(error, fields));
    }
  }

  /** Runs `show` with the status of the callback that the address names. */
  async function known(asked: RoomRequest, show: (status: CallbackStatus, address: string) => Promise<Answer>) {
    const id = asked.params.id ?? '';
    try {
      return await show(await callbacks.status(id), addressOf(id));
    } catch (error) {
      if (!(error instanceof IwtError) || !unknown.includes(error.code)) throw error;
      return { status: 404, html: callbackGonePage(asked), headers: secretAddress };
    }
  }

  return {
    async form(asked) {
      const person = await personOf(asked);
      const { target = '', targetType = '' } = asked.query;
      return form(asked, { target, targetType, name: person?.displayName ?? '' });
    },

    request,

    status: (asked) =>
      known(asked, async (callback, address) => {
        const path = callback.agent ? await photos.pathOf(callback.agent.userId) : undefined;
        const page = { ...asked, callback, address, photo: path?.slice(1), refresh: REFRESH };
        const again = { ...secretAddress, Refresh: String(REFRESH) };
        return { html: callbackStatusPage(page), headers: hasEnded(callback.state) ? secretAddress : again };
      }),

    askCancel: (asked) =>
      known(asked, async ({ state, number, telephone }, address) => {
        if (hasEnded(state)) return { redirect: address, headers: secretAddress };
        const page = { ...asked, address, number, byMail: telephone === null };
        return { html: callbackCancelPage(page), headers: secretAddress };
      }),

    cancel: (asked) =>
      known(asked, async (_status, address) => {
        await callbacks.cancel(asked.params.id ?? '');
        return { redirect: address, headers: secretAddress };
      }),
  };
}

function addressOf(participantId: string): string {
  return `callback/${encodeURIComponent(participantId)}`;
}

function given({ target = '', targetType = '' }: Fields): { name: string; type: string } {
  return { name: target.trim(), type: targetType.trim() || 'Workgroup' };
}

/** What the form itself asks for, all at once; the room would say it one by one. */
function missing({ name = '', telephone = '', email = '' }: Fields): Record<string, string> {
  return {
    ...(name.trim() === '' && { name: 'missing' }),
    ...(telephone.trim() === '' && email.trim() === '' && { telephone: 'reach' }),
  };
}

function fieldsOf(body: unknown): Fields {
  return typeof body === 'object' && body !== null ? (body as Fields) : {};
}
