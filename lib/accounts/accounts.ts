import type { Database } from '../database/connect.ts';
import type { Journal } from '../journal/journal.ts';
import type { Attempts } from '../limits/attempts.ts';
import type { Mail } from '../mail/mail.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Timers } from '../timers/timers.ts';
import type { Visitors } from '../visitors/visitors.ts';
import { createConfirmations } from './confirmations.ts';
import { createDataRows, type DataRows } from './data-rows.ts';
import { createErasure, type ErasureParts } from './erasure.ts';
import { createExport } from './export.ts';
import { createHistoryRows, type HistoryParts, type HistoryRows } from './history-rows.ts';
import { createLinks } from './links.ts';
import { createMailedRows, createPasswordRows, type MailedRows, type PasswordRows } from './password-rows.ts';
import { createProfileRows, type ProfileRows } from './profile-rows.ts';
import { createResets } from './resets.ts';
import { createSignInRows, type SignInRows } from './sign-in-rows.ts';

export type { MailedRows } from './password-rows.ts';

/** The account pages, which work without JavaScript. */
export interface AccountRows extends SignInRows, PasswordRows, ProfileRows, HistoryRows, DataRows {
  /** Undefined: this site sends no mail. */
  readonly mailed: MailedRows | undefined;
}

/** Rooms that are made after the accounts. */
export type LaterParts = Pick<HistoryParts, 'callbacks' | 'chats'> &
  Pick<ErasureParts, 'interactions' | 'texts' | 'placeholder'>;

export interface Accounts {
  /** The pages; what they tell of comes from rooms that are made later. */
  rows(later: LaterParts): AccountRows;
  /** To be called for every new account: mails a link to its addresses. */
  registered(individual: string, address: string, language: string): Promise<void>;
}

export interface AccountParts {
  readonly visitors: Visitors;
  readonly database: Database;
  readonly journal: Pick<Journal, 'commit'>;
  readonly timers: Pick<Timers, 'on' | 'write' | 'cancel'>;
  readonly mail: Mail;
  readonly attempts: Attempts;
  readonly runtime: Runtime;
  /** Derives the tokens of links. */
  readonly key: () => Promise<string>;
  /** Absolute address of the root, without a slash at its end. */
  readonly rootUrl: string;
}

/** What visitors with an account do on its pages. */
export function createAccounts(parts: AccountParts): Accounts {
  const { visitors, mail } = parts;
  const links = createLinks(parts);
  const resets = createResets({ ...parts, links });
  const confirmations = createConfirmations({ ...parts, links });

  return {
    rows: (later) => ({
      ...createSignInRows(visitors, mail.canSend),
      ...createHistoryRows({ ...later, visitors }),
      ...createDataRows(visitors, createExport({ ...parts, ...later }), createErasure({ ...parts, ...later })),
      ...createPasswordRows(visitors, resets.drop),
      ...createProfileRows(visitors, mail.canSend ? confirmations : undefined),
      mailed: mail.canSend ? createMailedRows(visitors, resets, confirmations) : undefined,
    }),
    async registered(individual, address, language) {
      if (mail.canSend) await confirmations.ask(individual, { address, language });
    },
  };
}
