import { createTransport } from 'nodemailer';
import { needsTls, type SmtpServer } from './smtp-url.ts';

/** A mail as it goes out. */
export interface OutgoingMail {
  /** Without angle brackets; the same in every attempt, so that a repeat is recognised. */
  readonly messageId: string;
  readonly from: string;
  readonly to: string;
  readonly replyTo: string | undefined;
  readonly date: Date;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** What came of an attempt. `final`: the server will not take it another time either. */
export type Outcome =
  | { readonly sent: true }
  | { readonly sent: false; readonly error: string; readonly final: boolean };

/** Hands a mail to the server. Never throws. */
export type Transport = (mail: OutgoingMail) => Promise<Outcome>;

/** Milliseconds of silence after which the connection is given up. */
const silence = 30_000;

export function createSmtpTransport(server: SmtpServer): Transport {
  const { host, port, secure, login } = server;
  const transport = createTransport({
    ...{ host, port, secure },
    ...(login && { auth: login }),
    requireTLS: needsTls(server),
    connectionTimeout: silence,
    greetingTimeout: silence,
    socketTimeout: silence,
    dnsTimeout: silence,
    disableFileAccess: true,
    disableUrlAccess: true,
  });

  return async ({ messageId, from, to, replyTo, date, subject, text, html }) => {
    try {
      await transport.sendMail({
        messageId: `<${messageId}>`,
        // Addresses as objects are not parsed, and the envelope is ours: no text can add a recipient.
        from: { name: '', address: from },
        to: { name: '', address: to },
        envelope: { from, to: [to] },
        ...(replyTo && { replyTo: { name: '', address: replyTo } }),
        ...{ date, subject, text, html },
        // RFC 3834: nobody's holiday notice need answer.
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
      });
      return { sent: true };
    } catch (error) {
      return refusalOf(error as SmtpError);
    }
  };
}

interface SmtpError extends Error {
  readonly code?: string;
  readonly responseCode?: number;
  readonly command?: string;
}

/**
 * Only what the server says for good about this recipient or this mail is final. A wrong password or sender is the site's
 * trouble, and may be put right before the next attempt.
 */
function refusalOf({ message, responseCode = 0, command = '' }: SmtpError): Outcome {
  const final = responseCode >= 500 && responseCode < 600 && /^(RCPT TO|DATA)/i.test(command);
  return { sent: false, error: message, final };
}
