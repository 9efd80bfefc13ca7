import type { NewEvent, QueueRef, Started, StateChanged } from '../interactions/events.ts';
import type { Interaction } from '../interactions/interaction.ts';
import type { Decision, Interactions } from '../interactions/interactions.ts';
import type { Committed } from '../journal/change.ts';
import type { Journal } from '../journal/journal.ts';
import { type SystemTexts, systemText } from '../queues/queues.ts';
import { guid } from '../runtime/ids.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Timers } from '../timers/timers.ts';
import { createHeard } from './idle-heard.ts';
import { judgeIdleness, timesOf } from './idle-rules.ts';
import { createIdleSettings, type IdleSetting, type IdleSource } from './idle-settings.ts';
import { idleText } from './idle-texts.ts';
import { createIdleTimers, IDLE_KIND, type IdleTimer } from './idle-timers.ts';
import { stopAlert } from './processor.ts';
import { end, VISITOR_PARTY } from './rules.ts';
import type { Sessions } from './sessions.ts';
import type { ChatStore } from './store.ts';
import type { Typing, TypingHub } from './typing.ts';

/** What other nodes know of a visitor's typing is at most this old, or a tenth of the idle time. */
const TYPING_WRITTEN_MS = 30_000;
/** Visitors whose typing is remembered; beyond that the one who typed longest ago is forgotten. */
const MAX_TYPED = 100_000;
/** A restart cuts visitors off: nobody's chat is ended sooner after it, unless the grace time is shorter. */
const COME_BACK_MS = 60_000;

/** Ends chats whose visitors are idle (docs/idle.md, decision 0011). */
export interface Idle {
  /** True while chats of visitors who stopped polling are warned and ended here, after a warning. */
  governs(): boolean;
  begin(): void;
  close(): Promise<void>;
}

export interface IdleParts {
  readonly source: IdleSource;
  readonly journal: Journal;
  readonly interactions: Interactions;
  readonly timers: Timers;
  readonly sessions: Sessions;
  readonly store: ChatStore;
  readonly typing: Pick<TypingHub, 'listen'>;
  readonly texts: SystemTexts;
  readonly runtime: Runtime;
  /** Milliseconds; without a poll nobody is taken for silent before. */
  readonly goneAfter: number;
}

export function createIdle(parts: IdleParts): Idle {
  const { source, journal, interactions, timers, goneAfter, texts, runtime } = parts;
  const { clock } = runtime;
  const node = guid(runtime.ids);
  const begun = clock.now();
  const heard = createHeard({ ...parts, clock, begun });
  const clocks = createIdleTimers({ ...parts, node });
  const settings = createIdleSettings(source, runtime, () => settings.enabled() && clocks.walk(true));
  /** When visitors were seen typing, and when that was written; in the order of typing. */
  const typed = new Map<string, { readonly at: number; readonly written: number }>();

  const timesIn = (setting: IdleSetting) => timesOf(setting, goneAfter);
  const staleness = (setting: IdleSetting) => Math.min(TYPING_WRITTEN_MS, setting.idle * 100);

  /** A chat that begins, or gets an agent, is looked at when its visitor could be idle. */
  function follow({ interaction, events, origin }: Committed): void {
    if (!settings.enabled()) return;
    // What begins here is in memory only after this.
    const first = events[0]?.type === 'started' ? (events[0].body as Started['body']) : undefined;
    const known = interactions.peek(interaction);
    if ((first?.kind ?? known?.type) !== 'chat') return;
    for (const { type, body } of events) {
      if (type !== 'state') continue;
      const { state, queue = first?.queue ?? known?.queue } = body as StateChanged['body'];
      if (state === 'Disconnected') typed.delete(interaction);
      else if (origin && queue && (state === 'Offering' || state === 'Connected')) set(interaction, state, queue);
    }
  }

  function set(interaction: string, to: 'Offering' | 'Connected', queue: QueueRef): void {
    const { idle, silence } = timesIn(settings.of(queue.id));
    clocks.setSoon(clock.now() + (to === 'Connected' ? idle : silence), { interaction, typedAt: null, node });
  }

  /** Typing counts as much as a text, but it is no state: it is written now and then, for a restart and other nodes. */
  function noteTyping({ interaction, party, typing }: Typing, own: boolean): void {
    if (!typing || party !== VISITOR_PARTY || !settings.enabled()) return;
    const at = clock.now();
    const written = typed.get(interaction)?.written ?? Number.NEGATIVE_INFINITY;
    const state = interactions.peek(interaction);
    const setting = state && settings.of(state.queue.id);
    const writes = own && setting !== undefined && at - written >= staleness(setting);
    typed.delete(interaction);
    typed.set(interaction, { at, written: writes ? at : written });
    if (typed.size > MAX_TYPED) typed.delete(typed.keys().next().value as string);
    if (writes) clocks.setSoon(at + setting.idle * 1000, { interaction, typedAt: at, node });
  }

  /** Resolves with the time of the next look; nothing: there is no need for one. */
  async function look({ interaction, typedAt, node: by }: IdleTimer): Promise<number | undefined> {
    if (!settings.enabled()) return undefined;
    await settings.loaded();
    const state = await interactions.get(interaction);
    if (state?.type !== 'chat' || state.endedAt !== null) return undefined;
    const elsewhere = await heard.elsewhere(interaction);
    const late = by === node ? 0 : staleness(settings.of(state.queue.id));
    const written = typedAt === null ? 0 : Math.min(typedAt + late, clock.now());
    return interactions.change(interaction, (newest, now) => {
      const typing = Math.max(typed.get(interaction)?.at ?? 0, written);
      return decide(newest, now, typing, Math.max(elsewhere, heard.here(interaction)));
    });
  }

  function decide(state: Interaction, now: number, typing: number, polled: number): Decision<number | undefined> {
    if (state.endedAt !== null) return { events: [], result: undefined };
    const setting = settings.of(state.queue.id);
    const times = timesIn(setting);
    const spoke = Math.max(typing, state.visitorTextAt ?? 0);
    const talking = state.state === 'Connected';
    const visitor = {
      talking,
      active: Math.max(spoke, talking ? state.stateSince : 0, state.startedAt),
      heard: Math.max(polled, spoke, state.startedAt),
      warned: state.idleWarning,
      endNotBefore: begun + Math.min(COME_BACK_MS, times.grace),
    };
    const verdict = judgeIdleness(visitor, times, now);
    // A timer that is only put off must not undo what was set for a newer state: that is decided where it is written.
    if (verdict.does === 'rest') return { events: [], result: verdict.until };
    if (verdict.does === 'end') return ending(state, setting);
    const events: NewEvent[] = [
      { type: 'idle', body: { why: verdict.why } },
      ...systemText(said(state, setting.warning, setting)),
    ];
    const dueAt = Math.max(now + times.grace, visitor.endNotBefore);
    return { events, writes: [clocks.write(dueAt, { interaction: state.id, typedAt: null, node })], result: undefined };
  }

  /** One text says why; that the agent is out as well goes without saying. */
  function ending(state: Interaction, setting: IdleSetting): Decision<undefined> {
    const events = [
      ...systemText(said(state, setting.disconnect, setting)),
      ...end(state, 'System', { ...texts, agentDisconnected: () => '' }).events,
    ];
    const decision = stopAlert<undefined>(timers, state, { events, result: undefined });
    return { ...decision, writes: [...(decision.writes ?? []), clocks.cancel(state.id)] };
  }

  function said(state: Interaction, template: string, setting: IdleSetting): string {
    return idleText(template, state.name, setting, state.language ?? source.language);
  }

  const unwatch = journal.watch(follow);
  const unlisten = parts.typing.listen(noteTyping);
  timers.on(IDLE_KIND, (timer) => look(timer.payload as IdleTimer));

  return {
    governs: settings.enabled,
    begin() {
      settings.begin();
      if (settings.enabled()) clocks.walk(false);
    },
    async close() {
      unwatch();
      unlisten();
      settings.close();
      await clocks.close();
    },
  };
}
