import type { Parameter } from './wire.ts';

/** What of the table is to be seen; it stands in the address. */
export interface View {
  readonly search: string;
  /** A heading of the manual; empty: all. */
  readonly group: string;
  /** Only what does not have its default. */
  readonly changed: boolean;
}

export const everything: View = { search: '', group: '', changed: false };

/** The manual's order. A heading that is not known here comes last. */
const order = [
  'Messages',
  'Access control',
  'Web chats and callbacks',
  'Web chats',
  'Callbacks',
  'Idle and timeout',
  'Polling',
  'Queue query',
  'Transcripts',
  'Problem reports',
  'History',
  'Recovery',
  'Ports',
  'Other',
];

export interface Group {
  readonly name: string;
  readonly parameters: readonly Parameter[];
}

export function groupsOf(parameters: readonly Parameter[]): readonly Group[] {
  const groups = new Map<string, Parameter[]>();
  for (const parameter of parameters) {
    const group = groups.get(parameter.group);
    if (group) group.push(parameter);
    else groups.set(parameter.group, [parameter]);
  }
  const rank = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  return [...groups]
    .map(([name, all]) => ({ name, parameters: all }))
    .sort((a, b) => rank(a.name) - rank(b.name) || a.name.localeCompare(b.name));
}

/** Every word of the search stands in the name or the help. */
export function fits(parameter: Parameter, view: View): boolean {
  if (view.group !== '' && parameter.group !== view.group) return false;
  if (view.changed && parameter.value === parameter.default) return false;
  const text = `${parameter.name} ${plain(parameter.help)}`.toLowerCase();
  return wordsOf(view.search).every((word) => text.includes(word));
}

export function wordsOf(search: string): readonly string[] {
  return search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
}

/** Help without its marks. */
export function plain(help: string): string {
  return help.replace(/\*([^*]+)\*/g, '$1').replace(/`([^`]+)`/g, '$1');
}
