import type { Callback } from './callback.ts';
import type { CallbackRequest, InteractionEvent, Started } from './events.ts';

/*
 * What is left of an interaction whose visitor's data is erased: who did what and when, for reports. Of what people
 * wrote and what names the visitor nothing is; `text` stands in its place. The fold of the events that are left is the
 * state after the event `erased` (`evolve`).
 */

/** The body that an event has afterwards. */
export function erasedBody(type: string, body: unknown, text: string): unknown {
  const event = { type, body } as InteractionEvent;
  switch (event.type) {
    case 'started':
      return erasedStart(event.body, text);
    case 'party':
      return event.body.party === 0 && event.body.name !== undefined ? { ...event.body, name: text } : body;
    case 'text':
      return { party: event.body.party, text };
    case 'note':
      return { ...event.body, text };
    case 'attempt':
      return event.body.note === undefined ? body : { ...event.body, note: text };
    default:
      return body;
  }
}

function erasedStart(
  { kind, queue, language, chatDigest, participantDigest, callback }: Started['body'],
  text: string,
) {
  return {
    ...{ kind, queue, name: text, ...(language === undefined ? {} : { language }), chatDigest, participantDigest },
    ...(callback && { callback: erasedRequest(callback) }),
  };
}

/** What the fold has of a callback afterwards. */
export function erasedCallback(callback: Callback, text: string): Callback {
  const attempts = callback.attempts.map((attempt) => (attempt.note === null ? attempt : { ...attempt, note: text }));
  return { ...callback, request: erasedRequest(callback.request), attempts };
}

function erasedRequest({ number, preferredAt }: CallbackRequest): CallbackRequest {
  return { number, subject: '', ...(preferredAt === undefined ? {} : { preferredAt }) };
}
