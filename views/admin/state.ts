import type { User } from '../agent/wire.ts';
import type { View } from './filter.ts';
import type { Parameter } from './wire.ts';

/** Why something did not work: the server’s code and reference number. */
export interface Failure {
  readonly code: string;
  readonly reference?: string;
}

/** A value that is being changed. */
export interface Draft {
  /** The parameter as it stood when the change began. */
  readonly from: Parameter;
  readonly text: string;
  readonly saving: boolean;
  readonly failure?: Failure;
  /** What the server said about a text. */
  readonly refused?: { readonly text: string; readonly said: string };
}

/** What was changed here lately, and can be taken back. */
export interface Note {
  readonly before: Parameter;
  readonly after: Parameter;
  readonly busy: boolean;
  readonly failure?: Failure;
}

export interface DeskState {
  /** `expired`: somebody was signed in, and what they wrote is kept. */
  readonly session: 'unknown' | 'none' | 'active' | 'expired';
  readonly user: User | undefined;
  /** Why it is not known yet who this is. */
  readonly bootFailure: Failure | undefined;
  readonly parameters: readonly Parameter[] | undefined;
  readonly listFailure: Failure | undefined;
  readonly drafts: ReadonlyMap<string, Draft>;
  readonly notes: ReadonlyMap<string, Note>;
  readonly view: View;
}

export function isChanged({ from, text }: Draft): boolean {
  return text !== String(from.value);
}

export function withEntry<T>(map: ReadonlyMap<string, T>, name: string, value: T | undefined): ReadonlyMap<string, T> {
  const next = new Map(map);
  if (value === undefined) next.delete(name);
  else next.set(name, value);
  return next;
}

/** A parameter as others have left it: what was noted about an older state of it is over. */
export function adopt(state: DeskState, parameters: readonly Parameter[]): DeskState {
  const same = ({ after }: Note) =>
    parameters.some(
      ({ name, value, changedAt }) => name === after.name && value === after.value && changedAt === after.changedAt,
    );
  const notes = new Map([...state.notes].filter(([, note]) => same(note)));
  return { ...state, parameters, listFailure: undefined, notes };
}

export function replaced(parameters: readonly Parameter[] | undefined, one: Parameter): readonly Parameter[] {
  return (parameters ?? []).map((parameter) => (parameter.name === one.name ? one : parameter));
}
