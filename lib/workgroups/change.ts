import { IwtError } from '../errors.ts';
import { parseHours } from '../hours/hours.ts';
import { checkFigure, type FigureName, figures, standard } from './figures.ts';

/** What can be set of a workgroup; what is absent stays, null goes back to the default. */
export type WorkgroupChange = {
  readonly [name in FigureName]?: number | null | undefined;
} & {
  readonly active?: boolean | undefined;
  readonly callbacksEnabled?: boolean | null | undefined;
  /** JSON, as `parseHours` reads it; null: always open. */
  readonly openingHours?: string | null | undefined;
  /** At most 2000 characters; null: the parameter *IdleWarningMessage*. */
  readonly idleWarning?: string | null | undefined;
  /** At most 2000 characters; null: the parameter *IdleDisconnectMessage*. */
  readonly idleDisconnect?: string | null | undefined;
};

export type WorkgroupColumns = Readonly<Record<string, string | number | null>>;

const columns: Readonly<Record<keyof WorkgroupChange, string>> = {
  active: 'active',
  chatMaxAssign: 'chat_max_assign',
  chatUtilization: 'chat_utilization',
  alertTimeout: 'alert_timeout_s',
  callbacksEnabled: 'callbacks_enabled',
  callbackRetries: 'callback_retries',
  callbackRetryMinutes: 'callback_retry_min',
  callbackMaxAssign: 'callback_max_assign',
  callbackUtilization: 'callback_utilization',
  openingHours: 'opening_hours',
  skillRelaxAfter: 'skill_relax_s',
  idleTime: 'idle_time_s',
  idleGrace: 'idle_grace_s',
  idleWarning: 'idle_warning',
  idleDisconnect: 'idle_disconnect',
};

const texts: ReadonlySet<string> = new Set(['idleWarning', 'idleDisconnect']);
const longestText = 2000;

/** Columns that cannot be null in the database. */
const always: ReadonlySet<string> = new Set<FigureName>(['chatMaxAssign', 'chatUtilization', 'alertTimeout']);

/** The change as columns. @throws IwtError `request.missing-data` (nothing to change) or `request.invalid`, with `details.field` */
export function columnsOf(change: WorkgroupChange): WorkgroupColumns {
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  if (given.length === 0) throw new IwtError('request.missing-data', 'Say what to change of the workgroup.');
  return Object.fromEntries(given.map(([name, value]) => columnOf(name, value)));
}

function columnOf(name: string, value: unknown): [string, string | number | null] {
  const column = Object.hasOwn(columns, name) ? columns[name as keyof WorkgroupChange] : undefined;
  if (column === undefined) throw new IwtError('request.invalid', `A workgroup has no setting "${name}".`);
  if (name in figures) {
    const figure = name as FigureName;
    checkFigure(figure, value);
    return [column, value === null && always.has(figure) ? standard[figure] : (value as number | null)];
  }
  if (name === 'openingHours') return [column, value === null ? null : JSON.stringify(parseHours(value))];
  if (texts.has(name)) return [column, textOf(name, value)];
  if (typeof value === 'boolean') return [column, value ? 1 : 0];
  if (value === null && name === 'callbacksEnabled') return [column, null];
  throw new IwtError('request.invalid', `The setting ${name} is either on or off.`, { field: name });
}

function textOf(field: string, value: unknown): string | null {
  if (value === null || (typeof value === 'string' && value.length <= longestText)) return value;
  throw new IwtError('request.invalid', `A message has at most ${longestText} characters.`, { field });
}
