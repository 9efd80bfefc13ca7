import { transcriptLine } from '../../views/pages/transcript.ts';
import type { Interaction } from '../interactions/interaction.ts';
import type { Interactions } from '../interactions/interactions.ts';
import type { Write } from '../journal/change.ts';
import type { Journal } from '../journal/journal.ts';
import type { Attempts } from '../limits/attempts.ts';
import { mailboxKey, readMailbox } from '../mail/address.ts';
import type { Mail } from '../mail/mail.ts';
import { digest } from '../runtime/ids.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Timers } from '../timers/timers.ts';
import { refuse } from '../wire/visitor-input.ts';
import { involvedIn, isCovered } from './policies.ts';
import { requestWrite, type TranscriptRequest, type TranscriptStore } from './store.ts';
import { looksLikeToken, tokenOf } from './tokens.ts';

/** What a visitor says about it with chat/start. */
export interface TranscriptWish {
  readonly email: string | undefined;
  /** Key of the signed-in visitor's individual. */
  readonly individual: string | undefined;
  /** Network address. */
  readonly address: string | undefined;
  readonly language: string | undefined;
}

/** What becomes of a wish: rows to write with the chat's start, and what the visitor is told in it. */
export interface Granted {
  readonly line: string;
  writes(state: Interaction, now: number): Write[];
}

export interface Requests {
  /** @throws IwtError `request.missing-data`, `request.invalid` with `details.field` `emailAddress` */
  ask(wish: TranscriptWish): Promise<Granted>;
  /** Whether the link is still good. */
  isOpen(token: string): Promise<boolean>;
  /** Uses the link up. False: it was used, is too old, or never was. */
  confirm(token: string): Promise<boolean>;
  /** Queues the transcript of a chat that has ended, if somebody is to have it and has not got it yet. */
  send(interaction: string): Promise<void>;
}

/** An address of an account, and whether its owner has proved that it is his. */
export interface OwnMailbox {
  readonly address: string;
  readonly verified: boolean;
}

export interface RequestParts {
  readonly store: TranscriptStore;
  readonly journal: Pick<Journal, 'exclusive'>;
  readonly interactions: Pick<Interactions, 'get' | 'events'>;
  readonly timers: Pick<Timers, 'write'>;
  readonly mail: Pick<Mail, 'write'>;
  readonly attempts: Pick<Attempts, 'mail'>;
  readonly runtime: Runtime;
  /** E-mail addresses of an account, the first one first. */
  readonly mailboxesOf: (individual: string) => Promise<readonly OwnMailbox[]>;
  readonly key: () => Promise<string>;
  readonly offered: () => boolean;
}

/** How long a link confirms. */
const linkMs = 24 * 3_600_000;
export const confirmKind = 'transcript-confirm';
export const transcriptKind = 'transcript';
const field = 'emailAddress';

/** The write that has the transcript of an ended chat looked after. */
export function transcriptLater(timers: Pick<Timers, 'write'>, interaction: string, now: number): Write {
  return timers.write({
    id: `${transcriptKind}:${interaction}`,
    kind: transcriptKind,
    dueAt: now,
    payload: { interaction },
  });
}

export function createRequests(parts: RequestParts): Requests {
  const { store, journal, interactions, timers, mail, attempts, runtime } = parts;
  const { clock, log } = runtime;

  /** Only a confirmed address of the account needs no link: whoever types another one may be up to something. */
  async function recipientOf({ email = '', individual }: TranscriptWish) {
    const own = individual === undefined ? [] : await parts.mailboxesOf(individual);
    const mailboxes = own.flatMap(({ address, verified }) => {
      const recipient = readMailbox(address);
      return recipient === undefined ? [] : [{ recipient, confirmed: verified }];
    });
    const typed = email.trim();
    if (typed === '') {
      const [first] = mailboxes.sort((a, b) => Number(b.confirmed) - Number(a.confirmed));
      if (first) return first;
      throw refuse('request.missing-data', 'An e-mail address is needed for the transcript.', field);
    }
    const recipient = readMailbox(typed);
    if (!recipient)
      throw refuse('request.invalid', 'This is no e-mail address. Write it like name@example.org.', field);
    const confirmed = mailboxes.some(
      (mailbox) => mailbox.confirmed && mailbox.recipient.toLowerCase() === recipient.toLowerCase(),
    );
    return { recipient, confirmed };
  }

  async function ask(wish: TranscriptWish): Promise<Granted> {
    const { recipient, confirmed } = await recipientOf(wish);
    const allowed = await attempts.mail(mailboxKey(recipient), wish.address);
    const key = await parts.key();
    if (!allowed) log.info({ address: wish.address }, 'A transcript is not mailed: there were too many mails');
    return {
      line: transcriptLine(!allowed ? 'limited' : confirmed ? 'promised' : 'confirm', wish.language ?? ''),
      writes({ id: interaction, language }, now) {
        const times = { createdAt: now, expiresAt: now + linkMs };
        const base = { interaction, recipient, language, ...times, tokenDigest: null };
        if (!allowed) return [requestWrite({ ...base, state: 'limited' })];
        if (confirmed) return [requestWrite({ ...base, state: 'confirmed' })];
        const tokenDigest = tokenOf(key, interaction, now).digest;
        return [
          requestWrite({ ...base, tokenDigest, state: 'asked' }),
          ...mail.write({ id: `${confirmKind}:${interaction}`, kind: confirmKind, interaction, recipient }, now),
        ];
      },
    };
  }

  function isGood(request: TranscriptRequest | undefined, now: number): request is TranscriptRequest {
    return request?.state === 'asked' && now < request.expiresAt;
  }

  return {
    ask,
    async isOpen(token) {
      return looksLikeToken(token) && isGood(await store.byToken(digest(token)), clock.now());
    },
    async confirm(token) {
      if (!looksLikeToken(token)) return false;
      return journal.exclusive({}, async (trx) => {
        const now = clock.now();
        const request = await store.lockByToken(digest(token), trx);
        if (!isGood(request, now)) return { changes: [], result: false };
        // The chat may have ended before; if not, its end sees to the rest.
        const writes = [
          requestWrite({ ...request, state: 'confirmed', tokenDigest: null }),
          transcriptLater(timers, request.interaction, now),
        ];
        return { changes: [{ interaction: '', expects: 0, events: [], writes }], result: true };
      });
    },
    async send(interaction) {
      if (!parts.offered() || (await store.request(interaction))?.state !== 'confirmed') return;
      const state = await interactions.get(interaction);
      if (!state || state.endedAt === null) return;
      const covered = isCovered(await store.policies(), involvedIn(await interactions.events(state, 0)), 'mail');
      await journal.exclusive({}, async (trx) => {
        const now = clock.now();
        const request = await store.lockRequest(interaction, trx);
        if (request?.state !== 'confirmed') return { changes: [], result: undefined };
        const { recipient } = request;
        const writes = [
          requestWrite({ ...request, state: 'done' }),
          ...(covered
            ? mail.write({ id: `${transcriptKind}:${interaction}`, kind: transcriptKind, interaction, recipient }, now)
            : []),
        ];
        return { changes: [{ interaction: '', expects: 0, events: [], writes }], result: undefined };
      });
    },
  };
}
