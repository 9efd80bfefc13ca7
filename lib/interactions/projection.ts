import type { Row, Write } from '../journal/change.ts';
import type { Callback } from './callback.ts';
import type { Interaction, Party } from './interaction.ts';
import { DEFAULT_PRIORITY, needsOf } from './needs.ts';

/**
 * The rows that follow from a state, as far as they differ from those of the state before it. They serve to find and list
 * interactions; the events alone are the truth. The row's `version` is that of its last change.
 */
export function projection(before: Interaction | undefined, after: Interaction): Write[] {
  const writes: Write[] = [];
  if (!before || isListedOtherwise(before, after)) {
    writes.push({ kind: 'upsert', table: 'iwt_interaction', key: ['id'], row: interactionRow(after) });
  }
  for (const party of after.parties) {
    if (before?.parties.includes(party)) continue;
    writes.push({
      kind: 'upsert',
      table: 'iwt_interaction_party',
      key: ['interaction_id', 'party'],
      row: partyRow(after.id, party),
    });
  }
  if (after.callback && before?.callback !== after.callback) {
    writes.push({
      kind: 'upsert',
      table: 'iwt_callback',
      key: ['interaction_id'],
      row: callbackRow(after, after.callback),
    });
  }
  writes.push(...lineBySkill(before, after));
  if (!before) {
    for (const [name, value] of Object.entries(after.attributes)) {
      writes.push({
        kind: 'insert',
        table: 'iwt_interaction_attribute',
        row: { interaction_id: after.id, name, value },
      });
    }
  }
  return writes;
}

function isListedOtherwise(before: Interaction, after: Interaction): boolean {
  return (
    before.name !== after.name ||
    before.individual !== after.individual ||
    before.state !== after.state ||
    before.stateSince !== after.stateSince ||
    before.queue !== after.queue ||
    before.user !== after.user ||
    before.lastAttempted !== after.lastAttempted ||
    before.answeredAt !== after.answeredAt ||
    before.endedAt !== after.endedAt
  );
}

function interactionRow(state: Interaction): Row {
  return {
    id: state.id,
    type: state.type,
    version: state.version,
    state: state.state,
    state_since: state.stateSince,
    started_at: state.startedAt,
    ended_at: state.endedAt,
    end_code: state.end,
    queue_type: state.queue.type,
    queue_id: state.queue.id,
    queue_name: state.queue.name,
    user_id: state.user,
    last_attempted: state.lastAttempted,
    name: state.name,
    language: state.language,
    individual_id: state.individual,
    chat_digest: state.chatDigest,
    participant_digest: state.participantDigest,
    address: state.address,
    caller: state.caller,
    wait_ms: state.answeredAt === null ? null : state.answeredAt - (state.callback?.queuedAt ?? state.startedAt),
    answered_at: state.answeredAt,
  };
}

/** Waits in a workgroup's queue for other agents, or before others, than those of the plain line. */
function isChosen({ state, queue, routing }: Interaction): boolean {
  return routing !== null && state === 'Offering' && queue.type === 'Workgroup';
}

function lineBySkill(before: Interaction | undefined, after: Interaction): Write[] {
  const stood = before !== undefined && isChosen(before);
  if (!isChosen(after)) {
    return stood ? [{ kind: 'delete', table: 'iwt_skill_wait', key: { interaction_id: after.id } }] : [];
  }
  if (stood && before.queue === after.queue && before.lastAttempted === after.lastAttempted) return [];
  return [{ kind: 'upsert', table: 'iwt_skill_wait', key: ['interaction_id'], row: skillWaitRow(after) }];
}

function skillWaitRow({ id, type, queue, routing, startedAt, lastAttempted, callback }: Interaction): Row {
  return {
    interaction_id: id,
    queue_id: queue.id,
    type,
    needs: needsOf(routing?.skills ?? []),
    priority: routing?.priority ?? DEFAULT_PRIORITY,
    started_at: startedAt,
    queued_at: callback?.queuedAt ?? startedAt,
    last_attempted: lastAttempted,
  };
}

function callbackRow({ id, startedAt }: Interaction, { request, until, snoozes, disposition }: Callback): Row {
  return {
    interaction_id: id,
    number: request.number,
    telephone: request.telephone ?? null,
    email: request.email ?? null,
    created_at: startedAt,
    until_at: until,
    snoozes,
    disposition,
  };
}

function partyRow(id: string, party: Party): Row {
  return {
    interaction_id: id,
    party: party.party,
    kind: party.kind,
    user_id: party.user,
    name: party.name,
    participant_id: party.participantId,
    state: party.state,
    joined_at: party.joinedAt,
    left_at: party.leftAt,
  };
}
