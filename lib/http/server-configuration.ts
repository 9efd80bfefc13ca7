import { type AccessControl, admits } from '../admission/access.ts';
import type { Params } from '../params/params.ts';
import type { Capabilities, ServerConfiguration } from '../wire/answers.ts';
import type { ProtocolRow } from './reply.ts';

/** What the site lets clients do (*ChatAccessControl* and so on); asked anew for each configuration. */
export interface Offers {
  readonly chat: AccessControl;
  readonly callback: AccessControl;
  readonly queueQuery: AccessControl;
  /** Undefined: pages report no problems. Otherwise only those in which the expression finds something; empty: all. */
  readonly problemReports: string | undefined;
}

/** As the parameters say. */
export function offersOf(params: Pick<Params, 'get'>): Offers {
  return {
    chat: params.get('ChatAccessControl'),
    callback: params.get('CallbackAccessControl'),
    queueQuery: params.get('QueryQueueAccessControl'),
    problemReports:
      params.get('AllowClientProblemReport') === 1 ? params.get('ProblemReportControlExpression') : undefined,
  };
}

/** Capability of each operation's row (visitor-protocol section 18.1). */
const operations: Readonly<Record<string, readonly [keyof Capabilities, string]>> = {
  register: ['common', 'supportRegistrationTracker'],
  'problem-report': ['common', 'problemReport'],
  'party-info': ['common', 'partyInfo'],
  'chat.start': ['chat', 'start'],
  'chat.reconnect': ['chat', 'reconnect'],
  'chat.poll': ['chat', 'poll'],
  'chat.send-message': ['chat', 'sendMessage'],
  'chat.set-typing-state': ['chat', 'setTypingState'],
  'chat.exit': ['chat', 'exit'],
  'callback.create': ['callback', 'create'],
  'callback.status': ['callback', 'status'],
  'callback.disconnect': ['callback', 'disconnect'],
  'callback.reconnect': ['callback', 'reconnect'],
};

/**
 * How often the operations have changed within all releases so far; part of the configuration's version, so that clients
 * that were open before ask again (section 5.3). It never goes down.
 */
export const capabilitiesRevision = 1;

/**
 * What the mounted rows can do. `callback.reconnect` must be among it in any case: a client that misses it takes the
 * server for unusable and fails over for ever (section 18.2).
 */
export function capabilitiesOf(rows: readonly ProtocolRow[]): Capabilities {
  const found: Record<keyof Capabilities, string[]> = { common: [], chat: [], callback: [], queueQuery: [] };
  for (const { name } of rows) {
    const capability = operations[name];
    if (capability) found[capability[0]].push(capability[1]);
  }
  return found;
}

/** The same with the capability of transcripts, which has no operation of its own (section 18.1). */
export function withTranscripts(capabilities: Capabilities, offered: boolean): Capabilities {
  return offered ? { ...capabilities, chat: [...capabilities.chat, 'transcript'] } : capabilities;
}

/**
 * What clients are told (section 5.2). A chat or callback that goes on needs its operations, so nothing but the start is
 * ever taken away.
 */
export function serverConfiguration(cfgVer: number, can: Capabilities, offers: Offers): ServerConfiguration {
  const { problemReports } = offers;
  const capabilities = {
    common: can.common.filter((name) => name !== 'problemReport' || problemReports !== undefined),
    chat: startedBy(offers.chat, 'start', can.chat),
    callback: startedBy(offers.callback, 'create', can.callback),
    queueQuery: authentication(offers.queueQuery),
  };
  return { cfgVer, capabilities, ...(problemReports ? { problemReportRegEx: problemReports } : {}) };
}

function startedBy(control: AccessControl, start: string, group: readonly string[]): string[] {
  const who = authentication(control);
  return [...group.filter((name) => name !== start || who.length > 0), ...who];
}

function authentication(control: AccessControl): string[] {
  return [
    ...(admits(control, true) ? ['supportAuthenticationTracker'] : []),
    ...(admits(control, false) ? ['supportAuthenticationAnonymous'] : []),
  ];
}
