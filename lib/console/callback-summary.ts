import { currentAttempt } from '../interactions/callback.ts';
import type { CallbackRequest } from '../interactions/events.ts';
import type { Interaction } from '../interactions/interaction.ts';
import type { Facts } from './known.ts';
import { mayReach, type Viewer } from './rights.ts';
import type { CallbackSummary, Reach } from './shapes.ts';

/** The callback's number finds the request as its visitor does, and who finds it may cancel it. */
const hiddenNumber = '•'.repeat(9);
const hiddenReach: Reach = { telephone: null, formatted: null, extension: null, typed: null, email: null };

/** What a callback adds to a summary, for one reader; null for other interactions. */
export function summarizeCallback(
  interaction: Interaction,
  reader: Viewer,
  { nameOf, termsOf, format }: Facts,
): CallbackSummary | null {
  const { callback } = interaction;
  if (!callback) return null;
  const { request, snoozes, until, disposition, attempts } = callback;
  const { retries, snoozeMinutes } = termsOf(interaction.queue.id);
  const hidden = !mayReach(reader, interaction);
  return {
    number: hidden ? hiddenNumber : request.number,
    subject: request.subject,
    ...(hidden ? hiddenReach : reachOf(request, format)),
    hidden,
    attempt: currentAttempt(callback),
    // The limit may have been lowered since.
    attempts: Math.max(retries, snoozes) + 1,
    canRetry: interaction.endedAt === null && snoozes < retries,
    snoozeMinutes,
    until: iso(until),
    preferredTime: iso(request.preferredAt),
    timeZone: request.timeZone ?? null,
    disposition,
    message: request.telephone === undefined,
    history: attempts.map(({ attempt, user, calledAt, outcome, endedAt, note }) => ({
      attempt,
      agent: nameOf(user),
      calledAt: iso(calledAt),
      outcome,
      endedAt: iso(endedAt),
      note,
    })),
  };
}

function reachOf({ telephone, extension, typed, email }: CallbackRequest, format: Facts['format']): Reach {
  return {
    telephone: telephone ?? null,
    formatted: telephone === undefined ? null : format(telephone),
    extension: extension ?? null,
    typed: typed ?? null,
    email: email ?? null,
  };
}

function iso(at: number | null | undefined): string | null {
  return at === null || at === undefined ? null : new Date(at).toISOString();
}
