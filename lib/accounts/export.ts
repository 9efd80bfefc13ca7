import type { Callbacks } from '../callback/callback.ts';
import type { Mail } from '../mail/mail.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { OwnChats } from '../transcripts/transcripts.ts';
import type { Visitors } from '../visitors/visitors.ts';
import { mailPrefixes } from './links.ts';

export interface ExportParts {
  readonly visitors: Pick<Visitors, 'profile' | 'mailboxes' | 'history'>;
  readonly callbacks: Pick<Callbacks, 'ofIndividual'>;
  readonly chats: OwnChats;
  readonly mail: Pick<Mail, 'of'>;
  readonly runtime: Pick<Runtime, 'clock'>;
}

const together = 50;

/** Everything that is held about an account, as the text of a JSON file; docs/accounts.md says what stands in it. */
export type Export = (individual: string) => Promise<string>;

export function createExport({ visitors, callbacks, chats, mail, runtime }: ExportParts): Export {
  /** One at a time: somebody's years of chats fill the memory. */
  let last: Promise<unknown> = Promise.resolve();

  async function collect(individual: string): Promise<string> {
    const profile = await visitors.profile(individual);
    const ownCallbacks = await allOf((part) => callbacks.ofIndividual(individual, part));
    const ownChats = await allOf((part) => chats.list(individual, part));
    const transcripts = [];
    for (const { number } of ownChats) transcripts.push(await chats.held(individual, number));
    const numbers = [...ownChats.map(({ number }) => number), ...ownCallbacks.map(({ interaction }) => interaction)];
    const mails = [...(await mail.of({ prefixes: mailPrefixes(individual) }))];
    for (let from = 0; from < numbers.length; from += together) {
      mails.push(...(await mail.of({ interactions: numbers.slice(from, from + together) })));
    }
    const held = {
      exportedAt: iso(runtime.clock.now()),
      account: profile && {
        username: profile.username,
        createdAt: iso(profile.createdAt),
        lastSignedInAt: iso(profile.lastLoginAt),
        profile: profile.values,
        emailAddresses: (await visitors.mailboxes(individual)).map(({ address, verified }) => ({
          address,
          confirmed: verified,
        })),
      },
      callbacks: ownCallbacks.map(
        ({ interaction: _, participantId: __, startedAt, endedAt, preferredAt, ...callback }) => ({
          ...callback,
          askedAt: iso(startedAt),
          preferredAt: iso(preferredAt),
          endedAt: iso(endedAt),
        }),
      ),
      chats: transcripts.map(({ startedAt, endedAt, kept: _, cut, lines, ...chat }) => ({
        ...chat,
        startedAt: iso(startedAt),
        endedAt: iso(endedAt),
        beginningLeftOut: cut,
        transcript: lines.map(({ at, kind, name, text }) => ({ at: iso(at), from: kind, name, text })),
      })),
      mails: mails.map(({ kind, recipient, state, createdAt, changedAt }) => ({
        kind,
        recipient,
        state,
        createdAt: iso(createdAt),
        changedAt: iso(changedAt),
      })),
      log: (await visitors.history(individual)).map(({ at, action, detail }) => ({ at: iso(at), action, ...detail })),
    };
    return `${JSON.stringify(held, undefined, 2)}\n`;
  }

  return (individual) => {
    const mine = last.then(() => collect(individual));
    last = mine.catch(() => undefined);
    return mine;
  };
}

async function allOf<T>(read: (part: { limit: number; offset: number }) => Promise<readonly T[]>): Promise<T[]> {
  const all: T[] = [];
  for (;;) {
    const some = await read({ limit: together, offset: all.length });
    all.push(...some);
    if (some.length < together) return all;
  }
}

function iso(at: number): string;
function iso(at: number | null): string | null;
function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
