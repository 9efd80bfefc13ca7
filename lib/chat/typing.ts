import type { Bus } from '../cluster/bus.ts';
import type { Cancel } from '../runtime/clock.ts';
import type { Runtime } from '../runtime/runtime.ts';

/** A typing state in a chat. Not journalled; a `true` expires by itself. */
export interface Typing {
  readonly interaction: string;
  /** Number of the party: 0 is the visitor. */
  readonly party: number;
  readonly name: string;
  readonly typing: boolean;
}

/** A `true` that is not repeated ends by itself after this time. */
export const TYPING_EXPIRES_MS = 10_000;
const SWEEP_MS = 1_000;
const TOPIC = 'chat.typing';
/** Parties typing at once that are remembered; beyond that the oldest is taken as having stopped. */
const MAX_TYPING = 100_000;

/** Who types where, on all nodes. */
export interface TypingHub {
  /** Tells all nodes. Repeating `false` tells nobody. */
  set(typing: Typing): void;
  /** The party said something or left: on this node, which is how every node that hears of the commit calls it. */
  stopped(interaction: string, party: number): void;
  /** `own`: it happened on this node. */
  listen(listener: (typing: Typing, own: boolean) => void): Cancel;
  close(): void;
}

export function createTypingHub(bus: Bus, { clock }: Runtime): TypingHub {
  const typing = new Map<string, { readonly state: Typing; readonly until: number }>();
  const listeners = new Set<(typing: Typing, own: boolean) => void>();
  let stopSweep: Cancel | undefined;

  const tell = (state: Typing, own = false) => {
    for (const listener of listeners) listener(state, own);
  };

  function hear(state: Typing, own = false): void {
    const key = keyOf(state.interaction, state.party);
    const known = typing.delete(key);
    if (state.typing) {
      typing.set(key, { state, until: clock.now() + TYPING_EXPIRES_MS });
      if (typing.size > MAX_TYPING) expireOldest();
      stopSweep ??= clock.after(SWEEP_MS, sweep);
    }
    if (state.typing || known) tell(state, own);
  }

  function expireOldest(): void {
    const [oldest] = typing;
    if (!oldest) return;
    typing.delete(oldest[0]);
    tell({ ...oldest[1].state, typing: false });
  }

  /** The map is in the order of expiry, because every `true` is put at its end. */
  function sweep(): void {
    stopSweep = undefined;
    const now = clock.now();
    for (const { until } of typing.values()) {
      if (until > now) break;
      expireOldest();
    }
    if (typing.size > 0) stopSweep = clock.after(SWEEP_MS, sweep);
  }

  const unsubscribe = bus.subscribe(TOPIC, (message, own) => {
    if (isTyping(message)) hear(message, own);
  });

  return {
    set(state) {
      if (state.typing || typing.has(keyOf(state.interaction, state.party))) bus.publish(TOPIC, state);
    },
    stopped(interaction, party) {
      if (typing.size === 0) return;
      const known = typing.get(keyOf(interaction, party));
      if (known) hear({ ...known.state, typing: false });
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close() {
      unsubscribe();
      stopSweep?.();
      listeners.clear();
    },
  };
}

/** What a visitor has yet to be told about the others' typing; the newest state of each party only. */
export interface TypingNews {
  readonly party: number;
  readonly typing: boolean;
  /** What the client believes. */
  readonly told: boolean;
}

/** The news after a party's typing changed; null: there is none, and the client believes nothing. */
export function noteTyping(news: readonly TypingNews[] | null, party: number, typing: boolean): TypingNews[] | null {
  const told = news?.find((one) => one.party === party)?.told ?? false;
  const others = news?.filter((one) => one.party !== party) ?? [];
  const next = typing || told ? [...others, { party, typing, told }] : others;
  return next.length > 0 ? next : null;
}

/** The news to tell now, and what is left to remember once it is told. */
export function takeTyping(news: readonly TypingNews[]): { tell: TypingNews[]; left: TypingNews[] | null } {
  const tell = news.filter((one) => one.typing !== one.told);
  const left = news.filter((one) => one.typing).map((one) => ({ ...one, told: true }));
  return { tell, left: left.length > 0 ? left : null };
}

/** The answer that told it broke: the client believes what it believed before. */
export function untellTyping(news: readonly TypingNews[] | null, lost: readonly TypingNews[]): TypingNews[] | null {
  const next = new Map((news ?? []).map((one) => [one.party, one]));
  for (const { party, told } of lost) {
    const typing = next.get(party)?.typing ?? false;
    if (typing || told) next.set(party, { party, typing, told });
    else next.delete(party);
  }
  return next.size > 0 ? [...next.values()] : null;
}

function keyOf(interaction: string, party: number): string {
  return `${interaction}:${party}`;
}

function isTyping(message: unknown): message is Typing {
  const { interaction, party, name, typing } = (message ?? {}) as Partial<Typing>;
  return (
    typeof interaction === 'string' &&
    typeof party === 'number' &&
    typeof name === 'string' &&
    typeof typing === 'boolean'
  );
}
