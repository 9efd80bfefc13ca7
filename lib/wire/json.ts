import { IwtError } from '../errors.ts';
import type { ChatEvent } from './messages.ts';

/** @throws IwtError `request.invalid` */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new IwtError('request.invalid', 'The body is not JSON.');
  }
}

/** U+2028 and U+2029 end a line inside a string for clients that evaluate the body (visitor-protocol section 2.7). */
export function printJson(value: unknown): string {
  const text = JSON.stringify(value);
  if (!text.includes('\u2028') && !text.includes('\u2029')) return text;
  return text.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

/**
 * One event of a chat. The two kinds that nearly every answer consists of are put together by hand, at a fraction of the
 * serializer's cost; whatever people wrote still goes through it. A test holds both ways to the same text.
 */
export function printEvent(event: ChatEvent): string {
  if (event.type === 'text') {
    return `{"type":"text","participantID":"${event.participantID}","participantType":"${event.participantType}","displayName":${printJson(event.displayName)},"contentType":"text/plain","value":${printJson(event.value)},"sequenceNumber":${event.sequenceNumber},"conversationSequenceNumber":0}`;
  }
  if (event.type === 'participantStateChanged') {
    return `{"type":"participantStateChanged","participantID":"${event.participantID}","participantType":"${event.participantType}","participantName":${printJson(event.participantName)},"state":"${event.state}","sequenceNumber":${event.sequenceNumber}}`;
  }
  return printJson(event);
}
