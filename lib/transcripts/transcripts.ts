import {
  confirmMail,
  confirmPage,
  type ShownTranscript,
  transcriptDocument,
  transcriptMail,
  transcriptText,
} from '../../views/pages/transcript.ts';
import type { Audit } from '../audit/audit.ts';
import type { Database } from '../database/connect.ts';
import { IwtError } from '../errors.ts';
import type { Interaction } from '../interactions/interaction.ts';
import type { Interactions } from '../interactions/interactions.ts';
import type { Write } from '../journal/change.ts';
import type { Journal } from '../journal/journal.ts';
import type { Attempts } from '../limits/attempts.ts';
import type { Mail, QueuedMail } from '../mail/mail.ts';
import type { Params } from '../params/params.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Timers } from '../timers/timers.ts';
import type { Answer, RoomAnswer } from '../wire/room.ts';
import { readGuid } from '../wire/visitor-input.ts';
import { linesOf } from './lines.ts';
import { createOwnChats, type OwnChats } from './own.ts';
import { involvedIn, isCovered } from './policies.ts';
import { createPolicies, type Policies, type PolicyParts } from './policy-book.ts';
import {
  confirmKind,
  createRequests,
  type Granted,
  type RequestParts,
  type TranscriptWish,
  transcriptKind,
  transcriptLater,
} from './requests.ts';
import { createTranscriptStore } from './store.ts';
import { tokenOf } from './tokens.ts';

export type { OwnChat, OwnChats, OwnTranscript } from './own.ts';
export type { Policy, PolicyAction, PolicyEntity, PolicyEvent } from './policies.ts';
export type { NewPolicy, Policies } from './policy-book.ts';
export type { Granted, TranscriptWish } from './requests.ts';

/** Transcripts of chats: by e-mail for visitors who asked, as a download, and which of them are recorded. */
export interface Transcripts {
  /** Which chats' transcripts are recorded. */
  readonly policies: Policies;
  /** Mails that could not be sent, the newest first; at most `limit` (100). */
  failed(limit?: number): Promise<readonly QueuedMail[]>;
}

/** The room as the others see it. */
export interface TranscriptRoom extends Transcripts {
  /** Undefined: transcripts are not offered, and the chat begins as if nothing had been asked. */
  ask(wish: TranscriptWish): Promise<Granted | undefined>;
  /** Chats of visitors who had them with an account. */
  readonly own: OwnChats;
  readonly rows: TranscriptRows;
}

export interface TranscriptRows {
  /** GET transcript/:id, `?format=html`; the participantID is the secret that opens it. */
  readonly download: RoomAnswer;
  /** GET transcript/confirm/:token asks first: programs that look into mails open every link in them. */
  readonly confirmPage: RoomAnswer;
  /** POST transcript/confirm/:token */
  readonly confirm: RoomAnswer;
}

export interface TranscriptParts extends Pick<PolicyParts, 'workgroups' | 'agents'> {
  readonly database: Database;
  readonly journal: Pick<Journal, 'exclusive'>;
  readonly interactions: Interactions;
  readonly timers: Pick<Timers, 'on' | 'write'>;
  readonly mail: Mail;
  readonly attempts: Pick<Attempts, 'mail'>;
  readonly audit: Pick<Audit, 'record'>;
  readonly params: Pick<Params, 'get'>;
  readonly runtime: Runtime;
  readonly mailboxesOf: RequestParts['mailboxesOf'];
  readonly key: () => Promise<string>;
  readonly offered: () => boolean;
  /** Absolute address of the root, without a slash at its end; mails link to it. */
  readonly rootUrl: string;
}

/** A transcript can be fetched for so long after the chat's end. */
const keptMs = 24 * 3_600_000;
const purgeEveryMs = 24 * 3_600_000;
const requestKeptMs = 30 * 24 * 3_600_000;

/** The writes that belong to the end of a chat while transcripts are offered. */
export function transcriptAtEnd(timers: Pick<Timers, 'write'>, { id, type }: Interaction, now: number): Write[] {
  return type === 'chat' ? [transcriptLater(timers, id, now)] : [];
}

export function createTranscripts(parts: TranscriptParts): TranscriptRoom {
  const { interactions, timers, mail, params, runtime } = parts;
  const store = createTranscriptStore(parts.database);
  const requests = createRequests({ ...parts, store });
  const policies = createPolicies({ ...parts, store });
  let purgeAt = 0;

  timers.on(transcriptKind, async ({ payload }) => {
    await requests.send((payload as { interaction: string }).interaction);
    const now = runtime.clock.now();
    if (now < purgeAt) return;
    purgeAt = now + purgeEveryMs;
    await store.purge(now - requestKeptMs);
  });

  // The first mail goes to somebody who may never have heard of us: it says nothing that anybody else has written.
  mail.on(confirmKind, async ({ interaction }) => {
    const request = await store.request(interaction);
    if (request?.state !== 'asked' || runtime.clock.now() >= request.expiresAt) return undefined;
    const { token } = tokenOf(await parts.key(), interaction, request.createdAt);
    return {
      ...confirmMail(`${parts.rootUrl}/transcript/confirm/${token}`, request.language ?? ''),
      replyTo: replyTo(),
    };
  });

  mail.on(transcriptKind, async ({ interaction }) => {
    const [state, request] = await Promise.all([interactions.get(interaction), store.request(interaction)]);
    if (!state) return undefined;
    const language = request?.language ?? '';
    return { ...transcriptMail(await shown(state), language), replyTo: replyTo() };
  });

  const replyTo = () => params.get('ChatTranscriptReplyToAddress') || undefined;

  async function shown(state: Interaction): Promise<ShownTranscript> {
    const { id, startedAt, endedAt, parties } = state;
    return { number: id, startedAt, endedAt, ...linesOf(await interactions.visible(state, 0), parties) };
  }

  async function open(participantId: string): Promise<Interaction> {
    const state = await interactions.byParticipant(readGuid(participantId));
    if (state?.type !== 'chat') throw gone();
    if (state.endedAt === null) return state;
    if (runtime.clock.now() >= state.endedAt + keptMs) throw gone();
    const events = await interactions.events(state, 0);
    if (!isCovered(await store.policies(), involvedIn(events), 'keep')) throw gone();
    return state;
  }

  const page = (language: string, toRoot: string, step: 'ask' | 'done' | 'gone'): Answer => ({
    html: confirmPage({ language, toRoot }, step),
    ...(step === 'gone' && { status: 404 }),
    headers: secretAddress,
  });

  return {
    policies,
    failed: (limit) => mail.failed(limit),
    own: createOwnChats(interactions, store),
    ask: async (wish) => (parts.offered() ? requests.ask(wish) : undefined),
    rows: {
      async download({ params: { id = '' }, query: { format = 'text' }, language }) {
        if (format !== 'text' && format !== 'html') {
          throw new IwtError('request.invalid', 'The format is "text" or "html".', { field: 'format' });
        }
        const state = await open(id);
        const transcript = await shown(state);
        const print = format === 'html' ? transcriptDocument : transcriptText;
        const [type, ending] = format === 'html' ? ['text/html', 'html'] : ['text/plain', 'txt'];
        return {
          bytes: print(transcript, state.language ?? language),
          type: `${type}; charset=utf-8`,
          headers: { ...download, 'Content-Disposition': `attachment; filename="chat-${state.id}.${ending}"` },
        };
      },
      async confirmPage({ params: { token = '' }, language, toRoot }) {
        return page(language, toRoot, (await requests.isOpen(token)) ? 'ask' : 'gone');
      },
      async confirm({ params: { token = '' }, language, toRoot }) {
        return page(language, toRoot, (await requests.confirm(token)) ? 'done' : 'gone');
      },
    },
  };
}

/** The address opens it, so no other site is told of it. */
const secretAddress = { 'Referrer-Policy': 'no-referrer', 'Cache-Control': 'no-store' };
const download = {
  ...secretAddress,
  'X-Content-Type-Options': 'nosniff',
  // Were a browser to show it all the same, nothing in it would run.
  'Content-Security-Policy': "sandbox; default-src 'none'; style-src 'unsafe-inline'",
};

function gone(): IwtError {
  return new IwtError('session.unknown', 'There is no such chat, or it ended a while ago.');
}
