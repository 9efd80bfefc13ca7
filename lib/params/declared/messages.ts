import type { Declarations } from '../declaration.ts';

/** "Web Processor Parameters", messages. */
export const messages = {
  AgentConnectedMsg: message('%1 has joined the conversation.', 'Said when an agent joins a chat; %1 is the agent.'),
  AgentDisconnectedMsg: message('%1 has left the conversation.', 'Said when an agent leaves a chat; %1 is the agent.'),
  HoldMsg: message('%1 has put the conversation on hold.', 'Said when an agent puts a chat on hold; %1 is the agent.'),
  SystemName: {
    kind: 'text',
    default: 'CIC',
    longest: 128,
    empty: false,
    usedBy: 'Web Processor',
    group: 'Messages',
    since: '4.0 GA',
    help: 'Name that the messages of the system are signed with.',
  },
  VisitorConnectedMsg: message(
    '%1 has joined the conversation.',
    'Said when a visitor joins a chat; %1 is the visitor.',
  ),
  VisitorDisconnectedMsg: message(
    '%1 has left the conversation.',
    'Said when a visitor leaves a chat; %1 is the visitor.',
  ),
} as const satisfies Declarations;

function message(text: string, help: string) {
  return {
    kind: 'text',
    default: text,
    longest: 2000,
    empty: true,
    usedBy: 'Web Processor',
    group: 'Messages',
    since: '4.0 GA',
    help,
  } as const;
}
