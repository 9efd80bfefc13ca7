import { callbacksPage } from '../../views/pages/account-callbacks.ts';
import { transcriptPage, transcriptsPage } from '../../views/pages/account-transcripts.ts';
import { transcriptDocument, transcriptText } from '../../views/pages/transcript.ts';
import type { Callbacks } from '../callback/callback.ts';
import { IwtError } from '../errors.ts';
import type { OwnChats } from '../transcripts/transcripts.ts';
import type { Visitors } from '../visitors/visitors.ts';
import type { RoomAnswer, RoomRequest } from '../wire/room.ts';
import { readerOf, signedIn } from './page-request.ts';

/** Need the visitors' session step. */
export interface HistoryRows {
  /** GET account/callbacks?page=… */
  readonly callbacks: RoomAnswer;
  /** GET account/transcripts?page=… */
  readonly transcripts: RoomAnswer;
  /** GET account/transcripts/:number, `?format=text` and `?format=html` as files */
  readonly transcript: RoomAnswer;
}

export interface HistoryParts {
  readonly visitors: Pick<Visitors, 'find'>;
  readonly callbacks: Pick<Callbacks, 'ofIndividual'>;
  readonly chats: OwnChats;
}

/** Callbacks or chats on one page. */
const perPage = 10;
const mostPages = 100_000;

const files = {
  text: { print: transcriptText, type: 'text/plain', ending: 'txt' },
  html: { print: transcriptDocument, type: 'text/html', ending: 'html' },
} as const;

export function createHistoryRows({ visitors, callbacks, chats }: HistoryParts): HistoryRows {
  return {
    callbacks: signedIn(visitors, async ({ id }, request) => {
      const { page, ...part } = partOf(request);
      const found = await callbacks.ofIndividual(id, part);
      const more = found.length > perPage;
      return { html: callbacksPage({ ...readerOf(request), page, more, callbacks: found.slice(0, perPage) }) };
    }),
    transcripts: signedIn(visitors, async ({ id }, request) => {
      const { page, ...part } = partOf(request);
      const found = await chats.list(id, part);
      const more = found.length > perPage;
      return { html: transcriptsPage({ ...readerOf(request), page, more, chats: found.slice(0, perPage) }) };
    }),
    transcript: signedIn(visitors, async ({ id }, request) => {
      const { format } = request.query;
      if (format !== undefined && format !== 'text' && format !== 'html') {
        throw new IwtError('request.invalid', 'The format is "text" or "html".', { field: 'format' });
      }
      const transcript = await chats.read(id, request.params.number ?? '');
      if (format === undefined) return { html: transcriptPage({ ...readerOf(request), transcript }) };
      const { print, type, ending } = files[format];
      return {
        bytes: print(transcript, request.language),
        type: `${type}; charset=utf-8`,
        headers: { ...download, 'Content-Disposition': `attachment; filename="chat-${transcript.number}.${ending}"` },
      };
    }),
  };
}

/** Were a browser to show the file all the same, nothing in it would run. */
const download = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "sandbox; default-src 'none'; style-src 'unsafe-inline'",
};

/** One more than is shown tells whether there is another page. */
function partOf({ query }: RoomRequest): { page: number; limit: number; offset: number } {
  const wanted = /^\d{1,6}$/.test(query.page ?? '') ? Number(query.page) : 1;
  const page = Math.min(Math.max(1, wanted), mostPages);
  return { page, limit: perPage + 1, offset: (page - 1) * perPage };
}
