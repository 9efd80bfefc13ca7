import type { Attempts } from '../limits/attempts.ts';
import { mailboxKey, readMailbox } from '../mail/address.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Visitors } from '../visitors/visitors.ts';
import type { Links } from './links.ts';

/** An e-mail address is an account's own once a link that was mailed there has been opened. */
export interface Confirmations {
  /**
   * Mails a link to each address of the account that is not confirmed yet, or only to `only`. Gives how many; those that
   * would be too many mails, or can be no recipients, are left out.
   */
  ask(
    individual: string,
    from: { readonly address: string; readonly language: string },
    only?: string,
  ): Promise<number>;
  /** Whether the link is still good. */
  isOpen(token: string): Promise<boolean>;
  /** Uses the link up. False: it is no good, or the account has another address by now. */
  confirm(token: string): Promise<boolean>;
}

export interface ConfirmationParts {
  readonly links: Links;
  readonly visitors: Pick<Visitors, 'mailboxes' | 'verified'>;
  readonly attempts: Pick<Attempts, 'mail'>;
  readonly runtime: Pick<Runtime, 'log'>;
}

export function createConfirmations({ links, visitors, attempts, runtime }: ConfirmationParts): Confirmations {
  return {
    async ask(individual, { address, language }, only) {
      const open = (await visitors.mailboxes(individual)).filter((one) => !one.verified);
      const wanted = open.filter((one) => only === undefined || one.address === only);
      const mailboxes = new Set(wanted.flatMap((one) => readMailbox(one.address) ?? []));
      let sent = 0;
      for (const mailbox of mailboxes) {
        if (!(await attempts.mail(mailboxKey(mailbox), address))) {
          runtime.log.info({ address }, 'A link that confirms an address is not mailed: there were too many mails');
          continue;
        }
        await links.send({ purpose: 'confirm-address', individual, mailbox, language });
        sent++;
      }
      return sent;
    },
    async isOpen(token) {
      return (await links.find('confirm-address', token)) !== undefined;
    },
    async confirm(token) {
      const link = await links.useAlone('confirm-address', token);
      if (!link) return false;
      const now = await visitors.mailboxes(link.individual);
      const typed = now.filter((one) => readMailbox(one.address) === link.mailbox).map((one) => one.address);
      return typed.length > 0 && visitors.verified(link.individual, typed);
    },
  };
}
