import { type ProfilePage, profilePage } from '../../views/pages/account-profile.ts';
import { contactLimits, type Individual, type Profile, profileFields, type Visitors } from '../visitors/visitors.ts';
import type { Answer, RoomAnswer, RoomRequest } from '../wire/room.ts';
import type { Confirmations } from './confirmations.ts';
import { type Fields, fieldsOf, readerOf, signedIn } from './page-request.ts';

/** Needs the visitors' session step. */
export interface ProfileRows {
  /** GET and POST account/profile */
  readonly profilePage: RoomAnswer;
  readonly profile: RoomAnswer;
  /** POST account/confirm: mails the link that confirms an address once more. */
  readonly askConfirm: RoomAnswer;
}

/** What a page of a profile shows beside the profile. */
type Shown = Partial<Pick<ProfilePage, 'values' | 'problems' | 'said' | 'elsewhere'>>;

/** `confirmations`: undefined where no mail is sent. */
export function createProfileRows(visitors: Visitors, confirmations: Confirmations | undefined): ProfileRows {
  async function page(request: RoomRequest, id: string, profile: Profile, shown: Shown = {}): Promise<string> {
    const mailboxes = confirmations && (await visitors.mailboxes(id));
    const { username, version, values } = profile;
    return profilePage({
      ...{ ...readerOf(request), username, version, values, mailboxes, problems: {}, limits: contactLimits },
      ...shown,
    });
  }

  async function show({ id }: Individual, request: RoomRequest): Promise<Answer> {
    const profile = await visitors.profile(id);
    if (!profile) return { redirect: 'account/login' };
    return { html: await page(request, id, profile, { said: saidOf(request.query) }) };
  }

  async function save({ id }: Individual, request: RoomRequest): Promise<Answer> {
    const typed = fieldsOf(request.body);
    const values = Object.fromEntries(profileFields.map((name) => [name, typed[name] ?? '']));
    const version = /^\d{1,9}$/.test(typed.version ?? '') ? Number(typed.version) : 0;
    const before = await visitors.mailboxes(id);
    const change = await visitors.changeProfile(id, version, values);
    if (change.outcome === 'saved') {
      const sent = await askForNew(
        id,
        before.map(({ address }) => address),
        request,
      );
      return { redirect: `account/profile?said=${sent > 0 ? 'savedMail' : 'saved'}` };
    }
    if (change.outcome === 'stale') {
      const { profile } = change;
      return { status: 409, html: await page(request, id, profile, { values, elsewhere: profile.values }) };
    }
    const profile = await visitors.profile(id);
    if (!profile) return { redirect: 'account/login' };
    // The version stays the one that the form was made from, so that what was saved meanwhile is still noticed.
    const shown = { values, problems: change.problems };
    return { status: 400, html: await page(request, id, { ...profile, version }, shown) };
  }

  /** An address that has just been typed gets its link without being asked for. */
  async function askForNew(id: string, before: readonly string[], request: RoomRequest): Promise<number> {
    if (!confirmations) return 0;
    let sent = 0;
    for (const { address } of await visitors.mailboxes(id)) {
      if (!before.includes(address)) sent += await confirmations.ask(id, request, address);
    }
    return sent;
  }

  return {
    profilePage: signedIn(visitors, show),
    profile: signedIn(visitors, save),
    askConfirm: signedIn(visitors, async ({ id }, request) => {
      const { address = '' }: Fields = fieldsOf(request.body);
      const sent = (await confirmations?.ask(id, request, address)) ?? 0;
      return { redirect: `account/profile?said=${sent > 0 ? 'mailSent' : 'mailNotSent'}` };
    }),
  };
}

function saidOf({ said }: RoomRequest['query']): ProfilePage['said'] {
  return said === 'saved' || said === 'savedMail' || said === 'mailSent' || said === 'mailNotSent' ? said : undefined;
}
