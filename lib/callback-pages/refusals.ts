import { type ErrorCode, IwtError } from '../errors.ts';

/** Why a request was not taken, as the form shows it again: a problem beside a field, or a notice above all of them. */
export interface Refusal {
  readonly status: number;
  readonly problems: Readonly<Record<string, string>>;
  readonly notice?: Notice;
  readonly retryAfter?: number;
  /** A telephone number as it may be written. */
  readonly example?: string;
}

type Notice = 'target' | 'disabled' | 'account' | 'limited' | 'many' | 'refused';

/** The room's fields and those of the wire, by the form's. */
const fields: Readonly<Record<string, string>> = {
  name: 'name',
  telephone: 'telephone',
  email: 'email',
  emailAddress: 'email',
  subject: 'subject',
  preferredTime: 'when',
};

const notices: Partial<Readonly<Record<ErrorCode, Notice>>> = {
  'target.unknown': 'target',
  'callback.disabled': 'disabled',
  'access.denied': 'disabled',
  'limit.reached': 'limited',
  'callback.limited': 'many',
  'login.limited': 'limited',
};

/** What the form says about an error of the callback room. Others are thrown again: they are not the visitor's doing. */
export function refusalOf(error: unknown, values: Readonly<Record<string, string>>): Refusal {
  if (!(error instanceof IwtError)) throw error;
  const { code, status, details } = error;
  if (code === 'closing' || code === 'internal' || code === 'journal.full') throw error;
  const closed = code === 'time.closed';
  const field = closed ? 'when' : fields[String(details?.field)];
  const notice = notices[code] ?? (field === undefined ? 'refused' : undefined);
  if (notice !== undefined || field === undefined) {
    const retryAfter = typeof details?.retryAfter === 'number' ? { retryAfter: details.retryAfter } : {};
    const account = code === 'access.denied' && details?.access === 'authenticated';
    return { status, problems: {}, notice: account ? 'account' : (notice ?? 'refused'), ...retryAfter };
  }
  if (closed && !values.when) return { status, problems: { telephone: 'closed' } };
  const example = typeof details?.example === 'string' ? { example: details.example } : {};
  const problem = details?.problem === 'cost' ? 'cost' : problemOf(field, code, values[field] ?? '');
  return { status, problems: { [field]: problem }, ...example };
}

function problemOf(field: string, code: ErrorCode, value: string): string {
  if (field === 'when') return 'time';
  if (code === 'request.missing-data') return field === 'telephone' ? 'reach' : 'missing';
  if (value.length > limits[field as keyof typeof limits]) return 'long';
  return field === 'telephone' || field === 'email' ? field : 'unreadable';
}

/** Most characters of the form's fields. */
export const limits = { name: 128, telephone: 255, email: 255, subject: 2_000 } as const;
