import { dataPage, erasedPage, erasePage } from '../../views/pages/account-data.ts';
import type { Visitors } from '../visitors/visitors.ts';
import type { RoomAnswer } from '../wire/room.ts';
import type { Erasure } from './erasure.ts';
import type { Export } from './export.ts';
import { fieldsOf, limited, type Notice, readerOf, signedIn } from './page-request.ts';

/** Need the visitors' session step. */
export interface DataRows {
  /** GET account/data */
  readonly data: RoomAnswer;
  /** GET account/export */
  readonly export: RoomAnswer;
  /** GET and POST account/erase */
  readonly erasePage: RoomAnswer;
  readonly erase: RoomAnswer;
}

export function createDataRows(
  visitors: Pick<Visitors, 'find' | 'confirms'>,
  exportOf: Export,
  erasure: Erasure,
): DataRows {
  return {
    data: signedIn(visitors, (_person, request) => ({ html: dataPage(readerOf(request)) })),
    export: signedIn(visitors, async ({ id }) => ({
      bytes: await exportOf(id),
      type: 'application/json; charset=utf-8',
      headers: {
        'Cache-Control': 'no-store',
        'X-Content-Type-Options': 'nosniff',
        'Content-Disposition': 'attachment; filename="account.json"',
      },
    })),
    erasePage: signedIn(visitors, async ({ id, username }, request) => {
      const open = await erasure.open(id);
      return { html: erasePage({ ...readerOf(request), username, open, problems: {} }) };
    }),
    erase: signedIn(visitors, async ({ id, username }, request) => {
      const { body, address, caller } = request;
      const { present = '', agree } = fieldsOf(body);
      const open = await erasure.open(id);
      const form = (problems: Readonly<Record<string, string>>, notice: Partial<Notice> = {}) =>
        erasePage({ ...readerOf(request), username, open, problems, ...notice });
      const problems = {
        ...(present === '' && { present: 'missing' }),
        ...(agree !== 'yes' && { agree: 'agree' }),
      };
      if (Object.keys(problems).length > 0) return { status: 400, html: form(problems) };
      try {
        if (!(await visitors.confirms(id, present, address))) return { status: 401, html: form({ present: 'wrong' }) };
      } catch (error) {
        return limited(error, (notice) => form({}, notice));
      }
      await erasure.erase(id);
      await caller?.signOut();
      return { html: erasedPage(readerOf(request)) };
    }),
  };
}
