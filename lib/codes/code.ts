/** What an interaction is filed under: how it was wrapped up, or whose account it goes to. */
export type CodeKind = 'wrapup' | 'account';

export interface Code {
  readonly code: string;
  /** For people. */
  readonly name: string;
}
