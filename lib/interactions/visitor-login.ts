import { IwtError } from '../errors.ts';
import type { Log } from '../runtime/log.ts';
import type { VisitorRequest } from '../wire/visitor-input.ts';
import type { Routing } from './events.ts';

/** Checks a visitor's account; null for an unknown name as for a wrong password. */
export interface VisitorLogin {
  verify(name: string, password: string, address: string): Promise<VisitorAccount | null>;
}

export interface VisitorAccount {
  /** Key of the Tracker individual. */
  readonly id: string;
  readonly displayName: string;
}

/**
 * The account of a visitor who gave credentials; undefined: he is anonymous.
 * @throws IwtError `credentials.bad`, `login.limited`, `userdb.offline`
 */
export async function accountOf(
  { name, password, address }: VisitorRequest,
  visitors: VisitorLogin,
  log: Log,
): Promise<VisitorAccount | undefined> {
  if (password === undefined) return undefined;
  const account = await visitors.verify(name, password, address ?? '').catch((error: unknown) => {
    if (error instanceof IwtError) throw error;
    log.error({ err: error }, 'the accounts of visitors could not be read');
    throw new IwtError('userdb.offline', 'Accounts cannot be checked at the moment.');
  });
  if (!account) throw new IwtError('credentials.bad', 'The name or the password is wrong.');
  return account;
}

/** What an interaction begins with, as far as the visitor said it, and as it is routed for that. */
export function visitorFields(
  wanted: VisitorRequest,
  account: VisitorAccount | undefined,
  routed: { readonly routing?: Routing; readonly attributes: Readonly<Record<string, string>> } | undefined,
) {
  return {
    ...(account ? { individual: account.id } : {}),
    ...(wanted.language ? { language: wanted.language } : {}),
    ...(wanted.address ? { address: wanted.address } : {}),
    ...(routed?.routing ? { routing: routed.routing } : {}),
    attributes: { ...wanted.attributes, ...routed?.attributes },
  };
}
