import { z } from 'zod';
import { IwtError } from '../errors.ts';
import { MAX_CLIENT_MESSAGE_ID, MAX_MESSAGE } from '../wire/limits.ts';

/** Highest number of an event. */
const maximumSeq = Number.MAX_SAFE_INTEGER;

const seq = z.number().int().min(0).max(maximumSeq);

export const messageBody = z.object({
  text: z.string().min(1).max(MAX_MESSAGE),
  clientMessageId: z.string().min(1).max(MAX_CLIENT_MESSAGE_ID).optional(),
});

/** Characters of a note, and of a code. */
const longestNote = 2_000;
const longestCode = 50;
/** Minutes that *Retry Later* may name: a week. */
const mostMinutes = 10_080;

export const callbackBody = z
  .object({
    action: z.enum(['call', 'complete', 'failed', 'retryLater']),
    note: z.string().max(longestNote).optional(),
    minutes: z.number().int().min(1).max(mostMinutes).optional(),
  })
  .refine(({ action, minutes }) => minutes === undefined || action === 'retryLater', {
    path: ['minutes'],
    message: 'only with retryLater',
  });

export const noteBody = z.object({
  text: z
    .string()
    .max(longestNote)
    .refine((text) => text.trim() !== '', 'must say something'),
});

const code = z.string().min(1).max(longestCode).nullable().optional();

export const codesBody = z.object({ wrapUpCode: code, accountCode: code });

export type ChosenCodes = z.infer<typeof codesBody>;

export const typingBody = z.object({ typing: z.boolean() });

export const readBody = z.object({ seq });

export const signOutBody = z.object({ force: z.boolean().optional() });

/** An absent body counts as an empty object; fields that nobody knows are left alone. */
export function readBodyAs<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body ?? {});
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = issue?.path[0];
  const missing =
    field !== undefined && (body as Record<PropertyKey, unknown> | null | undefined)?.[field] === undefined;
  const where = field === undefined ? 'body' : String(field);
  throw new IwtError(missing ? 'request.missing-data' : 'request.invalid', `${where}: ${issue?.message ?? 'invalid'}`, {
    field: where,
  });
}

/** A number of an event as a query parameter gives it; undefined when absent. */
export function readAfter(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,15}$/.test(value)) return Number(value);
  throw new IwtError('request.invalid', 'after must be a whole number', { field: 'after' });
}

/** An interaction id: what is not ten digits names nothing. */
export function readId(value: string | undefined): string {
  if (value !== undefined && /^\d{10}$/.test(value)) return value;
  throw new IwtError('interaction.unknown', 'There is no such interaction.');
}
