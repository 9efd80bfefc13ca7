import type { Agents } from '../agents/agents.ts';
import type { User } from '../agents/user.ts';
import type { Callbacks } from '../callback/callback.ts';
import type { Chat } from '../chat/chat.ts';
import type { Bus } from '../cluster/bus.ts';
import type { Codes } from '../codes/codes.ts';
import type { Database } from '../database/connect.ts';
import type { Interactions } from '../interactions/interactions.ts';
import type { Journal } from '../journal/journal.ts';
import type { Queues } from '../queues/queues.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Tracker } from '../tracker/tracker.ts';
import type { RoomAnswer } from '../wire/room.ts';
import { createAnnotations } from './annotations.ts';
import { createBridge } from './bridge.ts';
import { createKnown } from './known.ts';
import { createPresence } from './presence.ts';
import { createReadModel } from './read-model.ts';
import { attended, type ConsoleRows, createRows } from './rows.ts';
import { consoleStore } from './store.ts';
import { presenceStore } from './store-presence.ts';
import { createStreams } from './stream.ts';

/** The agent console's side of the product: what an agent may see and do, and how it becomes known at once. */
export interface Console {
  /** What the agent API answers. */
  readonly rows: ConsoleRows;
  /** Rows of another room that agents call, as signs of presence: whoever signed in, or set a status, is at work. */
  attended<Name extends string>(rows: Readonly<Record<Name, RoomAnswer>>): Record<Name, RoomAnswer>;
  /** Open event streams of this process, for metrics. */
  streams(): number;
  /** Learns who was present before a restart, and begins to renew and to sweep presence leases. */
  start(): Promise<void>;
  /** Ends all streams and stops the timers; resolves when nothing runs any more. Leases stay, so that a restart finds them. */
  close(): Promise<void>;
  /** Resolves when everything that was started has been told and written. */
  settled(): Promise<void>;
}

export interface ConsoleParts {
  readonly database: Database;
  readonly journal: Journal;
  readonly bus: Bus;
  readonly interactions: Interactions;
  readonly queues: Queues;
  readonly chat: Chat;
  readonly callbacks: Callbacks;
  readonly codes: Codes;
  readonly tracker: Pick<Tracker, 'segments'>;
  /** Country whose telephone numbers are shown without its code. */
  readonly region: string;
  readonly agents: Agents;
  /** A user as the API shows him. */
  readonly present: (user: User) => unknown;
  readonly runtime: Runtime;
  /** Names this process among the nodes. */
  readonly node: string;
}

export function createConsole(parts: ConsoleParts): Console {
  const store = consoleStore(parts.database);
  const { clock } = parts.runtime;
  const known = createKnown({ ...parts, clock });
  const readModel = createReadModel({ ...parts, store, known, clock });
  const presence = createPresence({ ...parts, store: presenceStore(parts.database) });
  const streams = createStreams({ ...parts, readModel, known });
  const annotations = createAnnotations(parts);
  const position = parts.journal.position;
  const bridge = createBridge({ ...parts, annotations, store, readModel, presence, streams, position });

  async function settled(): Promise<void> {
    await Promise.all([streams.settled(), presence.settled()]);
  }

  return {
    rows: createRows(bridge, parts.agents),
    attended: (rows) => attended(rows, presence.touch),
    streams: streams.count,
    start: presence.start,
    async close() {
      streams.close();
      presence.close();
      await settled();
    },
    settled,
  };
}
