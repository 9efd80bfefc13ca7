import type { Interaction } from '../interactions/interaction.ts';
import { summarizeCallback } from './callback-summary.ts';
import type { Facts } from './known.ts';
import type { NameOf } from './names.ts';
import { canPickup, isMine, type Viewer } from './rights.ts';
import type { InteractionSummary, LastMessage, PartySummary } from './shapes.ts';

/** Characters of the last message that a list carries. */
const lastMessageLength = 200;

/** An interaction as one user's list shows it. */
export function summarize(interaction: Interaction, reader: Viewer, unread: number, facts: Facts): InteractionSummary {
  const { user, queue } = interaction;
  const { nameOf } = facts;
  return {
    id: interaction.id,
    type: interaction.type,
    state: interaction.state,
    stateString: stateString(interaction, nameOf),
    queue: { type: queue.type, name: queue.name },
    name: interaction.name,
    startedAt: new Date(interaction.startedAt).toISOString(),
    stateSince: new Date(interaction.stateSince).toISOString(),
    user: user === null ? null : { id: user, displayName: nameOf(user) },
    mine: isMine(reader, interaction),
    version: interaction.version,
    unread,
    lastMessage: lastMessage(interaction),
    language: interaction.language,
    canPickup: canPickup(reader, interaction),
    wrapUpCode: interaction.wrapUpCode,
    accountCode: interaction.accountCode,
    callback: summarizeCallback(interaction, reader, facts),
  };
}

/** The documented texts (handlers-and-site section 4.1); those of assignment apply on workgroup queues. */
export function stateString(
  interaction: Pick<Interaction, 'state' | 'queue' | 'user' | 'lastAttempted' | 'end'>,
  nameOf: NameOf,
): string {
  const { state, user, lastAttempted, end } = interaction;
  const assigned = interaction.queue.type === 'Workgroup';
  if (state === 'Disconnected') {
    if (end === 'LocalDisconnect') return 'Disconnected (Local Disconnect)';
    return end === 'RemoteDisconnect' ? 'Disconnected (Remote Disconnect)' : state;
  }
  if (!assigned) return state;
  if (state === 'Offering' && lastAttempted) return `ACD - Wait Agent -> Last Attempted: ${nameOf(lastAttempted)}`;
  if (state === 'Offering') return 'ACD - Wait Agent';
  if (state === 'Alerting' && user) return `ACD - Alerting: ${nameOf(user)}`;
  if (state === 'Connected' && user) return `ACD - Assigned: ${nameOf(user)}`;
  return state;
}

/** The people of an interaction. The visitor's own participantID is a secret, and nobody but the visitor has it. */
export function partiesOf(interaction: Pick<Interaction, 'parties'>): PartySummary[] {
  return interaction.parties.map(({ participantId, kind, name, state }) => ({
    participantId: participantId ?? '',
    kind,
    name,
    state,
  }));
}

function lastMessage({ lastText, parties }: Interaction): LastMessage | null {
  if (!lastText) return null;
  const from = parties.find(({ party }) => party === lastText.party)?.kind ?? 'system';
  return { text: beginning(lastText.text), at: new Date(lastText.at).toISOString(), from };
}

/** Cuts between code points, so that no half of a pair is left. */
function beginning(text: string): string {
  if (text.length <= lastMessageLength) return text;
  const high = (text.charCodeAt(lastMessageLength - 1) & 0xfc00) === 0xd800;
  return text.slice(0, high ? lastMessageLength - 1 : lastMessageLength);
}
