/** A Web Services parameter (technical reference, "Configuring Web Services Parameters"). */
export type Declaration = TextDeclaration | IntegerDeclaration | ChoiceDeclaration;

interface Common {
  /** The part of the original that reads it. */
  readonly usedBy: 'Web Processor' | 'Web Processor Bridge' | 'Web HTML plug-in' | 'server';
  /** The heading under which the manual has it. */
  readonly group: Group;
  /** The release of the original that brought it; undefined: the manual does not say. */
  readonly since?: string;
  /** True: a change acts with the next start only, as the manual says. */
  readonly restart?: true;
  readonly help: string;
}

export type Group =
  | 'Messages'
  | 'Access control'
  | 'Polling'
  | 'Queue query'
  | 'Callbacks'
  | 'Web chats'
  | 'Web chats and callbacks'
  | 'Idle and timeout'
  | 'Transcripts'
  | 'Problem reports'
  | 'Ports'
  | 'History'
  | 'Recovery'
  | 'Other';

export interface TextDeclaration extends Common {
  readonly kind: 'text';
  readonly default: string;
  /** Most characters. */
  readonly longest: number;
  /** Whether it may be empty; an empty message is not sent. */
  readonly empty: boolean;
  /** What is wrong with a text that is neither too long nor empty, as the end of "NAME …"; undefined: nothing. */
  readonly check?: (text: string) => string | undefined;
}

export interface IntegerDeclaration extends Common {
  readonly kind: 'integer';
  readonly default: number;
  readonly least: number;
  readonly most: number;
  readonly unit: string;
}

export interface ChoiceDeclaration extends Common {
  readonly kind: 'choice';
  readonly default: number;
  /** What each allowed number means. */
  readonly values: Readonly<Record<number, string>>;
}

export type Declarations = Readonly<Record<string, Declaration>>;
