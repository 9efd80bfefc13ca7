import type { Database } from '../database/connect.ts';
import type { Write } from '../journal/change.ts';
import type { Journal } from '../journal/journal.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Timers } from '../timers/timers.ts';
import { readMailbox } from './address.ts';
import { createLane } from './lane.ts';
import { readSmtpUrl } from './smtp-url.ts';
import { createMailStore, type MailsOf, mailWrite, type QueuedMail } from './store.ts';
import { createSmtpTransport, type Outcome, type Transport } from './transport.ts';

export type { MailState, QueuedMail } from './store.ts';

/** What a mail says. Subject and texts are ours; what people wrote stands in them as text. */
export interface MailContent {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly replyTo?: string | undefined;
}

export type NewMail = Pick<QueuedMail, 'id' | 'kind' | 'interaction' | 'recipient'>;

/** Makes what a mail says at the moment it is sent; undefined: there is nothing to be said any more. */
export type Compose = (mail: QueuedMail) => Promise<MailContent | undefined>;

/** Mails are rows with a timer: they commit with the change that wants them, and a restart forgets none. */
export interface Mail {
  /** Whether there is a server to hand mails to. Without one, mails wait. */
  readonly canSend: boolean;
  /** The writes that queue a mail, for a change. */
  write(mail: NewMail, now: number): Write[];
  /** Who makes the mails of a kind. */
  on(kind: string, compose: Compose): void;
  /** Those that could not be sent, the newest first. */
  failed(limit?: number): Promise<readonly QueuedMail[]>;
  /** Mails about these interactions, and those whose id begins with one of `prefixes`; the newest first. */
  of(wanted: MailsOf): Promise<readonly QueuedMail[]>;
  /** Forgets the same; what is on its way may still arrive. */
  forget(wanted: MailsOf): Promise<void>;
  /** Begins to send nothing more, and waits a moment for what is on its way. */
  close(): Promise<void>;
}

export interface MailParts {
  readonly database: Database;
  readonly journal: Pick<Journal, 'commit'>;
  readonly timers: Pick<Timers, 'on' | 'write' | 'cancel'>;
  readonly runtime: Runtime;
  /** The option: `smtp://…` or `smtps://…`. Undefined: this site sends no mail. */
  readonly smtp: string | undefined;
  /** Sender; the part behind the @ also stands in message ids. */
  readonly from: string | undefined;
}

const minute = 60_000;
/** After each failed attempt; after the last one the mail has failed. */
export const backoff: readonly number[] = [1, 5, 15, 60, 240].map((minutes) => minutes * minute);
/** Mails that are sent at the same time, and that wait in memory for their turn. */
const atOnce = 4;
const mostWaiting = 1000;
/** How long an attempt may take. */
export const attemptMs = 45_000;
/** Whoever claims a mail has it for so long; then it is tried again, by any node. */
const claimMs = 90_000;
/** When the timer rings again that was answered by taking the mail into the lane: after a crash. */
const againMs = 2 * minute;
const closingMs = 5_000;
const day = 24 * 60 * minute;
/** Addresses are not kept for ever. */
const keptMs = 30 * day;
const kind = 'mail';

export function createMail({ database, journal, timers, runtime, smtp, from: sender = '' }: MailParts): Mail {
  const { clock, log } = runtime;
  const store = createMailStore(database);
  const composers = new Map<string, Compose>();
  const server = smtp === undefined ? undefined : readSmtpUrl(smtp);
  const transport = server && createSmtpTransport(server);
  const from = readMailbox(sender) ?? sender;
  const lane = createLane(atOnce, mostWaiting);
  let purgeAt = 0;

  const ring = (id: string, dueAt: number) => timers.write({ id: `mail:${id}`, kind, dueAt, payload: { mail: id } });
  async function commit(...writes: Write[]): Promise<void> {
    await journal.commit({ interaction: '', expects: 0, events: [], writes });
  }

  // The timers' handlers are few and serve all rooms: none may wait for a slow mail server.
  timers.on(kind, async ({ payload }) => {
    const { mail: id } = payload as { mail: string };
    const mail = await store.find(id);
    if (mail?.state !== 'queued') return;
    await commit(ring(id, clock.now() + againMs));
    if (transport) lane.add(id, () => attempt(id, transport));
    await purge();
  });

  /** Never throws. */
  async function attempt(id: string, send: Transport): Promise<void> {
    try {
      const now = clock.now();
      const mail = await store.claim(id, now, now + claimMs);
      if (mail) await settle(mail, await deliver(mail, send));
    } catch (error) {
      // It is on disk as it was, and its timer rings again.
      log.warn({ err: error, mail: id }, 'A mail could not be tried; it is tried again later.');
    }
  }

  async function deliver(mail: QueuedMail, send: Transport): Promise<Outcome | 'nothing'> {
    const compose = composers.get(mail.kind);
    if (!compose) return { sent: false, error: `Nobody makes mails of the kind ${mail.kind}.`, final: false };
    const content = await compose(mail).catch((error: unknown) => {
      log.error({ err: error, mail: mail.id }, 'A mail could not be made');
      return 'broken' as const;
    });
    if (content === undefined) return 'nothing';
    if (content === 'broken') return { sent: false, error: 'It could not be made; the log says why.', final: false };
    const { replyTo, ...said } = content;
    return inTime(
      send({ ...said, replyTo, from, to: mail.recipient, messageId: idOf(mail), date: new Date(mail.createdAt) }),
    );
  }

  function inTime(sending: Promise<Outcome>): Promise<Outcome> {
    return new Promise((resolve) => {
      const cancel = clock.after(attemptMs, () =>
        resolve({ sent: false, error: `The server did not take it within ${attemptMs / 1000} s.`, final: false }),
      );
      void sending.then((outcome) => {
        cancel();
        resolve(outcome);
      });
    });
  }

  async function settle(mail: QueuedMail, outcome: Outcome | 'nothing'): Promise<void> {
    const now = clock.now();
    const done = { ...mail, claimedUntil: 0, changedAt: now };
    const cancel = timers.cancel(`mail:${mail.id}`);
    if (outcome === 'nothing') return commit(mailWrite({ ...done, state: 'dropped' }), cancel);
    if (outcome.sent) return commit(mailWrite({ ...done, state: 'sent', lastError: null }), cancel);
    const lastError = oneLine(outcome.error);
    const next = outcome.final ? undefined : backoff[mail.attempts - 1];
    if (next === undefined) {
      log.error({ mail: mail.id, attempts: mail.attempts, reason: lastError }, 'A mail could not be sent');
      return commit(mailWrite({ ...done, state: 'failed', lastError }), cancel);
    }
    log.warn({ mail: mail.id, attempts: mail.attempts, reason: lastError }, 'A mail was not taken; it is tried again');
    return commit(mailWrite({ ...done, lastError }), ring(mail.id, now + next));
  }

  async function purge(): Promise<void> {
    const now = clock.now();
    if (now < purgeAt) return;
    purgeAt = now + day;
    await store.purge(now - keptMs);
  }

  /** The same in every attempt, and nobody can make one that is not there yet look like a repeat. */
  function idOf({ id, createdAt }: QueuedMail): string {
    return `iwt.${id.replace(/[^A-Za-z0-9]+/g, '.')}.${createdAt.toString(36)}@${from.split('@')[1] ?? 'localhost'}`;
  }

  return {
    canSend: transport !== undefined,
    write(mail, now) {
      const times = { createdAt: now, changedAt: now };
      const row: QueuedMail = { ...mail, ...times, state: 'queued', attempts: 0, claimedUntil: 0, lastError: null };
      return [mailWrite(row), ring(mail.id, now)];
    },
    on: (of, compose) => void composers.set(of, compose),
    of: (wanted) => store.of(wanted),
    forget: (wanted) => store.forget(wanted),
    failed: (limit = 100) => store.failed(limit),
    async close() {
      const closed = lane.close();
      await Promise.race([closed, new Promise<void>((resolve) => clock.after(closingMs, resolve))]);
    },
  };
}

/** Servers say what they like; it goes to logs and terminals. */
function oneLine(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Surrogate}\s]+/gu, ' ').trim();
  return [...line].slice(0, 250).join('');
}
