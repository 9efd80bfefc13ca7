import type { LocalHub } from '../../lib/cluster/bus-local.ts';
import type { Database } from '../../lib/database/connect.ts';
import type { NewEvent, QueueRef } from '../../lib/interactions/events.ts';
import {
  createInteractions,
  type Decision,
  type Interactions,
  type NewInteraction,
} from '../../lib/interactions/interactions.ts';
import type { Journal } from '../../lib/journal/journal.ts';
import { guid, systemIds } from '../../lib/runtime/ids.ts';
import { journalOn, type Made, runtimeOf } from '../journal/made.ts';
import { type TestClock, testClock } from '../support/clock.ts';

export const support: QueueRef = { type: 'Workgroup', id: 's'.repeat(22), name: 'Support' };

export interface Node {
  readonly journal: Journal;
  readonly interactions: Interactions;
  readonly clock: TestClock;
  close(): Promise<void>;
}

/** A node's interactions on the database. */
export async function nodeOn(
  database: Database,
  made: Made & { hub?: LocalHub; clock?: TestClock } = {},
): Promise<Node> {
  const clock = made.clock ?? testClock();
  const journal = await journalOn(database, { ...made, clock });
  const interactions = createInteractions({ journal, database, runtime: runtimeOf({ ...made, clock }) });
  return {
    journal,
    interactions,
    clock,
    async close() {
      await journal.close();
      interactions.close();
    },
  };
}

export function newChat(more: Partial<NewInteraction> = {}): NewInteraction {
  return { kind: 'chat', queue: support, name: 'Ann', chatId: guid(systemIds), ...more };
}

export const nothing = (): Decision<undefined> => ({ events: [], result: undefined });

export function said(text: string, party = 0): NewEvent {
  return { type: 'text', body: { party, text } };
}

export function saying(text: string): () => Decision<string> {
  return () => ({ events: [said(text)], result: text });
}
