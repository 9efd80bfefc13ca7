import { createHmac } from 'node:crypto';
import type { Knex } from 'knex';
import { type AccountMail, accountMail } from '../../views/pages/account-mail.ts';
import type { Database } from '../database/connect.ts';
import type { Write } from '../journal/change.ts';
import type { Journal } from '../journal/journal.ts';
import type { Mail, QueuedMail } from '../mail/mail.ts';
import { digest } from '../runtime/ids.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { type AccountLink, type LinkPurpose, linkStore, linkWrite } from './store-links.ts';

export type { AccountLink, LinkPurpose } from './store-links.ts';

/** What a mail with a link is to say, and to whom. */
export interface NewLink extends Pick<AccountLink, 'purpose' | 'individual' | 'mailbox' | 'language'> {
  /** What else is to be written with it. */
  readonly writes?: readonly Write[];
}

/** Links of accounts that are mailed: 256 bits that nobody can guess, kept as a digest, good once and for a time. */
export interface Links {
  /** Queues the mail. */
  send(link: NewLink): Promise<void>;
  /** The link with this token, if it is still good. */
  find(purpose: LinkPurpose, token: string): Promise<AccountLink | undefined>;
  /** Uses the link up in the transaction; undefined: it is no good (any more). */
  use(purpose: LinkPurpose, token: string, trx: Knex.Transaction): Promise<AccountLink | undefined>;
  /** The same in a transaction of its own. */
  useAlone(purpose: LinkPurpose, token: string): Promise<AccountLink | undefined>;
  /** Makes all links of the account good for nothing. */
  drop(individual: string, purpose: LinkPurpose, trx: Knex.Transaction): Promise<void>;
}

export interface LinkParts {
  readonly database: Database;
  readonly journal: Pick<Journal, 'commit'>;
  readonly mail: Pick<Mail, 'on' | 'write'>;
  readonly runtime: Runtime;
  readonly key: () => Promise<string>;
  /** Absolute address of the root, without a slash at its end. */
  readonly rootUrl: string;
}

const hour = 3_600_000;

/** How long each link is good, where it leads below the root, and what its mail is called in `views/locales`. */
const kinds = {
  'reset-password': { lasts: hour, path: 'account/reset', mail: 'reset' },
  'confirm-address': { lasts: 24 * hour, path: 'account/confirm', mail: 'confirm' },
} as const satisfies Record<LinkPurpose, { lasts: number; path: string; mail: AccountMail }>;

/** What the ids of the account's mails begin with. */
export function mailPrefixes(individual: string): string[] {
  return (Object.keys(kinds) as LinkPurpose[]).map((purpose) => `${purpose}:${individual}:`);
}

export function createLinks({ mail, runtime, ...parts }: LinkParts): Links {
  const { clock, ids } = runtime;
  const store = linkStore(parts.database);

  /** Derived from a key, so that a mail that is sent again has the same link, and no row holds one. */
  async function tokenOf({ id, createdAt }: Pick<QueuedMail, 'id' | 'createdAt'>): Promise<string> {
    return createHmac('sha256', await parts.key())
      .update(JSON.stringify([id, createdAt]))
      .digest('base64url');
  }

  for (const purpose of Object.keys(kinds) as LinkPurpose[]) {
    const { path, mail: name } = kinds[purpose];
    mail.on(purpose, async (queued) => {
      const token = await tokenOf(queued);
      const link = await store.find(digest(token), purpose, clock.now());
      if (!link) return undefined;
      return accountMail(name, `${parts.rootUrl}/${path}/${token}`, link.language);
    });
  }

  return {
    async send({ purpose, individual, mailbox, language, writes = [] }) {
      const now = clock.now();
      await store.purge(now);
      const id = `${purpose}:${individual}:${ids.bytes(6).toString('base64url')}`;
      const tokenDigest = digest(await tokenOf({ id, createdAt: now }));
      const expiresAt = now + kinds[purpose].lasts;
      const link = { tokenDigest, purpose, individual, mailbox, language: language.slice(0, 200), expiresAt };
      await parts.journal.commit({
        ...{ interaction: '', expects: 0, events: [] },
        writes: [
          linkWrite(link),
          ...mail.write({ id, kind: purpose, interaction: '', recipient: mailbox }, now),
          ...writes,
        ],
      });
    },
    async find(purpose, token) {
      return looksLikeToken(token) ? store.find(digest(token), purpose, clock.now()) : undefined;
    },
    async use(purpose, token, trx) {
      return looksLikeToken(token) ? store.use(digest(token), purpose, clock.now(), trx) : undefined;
    },
    async useAlone(purpose, token) {
      if (!looksLikeToken(token)) return undefined;
      return store.transaction((trx) => store.use(digest(token), purpose, clock.now(), trx));
    },
    drop: store.drop,
  };
}

/** Whatever else comes in a path is not worth a look. */
function looksLikeToken(text: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(text);
}
