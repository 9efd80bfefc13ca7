import type { Pending } from '../state/outbox.ts';
import { ApiError } from './api.ts';
import type { Context } from './context.ts';

/** Sends what agents write: in order, each once, through reloads and lost networks. */
export interface Sender {
  send(interaction: string, text: string): void;
  /** Takes up whatever waits: after sign-in, when the network is back, when the agent asks to try again. */
  flush(): void;
  retry(clientMessageId: string): void;
  /** Gives the text back to the composer. */
  discard(clientMessageId: string): void;
  /** Reads what an earlier page left behind. */
  restore(user: string): void;
}

/** Pauses between the tries of one message; after the last one it is shown as failed, and sent when the network is back. */
const pauses = [800, 2_000, 5_000];

export function createSender({ api, store, clock, storage, newId, expired, notify }: Context): Sender {
  const running = new Set<string>();
  let user = '';

  const keyOf = (id: string) => `${user} outbox ${id}`;
  const pause = (ms: number) => new Promise<void>((resolve) => void clock.after(ms, resolve));
  const first = (interaction: string): Pending | undefined =>
    store.get().outbox.find((message) => message.interaction === interaction && message.status === 'sending');

  const work = async (interaction: string) => {
    if (running.has(interaction)) return;
    running.add(interaction);
    for (let next = first(interaction); next && store.get().session === 'active'; next = first(interaction)) {
      await deliver(next);
    }
    running.delete(interaction);
  };

  const deliver = async (message: Pending) => {
    for (let attempt = 0; stands(message); attempt++) {
      try {
        await api.send(message.interaction, { text: message.text, clientMessageId: message.clientMessageId });
        return store.dispatch({ type: 'message', clientMessageId: message.clientMessageId, status: 'sent' });
      } catch (error) {
        if (expired(error)) return;
        const failed = error instanceof ApiError ? error : new ApiError(400, 'internal');
        if (!failed.passing) return refuse(message, failed);
        const wait = pauses[attempt];
        if (wait === undefined || store.get().connection === 'offline') return postpone(message.interaction, failed);
        await pause(wait);
      }
    }
  };

  /** The agent may have taken it back, the session may have ended, or somebody else may have signed in. */
  const stands = (message: Pending) =>
    store.get().session === 'active' &&
    store.get().outbox.some((one) => one.clientMessageId === message.clientMessageId && one.status === 'sending');

  const refuse = (message: Pending, error: ApiError) => {
    const failure = { kind: 'refused', code: error.code } as const;
    store.dispatch({ type: 'message', clientMessageId: message.clientMessageId, status: 'failed', failure });
    if (store.get().open !== message.interaction)
      notify('error', 'send.refused', { text: message.text }, error.reference);
  };

  /** The later ones wait with it, so that they cannot overtake. */
  const postpone = (interaction: string, error: ApiError) => {
    const failure = { kind: 'network', code: error.code } as const;
    for (const message of store.get().outbox) {
      if (message.interaction !== interaction || message.status !== 'sending') continue;
      store.dispatch({ type: 'message', clientMessageId: message.clientMessageId, status: 'failed', failure });
    }
  };

  const resume = (which: (message: Pending) => boolean) => {
    for (const message of store.get().outbox) {
      if (message.status !== 'failed' || !which(message)) continue;
      store.dispatch({ type: 'message', clientMessageId: message.clientMessageId, status: 'sending' });
    }
    for (const interaction of new Set(store.get().outbox.map((message) => message.interaction))) void work(interaction);
  };

  store.subscribe((state, before) => {
    if (state.user?.id !== user || state.outbox === before.outbox) return;
    const kept = new Set(state.outbox.map((message) => message.clientMessageId));
    for (const { clientMessageId } of before.outbox) {
      if (!kept.has(clientMessageId)) storage.set(keyOf(clientMessageId), undefined);
    }
    for (const message of state.outbox) {
      if (!before.outbox.some((known) => known.clientMessageId === message.clientMessageId)) keep(message);
    }
  });

  const keep = ({ interaction, clientMessageId, text, at }: Pending) =>
    storage.set(keyOf(clientMessageId), JSON.stringify({ interaction, text, at }));

  return {
    send(interaction, text) {
      const message = { interaction, text, clientMessageId: newId(), at: clock.now() };
      store.dispatch({ type: 'queued', message });
      // Behind one that the network held up, this one would overtake it: all of them are tried again, in order.
      resume((other) => other.interaction === interaction && other.failure?.kind === 'network');
    },
    flush: () => resume((message) => message.failure?.kind === 'network'),
    retry(clientMessageId) {
      const chosen = store.get().outbox.find((message) => message.clientMessageId === clientMessageId);
      resume(
        (message) =>
          message === chosen || (message.failure?.kind === 'network' && message.interaction === chosen?.interaction),
      );
    },
    discard(clientMessageId) {
      const message = store.get().outbox.find((one) => one.clientMessageId === clientMessageId);
      if (!message) return;
      const draft = store.get().drafts.get(message.interaction);
      const text = draft ? `${message.text}\n${draft}` : message.text;
      store.dispatch({ type: 'discarded', clientMessageId });
      store.dispatch({ type: 'draft', interaction: message.interaction, text });
    },
    restore(id) {
      user = id;
      const left = [...storage.all(`${id} outbox `)].flatMap(([clientMessageId, kept]) =>
        readKept(clientMessageId, kept),
      );
      for (const message of left.sort((a, b) => a.at - b.at)) store.dispatch({ type: 'queued', message });
    },
  };
}

function readKept(
  clientMessageId: string,
  kept: string,
): Pick<Pending, 'interaction' | 'clientMessageId' | 'text' | 'at'>[] {
  try {
    const { interaction, text, at } = JSON.parse(kept);
    if (typeof interaction !== 'string' || typeof text !== 'string' || typeof at !== 'number') return [];
    return [{ interaction, clientMessageId, text, at }];
  } catch {
    return [];
  }
}
