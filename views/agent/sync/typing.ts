import type { Cancel } from '../runtime/clock.ts';
import type { Context } from './context.ts';

export interface Typing {
  /** The agent's text in a conversation changed. */
  wrote(interaction: string, text: string): void;
  /** The agent sent it, or left the composer. */
  stopped(interaction: string): void;
  /** The stream told who types. */
  heard(interaction: string, name: string, typing: boolean): void;
}

/** The server forgets a typing state after 10 s, so it is repeated in time. */
const repeat = 5_000;
const idle = 4_000;
const forget = 11_000;

/** Typing in both directions. It is told as it happens and never kept; a call that fails is not worth a word. */
export function createTyping({ api, store, clock }: Pick<Context, 'api' | 'store' | 'clock'>): Typing {
  const said = new Map<string, { at: number; idle: Cancel }>();
  const expiry = new Map<string, Cancel>();
  const tell = (interaction: string, typing: boolean) => void api.typing(interaction, typing).catch(() => undefined);

  const stopped = (interaction: string) => {
    const state = said.get(interaction);
    if (!state) return;
    state.idle();
    said.delete(interaction);
    tell(interaction, false);
  };

  return {
    stopped,
    wrote(interaction, text) {
      if (text.trim() === '') return stopped(interaction);
      const state = said.get(interaction);
      state?.idle();
      const due = !state || clock.now() - state.at >= repeat;
      if (due) tell(interaction, true);
      said.set(interaction, {
        at: due ? clock.now() : state.at,
        idle: clock.after(idle, () => stopped(interaction)),
      });
    },
    heard(interaction, name, typing) {
      expiry.get(interaction)?.();
      expiry.delete(interaction);
      store.dispatch({ type: 'typing', interaction, name: typing ? name : undefined });
      if (typing) {
        expiry.set(
          interaction,
          clock.after(forget, () => store.dispatch({ type: 'typing', interaction, name: undefined })),
        );
      }
    },
  };
}
