import type { Capabilities, ServerConfiguration } from '../wire/answers.ts';
import type { ProtocolRow } from './reply.ts';

export interface ServerConfigurationSource {
  current(): ServerConfiguration;
  /** Replaces the capabilities; the version rises when they differ. */
  change(capabilities: Capabilities): void;
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

const authentication = ['supportAuthenticationTracker', 'supportAuthenticationAnonymous'];

/**
 * What the mounted rows can do. `withheld` names rows that answer but are not offered. `callback.reconnect` must be among
 * the offered in any case: a client that misses it takes the server for unusable and fails over for ever (section 18.2).
 */
export function capabilitiesOf(rows: readonly ProtocolRow[], withheld: ReadonlySet<string>): Capabilities {
  const found: Record<keyof Capabilities, string[]> = { common: [], chat: [], callback: [], queueQuery: [] };
  for (const { name } of rows) {
    const capability = withheld.has(name) ? undefined : operations[name];
    if (capability) found[capability[0]].push(capability[1]);
    if (name === 'queue.query') found.queueQuery.push(...authentication);
  }
  if (found.chat.includes('start')) found.chat.push(...authentication);
  if (found.callback.includes('create')) found.callback.push(...authentication);
  return found;
}

/** `firstVersion`: integer above 0, at least the last version that any client of this site may remember. */
export function createServerConfiguration(first: Capabilities, firstVersion: number): ServerConfigurationSource {
  let configuration: ServerConfiguration = { cfgVer: firstVersion, capabilities: first };
  return {
    current: () => configuration,
    change(capabilities) {
      if (JSON.stringify(capabilities) === JSON.stringify(configuration.capabilities)) return;
      configuration = { cfgVer: configuration.cfgVer + 1, capabilities };
    },
  };
}
