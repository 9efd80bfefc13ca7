import { MAX_MAILBOX, wrongMailbox } from '../../mail/address.ts';
import type { Declarations } from '../declaration.ts';

/** "Enable Chat Transcripts". The manual wants a restart for the first; here it acts at once, like any other. */
export const transcripts = {
  EnableWebTranscript: {
    kind: 'choice',
    default: 0,
    values: { 0: 'no', 1: 'yes' },
    usedBy: 'Web Processor Bridge',
    group: 'Transcripts',
    help: 'Whether visitors may have the transcript of their chat sent by e-mail; it also needs the option `smtp` and a policy. Acts at once, where the original wanted a restart.',
  },
  ChatTranscriptReplyToAddress: {
    kind: 'text',
    default: '',
    longest: MAX_MAILBOX,
    empty: true,
    check: wrongMailbox,
    usedBy: 'server',
    group: 'Transcripts',
    help: 'Address that answers to a mailed transcript go to; empty: to the sender.',
  },
} as const satisfies Declarations;
