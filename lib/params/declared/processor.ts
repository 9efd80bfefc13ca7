import type { Declarations } from '../declaration.ts';

const recovery = { kind: 'choice', group: 'Recovery', restart: true } as const;

/** What becomes of chats and callbacks that go on when the service starts, and of chats that have ended. */
export const processor = {
  EnableChatHistoryCompression: {
    kind: 'choice',
    group: 'History',
    default: 1,
    values: { 0: 'off', 1: 'on' },
    usedBy: 'Web Processor',
    help: 'Whether the texts of a chat are kept compressed from an hour after its end. They read the same everywhere. A change acts at once, on chats for which the hour is not over; the original must be restarted.',
  },
  ChatHistoryCompressionStartSize: {
    kind: 'integer',
    group: 'History',
    default: 5120,
    least: 0,
    most: 16_777_216,
    unit: 'bytes',
    usedBy: 'Web Processor',
    help: 'The size of the texts of a chat, as they are kept, at and over which *EnableChatHistoryCompression* compresses them. A change acts at once; the original must be restarted.',
  },
  'Callback Interaction Recovery Enabled': {
    ...recovery,
    default: 1,
    values: { 0: 'end them', 1: 'keep them' },
    usedBy: 'server',
    help: 'Whether open callbacks outlive a restart. The original keeps them only when told to (its default is 0); here everything is on disk, so they are kept unless told otherwise.',
  },
  'Chat Interaction Recovery Enabled': {
    ...recovery,
    default: 1,
    values: { 0: 'end them', 1: 'keep them' },
    usedBy: 'server',
    help: 'Whether open chats outlive a restart. The original keeps them only when told to (its default is 0); here everything is on disk, so they are kept unless told otherwise.',
  },
  PerformCleanRestart: {
    ...recovery,
    default: 0,
    values: { 0: 'no', 1: 'yes' },
    usedBy: 'Web Processor',
    since: '4.0 SU 3',
    help: 'Whether a start ends all open chats and callbacks, whatever the two recovery parameters say. A node that joins others ends nothing.',
  },
} as const satisfies Declarations;
