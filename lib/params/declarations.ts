/** A Web Services parameter (technical reference, "Configuring Web Services Parameters"). */
export type Declaration = TextDeclaration | IntegerDeclaration;

interface Common {
  /** The part of the original that reads it. */
  readonly usedBy: 'Web Processor' | 'Web Processor Bridge';
  readonly help: string;
}

interface TextDeclaration extends Common {
  readonly kind: 'text';
  readonly default: string;
  /** Most characters. */
  readonly longest: number;
  /** Whether it may be empty; an empty message is not sent. */
  readonly empty: boolean;
}

interface IntegerDeclaration extends Common {
  readonly kind: 'integer';
  readonly default: number;
  readonly least: number;
  readonly most: number;
  readonly unit: string;
}

/**
 * One row per parameter: its type, check, default and documentation come from here. A row stands here only when the
 * product acts on it. Every one takes effect at once.
 */
export const declarations = {
  AgentConnectedMsg: message('%1 has joined the conversation.', 'Said when an agent joins a chat; %1 is the agent.'),
  AgentDisconnectedMsg: message('%1 has left the conversation.', 'Said when an agent leaves a chat; %1 is the agent.'),
  HoldMsg: message('%1 has put the conversation on hold.', 'Said when an agent puts a chat on hold; %1 is the agent.'),
  MaxPollFrequency: {
    kind: 'integer',
    default: 2000,
    least: 250,
    most: 60_000,
    unit: 'ms',
    usedBy: 'Web Processor Bridge',
    help: 'How long a page waits between two polls of a chat. Lower feels quicker and costs more; 1000 to 5000 is usual.',
  },
  SystemName: {
    kind: 'text',
    default: 'CIC',
    longest: 128,
    empty: false,
    usedBy: 'Web Processor',
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
} as const satisfies Readonly<Record<string, Declaration>>;

export type ParameterName = keyof typeof declarations;

export type ParameterValue<Name extends ParameterName> = (typeof declarations)[Name]['kind'] extends 'integer'
  ? number
  : string;

export const parameterNames = Object.keys(declarations) as readonly ParameterName[];

function message(text: string, help: string) {
  return { kind: 'text', default: text, longest: 2000, empty: true, usedBy: 'Web Processor', help } as const;
}
