import type { CallbackStatus } from '../callback/callback.ts';
import { printEvent, printJson } from './json.ts';
import type { ChatEvent, Status } from './messages.ts';
import type { Format } from './negotiate.ts';
import { printXml } from './xml.ts';

/** Root key of an answer; a client tells from it what it got (visitor-protocol section 3). */
export type RootKey = 'chat' | 'callback' | 'registration' | 'partyInfo' | 'queue';

/** What an answer says inside its root key, in the order in which it is printed. Absent fields are undefined. */
export interface ProtocolAnswer {
  readonly root: RootKey;
  readonly value: { readonly status: Status } & Readonly<Record<string, unknown>>;
}

/** What stands in every chat answer (section 6.0): the poll interval in milliseconds and the configuration's version. */
export interface ChatHead {
  readonly pollWaitSuggestion: number;
  readonly cfgVer: number;
}

export interface ChatExtras {
  /** Place of an accepted message in the visitor's stream; beyond the protocol, and ignored by clients that do not know it. */
  readonly sequenceNumber?: number;
  readonly participantID?: string;
  readonly chatID?: string;
  readonly dateFormat?: string;
  readonly timeFormat?: string;
  /** Says that `after`, the stream and `clientMessageId` work for this chat; beyond the protocol, a CIC server is silent about it. */
  readonly resumable?: true;
}

export const success: Status = { type: 'success' };

export function chatAnswer(head: ChatHead, events: readonly ChatEvent[], extras: ChatExtras = {}): ProtocolAnswer {
  return {
    root: 'chat',
    value: { pollWaitSuggestion: head.pollWaitSuggestion, cfgVer: head.cfgVer, ...extras, events, status: success },
  };
}

export interface CallbackExtras {
  readonly participantID?: string;
  /** Digits that a person can read out. */
  readonly callbackID?: string;
  /** Milliseconds until the first question for the status. */
  readonly pollWaitSuggestion?: number;
}

export function callbackAnswer(extras: CallbackExtras): ProtocolAnswer {
  return { root: 'callback', value: { ...extras, status: success } };
}

/**
 * The status of a callback (section 9.2). Every number is an integer: 0 hides the line in clients, and -1 is an unknown
 * time. `words` are for people. What follows `acdStatus` is ours, and ignored by clients that do not know it.
 */
export function callbackStatusAnswer(status: CallbackStatus, words: string): ProtocolAnswer {
  const { agent } = status;
  const has = agent !== null && (status.state === 'alerting' || status.state === 'connected');
  const value = {
    assignedAgent: has ? { name: markupFree(agent.name), participantID: agent.participantId } : undefined,
    acdStatus: {
      interactionState: markupFree(words),
      queueName: markupFree(status.queueName),
      queuePosition: status.position ?? 0,
      queueWaitTime: Math.round(status.averageWait ?? 0),
      longestWaitTime: Math.round(status.longestWait ?? 0),
      estimatedCallbackTime: Math.round(status.estimatedWait ?? -1),
      callsWaitingCount: status.waiting,
      loggedInAgentsCount: status.agentsLoggedIn,
      availableAgentsCount: status.agentsAvailable,
    },
    callbackID: status.number,
    state: status.state,
    subject: status.subject,
    telephone: status.telephone ?? undefined,
    emailAddress: status.email ?? undefined,
    until: status.until === null ? undefined : new Date(status.until).toISOString(),
    timeZone: status.timeZone ?? undefined,
    status: success,
  };
  return { root: 'callback', value };
}

/** Clients put these texts into their page as HTML. Signs that look alike read as well there as in clients that escape. */
function markupFree(text: string): string {
  return text.replaceAll('<', '\u2039').replaceAll('>', '\u203a').replaceAll('"', '\u201d');
}

export interface Failed {
  readonly reason: string;
  /** For whoever shows it: the field at fault, or the reference number of an unexpected error. */
  readonly params?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * A failed operation. Chat failures carry the head and empty events too, because some clients read them without looking
 * at the status (section 17); they also keep their poll interval from it.
 */
export function failure(root: RootKey, { reason, params }: Failed, head: ChatHead): ProtocolAnswer {
  const status: Status = params === undefined ? { type: 'failure', reason } : { type: 'failure', reason, params };
  if (root === 'chat') return { root, value: { ...head, events: [], status } };
  if (root === 'callback') return { root, value: { pollWaitSuggestion: head.pollWaitSuggestion, status } };
  return { root, value: { status } };
}

export function print(answer: ProtocolAnswer, format: Format): string {
  return format === 'json' ? printJson({ [answer.root]: answer.value }) : printXml(answer.root, answer.value);
}

/** What a poll says: the same as `print` of a chat answer with these events. */
export function printEvents(head: ChatHead, events: readonly ChatEvent[], format: Format): string {
  if (format === 'xml') return print(chatAnswer(head, events), format);
  const { pollWaitSuggestion, cfgVer } = head;
  let printed = '';
  for (const event of events) printed += printed === '' ? printEvent(event) : `,${printEvent(event)}`;
  return `{"chat":{"pollWaitSuggestion":${pollWaitSuggestion},"cfgVer":${cfgVer},"events":[${printed}],"status":{"type":"success"}}}`;
}

/** Operations a client may use, by group (section 5.2). */
export interface Capabilities {
  readonly common: readonly string[];
  readonly chat: readonly string[];
  readonly callback: readonly string[];
  readonly queueQuery: readonly string[];
}

export interface ServerConfiguration {
  /** Integer, never 0. */
  readonly cfgVer: number;
  readonly capabilities: Capabilities;
  /** Clients send only the problem reports in which it finds something. */
  readonly problemReportRegEx?: string;
}

/** The one answer that is an array (section 5.1). In XML its second element becomes the last child of the first. */
export function printServerConfiguration(
  configuration: ServerConfiguration,
  browserAcceptLanguage: string,
  format: Format,
): string {
  if (format === 'xml') return printXml('serverConfiguration', { ...configuration, browserAcceptLanguage });
  return printJson([{ serverConfiguration: configuration }, { browserAcceptLanguage }]);
}

export const contentTypes: Readonly<Record<Format, string>> = {
  json: 'application/json; charset=utf-8',
  xml: 'application/xml; charset=utf-8',
};
