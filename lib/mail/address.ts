import { domainToASCII } from 'node:url';

/** RFC 5321: most characters of a path between the angle brackets. */
export const MAX_MAILBOX = 254;

const local = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const domain = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;

/**
 * One mailbox, as it can stand in an envelope and a header without quoting; undefined: the text is none, or one of the
 * rare forms (quoted names, addresses in brackets, comments) that are of no use to people and of some to attackers.
 */
export function readMailbox(text: string): string | undefined {
  const typed = text.trim();
  if (typed.length > MAX_MAILBOX || /[\s\p{Cc}\p{Cf}]/u.test(typed)) return undefined;
  const at = typed.lastIndexOf('@');
  const name = typed.slice(0, at);
  if (at < 1 || name.length > 64 || !local.test(name)) return undefined;
  const host = domainToASCII(typed.slice(at + 1)).toLowerCase();
  const mailbox = `${name}@${host}`;
  return domain.test(host) && mailbox.length <= MAX_MAILBOX ? mailbox : undefined;
}

/** What limits count as one mailbox: many providers ignore letter case, dots and what follows a plus. */
export function mailboxKey(mailbox: string): string {
  const [name = '', host = ''] = mailbox.toLowerCase().split('@');
  return `${name.replace(/\+.*$/, '').replaceAll('.', '')}@${host}`;
}

/** What is wrong with the text, as the end of "NAME …"; undefined: nothing. */
export function wrongMailbox(text: string): string | undefined {
  return readMailbox(text) === undefined ? 'must be one e-mail address such as "help@shop.example"' : undefined;
}
