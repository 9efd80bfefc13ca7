import type { Database } from '../../lib/database/connect.ts';
import type { NewEvent, QueueRef } from '../../lib/interactions/events.ts';
import { SYSTEM_PARTY } from '../../lib/queues/queues.ts';
import type { Agent, Engine } from '../chat/world.ts';
import { newId } from '../chat/world.ts';

export const queueOf = (id: string): QueueRef => ({ type: 'Workgroup', id, name: 'Sales' });

let numbers = 100_000_000;

/** A callback as its room would begin it: in the queue, or waiting for its time. Gives the interaction's id. */
export async function startCallback(engine: Engine, queue: QueueRef, scheduledUntil?: number): Promise<string> {
  const callback = { number: `${numbers++}`, telephone: '+493012345678', subject: 'Please call' };
  const state: NewEvent =
    scheduledUntil === undefined
      ? { type: 'state', body: { state: 'Offering', queue, user: null } }
      : { type: 'state', body: { state: 'Scheduled', queue, user: null, until: scheduledUntil, reason: 'schedule' } };
  const visitor: NewEvent = { type: 'party', body: { party: 0, state: 'active', kind: 'visitor', name: 'Mary' } };
  const begins = { kind: 'callback', queue, name: 'Mary', callback, chatId: newId() } as const;
  const { interaction } = await engine.interactions.create(begins, () => ({
    events: [visitor, state],
    result: undefined,
  }));
  return interaction.id;
}

/** What follows from a state event alone; the agent leaves when nobody has it any more. */
export async function move(
  engine: Engine,
  id: string,
  to: 'Offering' | 'Connected' | 'Held' | 'Snoozed' | 'Disconnected',
): Promise<void> {
  await engine.interactions.change(id, (state) => {
    const stays = to === 'Connected' || to === 'Held';
    const agents = state.parties.filter(({ party, state: now }) => party > SYSTEM_PARTY && now !== 'disconnected');
    const parties = agents.map(({ party }): NewEvent => {
      return { type: 'party', body: { party, state: stays ? 'active' : 'disconnected' } };
    });
    const user = stays ? state.user : null;
    return { events: [...parties, { type: 'state', body: { state: to, user } }], result: undefined };
  });
}

/** Own limits of an agent; null: the workgroup's. */
export async function limit(
  database: Database,
  agent: Agent,
  columns: Readonly<Partial<Record<`${'chat' | 'callback'}_${'max_assign' | 'utilization'}`, number | null>>>,
): Promise<void> {
  await database.knex('iwt_user').where({ id: agent.id }).update(columns);
}

/** What the agent has, by type. */
export async function has(database: Database, agent: Agent): Promise<{ chats: number; callbacks: number }> {
  const rows: { type: string }[] = await database
    .knex('iwt_interaction')
    .where({ user_id: agent.id })
    .whereIn('state', ['Alerting', 'Connected', 'Held'])
    .select('type');
  const count = (type: string) => rows.filter((row) => row.type === type).length;
  return { chats: count('chat'), callbacks: count('callback') };
}
