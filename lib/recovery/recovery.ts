import type { Audit } from '../audit/audit.ts';
import { endCallback } from '../callback/callback.ts';
import { endChat } from '../chat/chat.ts';
import type { Database } from '../database/connect.ts';
import type { Interactions } from '../interactions/interactions.ts';
import type { Params } from '../params/params.ts';
import type { SystemTexts } from '../queues/queues.ts';
import type { Cancel } from '../runtime/clock.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Timers } from '../timers/timers.ts';
import { type OtherNode, recoveryStore } from './store.ts';

/** A node that has not said so for this long does not live. */
const LIVES_MS = 20_000;
const RENEW_MS = 5_000;
const LOOK_MS = 1_000;
/** Interactions ended at once. */
const BATCH = 100;

/** What becomes of chats and callbacks that go on when the service starts (docs/idle.md). */
export interface Recovery {
  /**
   * Ends what the parameters say is not recovered, unless other nodes serve the database. To be called before anything is
   * assigned and before visitors are answered.
   */
  start(): Promise<void>;
  close(): Promise<void>;
}

export interface RecoveryParts {
  readonly database: Database;
  readonly node: string;
  readonly params: Pick<Params, 'get'>;
  readonly interactions: Pick<Interactions, 'change'>;
  readonly timers: Pick<Timers, 'cancel'>;
  readonly texts: SystemTexts;
  readonly audit: Pick<Audit, 'record'>;
  readonly runtime: Runtime;
}

export function createRecovery(parts: RecoveryParts): Recovery {
  const { database, node, params, interactions, timers, texts, audit } = parts;
  const { clock, log } = parts.runtime;
  const store = recoveryStore(database);
  const enders = { chat: endChat(timers, texts), callback: endCallback(timers, texts) };
  let ready = false;
  let stop: Cancel | undefined;
  let renewing: Promise<void> | undefined;
  let closed = false;

  function unwanted(): { chat: boolean; callback: boolean } {
    const clean = params.get('PerformCleanRestart') === 1;
    return {
      chat: clean || params.get('Chat Interaction Recovery Enabled') === 0,
      callback: clean || params.get('Callback Interaction Recovery Enabled') === 0,
    };
  }

  /** Others may look like living although they were killed: whoever renews his row lives. */
  async function isFirst(found: readonly OtherNode[]): Promise<boolean> {
    const before = new Map(found.map(({ id, until }) => [id, until]));
    for (;;) {
      const now = await store.others(node, clock.now());
      const there = now.filter(({ id }) => before.has(id));
      if (there.length === 0) return true;
      // One that is not ready is first itself, and has not ended everything yet.
      if (there.some((other) => other.ready && other.until > (before.get(other.id) ?? 0))) return false;
      await new Promise<void>((resolve) => clock.after(LOOK_MS, resolve));
    }
  }

  async function endAll(type: 'chat' | 'callback'): Promise<number> {
    let count = 0;
    let after = '';
    for (;;) {
      const ids = await store.open(type, after, BATCH);
      const last = ids.at(-1);
      if (last === undefined) return count;
      await Promise.all(ids.map((id) => interactions.change(id, enders[type])));
      count += ids.length;
      after = last;
    }
  }

  async function clean(): Promise<void> {
    const wanted = unwanted();
    const chats = wanted.chat ? await endAll('chat') : 0;
    const callbacks = wanted.callback ? await endAll('callback') : 0;
    if (chats + callbacks === 0) return;
    await audit.record({ actor: 'start', action: 'recovery.end', detail: { chats, callbacks } });
    log.warn({ chats, callbacks }, 'chats and callbacks of before the start were ended, as the parameters say');
  }

  async function renew(): Promise<void> {
    try {
      await store.renew(node, clock.now() + LIVES_MS, ready);
    } catch (error) {
      log.warn({ err: error }, 'this node could not say that it lives; it is tried again');
    }
    renewLater();
  }

  function renewLater(): void {
    if (closed) return;
    stop = clock.after(RENEW_MS, () => {
      renewing = renew();
    });
  }

  return {
    async start() {
      // Several processes do not share a file.
      if (database.dialect === 'sqlite') return clean();
      const found = await store.enter(node, clock.now(), clock.now() + LIVES_MS);
      renewLater();
      const { chat, callback } = unwanted();
      if ((chat || callback) && (await isFirst(found))) await clean();
      ready = true;
      await store.renew(node, clock.now() + LIVES_MS, ready);
    },
    async close() {
      closed = true;
      stop?.();
      await renewing;
      if (database.dialect === 'mysql') await store.leave(node);
    },
  };
}
