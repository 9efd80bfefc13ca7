import type { Cancel, Clock } from '../agent/runtime/clock.ts';
import { ApiError } from '../agent/sync/api.ts';
import { type Api, Refusal } from './api.ts';
import { problemOf } from './check.ts';
import { everything, type View } from './filter.ts';
import { adopt, type DeskState, type Draft, type Failure, isChanged, type Note, replaced, withEntry } from './state.ts';
import type { Parameter } from './wire.ts';

/** Everything this page does, apart from drawing it. */
export interface Desk {
  get(): DeskState;
  subscribe(listener: () => void): Cancel;
  /** Asks the server who this is, again and again until it answers. */
  boot(): void;
  /** @throws ApiError */
  signIn(username: string, password: string): Promise<void>;
  /** Shows the form to sign in to somebody whose sign-in is of no use here. */
  askAgain(): void;
  /** `busy`: chats go on in the agent console, and it has to be said that this is meant. @throws ApiError */
  signOut(force: boolean): Promise<'done' | 'busy'>;
  load(): Promise<void>;
  /** Looks for changes of others, unless that was just done. */
  lookAgain(): void;
  look(view: Partial<View>): void;
  /** How many values were changed and not saved. */
  unsaved(): number;
  edit(name: string): void;
  type(name: string, text: string): void;
  drop(name: string): void;
  save(name: string): Promise<void>;
  reset(name: string): Promise<void>;
  undo(name: string): Promise<void>;
}

interface Parts {
  readonly api: Api;
  readonly clock: Clock;
}

const bootPause = 3_000;
/** Looking again sooner than this shows nothing new. */
const freshFor = 5_000;
/** The server is asked about a text once its writer has stopped for this long. */
const askAfter = 350;

export function createDesk({ api, clock }: Parts): Desk {
  let state: DeskState = {
    ...{ session: 'unknown', user: undefined, bootFailure: undefined },
    ...{ parameters: undefined, listFailure: undefined, drafts: new Map(), notes: new Map(), view: everything },
  };
  const listeners = new Set<() => void>();
  const asking = new Map<string, Cancel>();
  let loadedAt = 0;

  function set(change: Partial<DeskState>): void {
    state = { ...state, ...change };
    for (const listener of [...listeners]) listener();
  }
  const find = (name: string) => state.parameters?.find((parameter) => parameter.name === name);
  const setDraft = (name: string, draft: Draft | undefined) => set({ drafts: withEntry(state.drafts, name, draft) });
  const changeDraft = (name: string, change: Partial<Draft>) => {
    const draft = state.drafts.get(name);
    if (draft) setDraft(name, { ...draft, ...change });
  };
  const setNote = (name: string, note: Note | undefined) => set({ notes: withEntry(state.notes, name, note) });

  /** In a form to show; sees to a session that has ended. */
  function failureOf(error: unknown): Failure {
    if (!(error instanceof ApiError)) return { code: 'internal' };
    if (error.status === 401 && state.session === 'active') set({ session: 'expired' });
    // The role was taken away meanwhile.
    if (error.status === 403 && error.code === 'forbidden') boot();
    return { code: error.code, ...(error.reference ? { reference: error.reference } : {}) };
  }

  function boot(): void {
    api.me().then(
      (user) => enter(user),
      (error) => {
        if (error instanceof ApiError && error.status === 401) return set({ session: 'none', bootFailure: undefined });
        set({ bootFailure: failureOf(error) });
        clock.after(bootPause, () => {
          if (state.session === 'unknown') boot();
        });
      },
    );
  }

  function enter(user: NonNullable<DeskState['user']>): void {
    set({ session: 'active', user, bootFailure: undefined });
    if (user.role === 'administrator') void load();
  }

  async function load(): Promise<void> {
    loadedAt = clock.now();
    try {
      const parameters = await api.parameters();
      set(adopt(state, parameters));
    } catch (error) {
      // A table that is there stays.
      const listFailure = failureOf(error);
      set(state.parameters ? {} : { listFailure });
    }
  }

  /** Asks the server about a text that only it understands. */
  function askLater(name: string, text: string, parameter: Parameter): void {
    asking.get(name)?.();
    asking.delete(name);
    if (!parameter.allowed.checked || problemOf(parameter, text)) return;
    const ask = async () => {
      const said = await api.check(name, text).catch(() => null);
      if (said !== null && state.drafts.get(name)?.text === text) changeDraft(name, { refused: { text, said } });
    };
    asking.set(
      name,
      clock.after(askAfter, () => void ask()),
    );
  }

  function changed(before: Parameter, after: Parameter): void {
    set({
      parameters: replaced(state.parameters, after),
      notes: withEntry(state.notes, after.name, { before, after, busy: false }),
    });
  }

  return {
    get: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    boot,
    async signIn(username, password) {
      enter(await api.login(username, password));
    },
    askAgain: () => set({ session: 'none', user: undefined }),
    async signOut(force) {
      try {
        await api.logout(force);
      } catch (error) {
        if (error instanceof ApiError && error.code === 'interaction.state' && !force) return 'busy';
        if (!(error instanceof ApiError && error.status === 401)) throw error;
      }
      set({ session: 'none', user: undefined, parameters: undefined, drafts: new Map(), notes: new Map() });
      return 'done';
    },
    load,
    lookAgain() {
      const old = clock.now() - loadedAt > freshFor;
      if (old && state.session === 'active' && state.user?.role === 'administrator') void load();
    },
    look: (view) => set({ view: { ...state.view, ...view } }),
    unsaved: () => [...state.drafts.values()].filter(isChanged).length,

    edit(name) {
      const from = find(name);
      if (from && !state.drafts.has(name)) setDraft(name, { from, text: String(from.value), saving: false });
    },
    type(name, text) {
      const parameter = find(name);
      changeDraft(name, { text, failure: undefined });
      if (parameter) askLater(name, text, parameter);
    },
    drop(name) {
      asking.get(name)?.();
      setDraft(name, undefined);
    },
    async save(name) {
      const before = find(name);
      const draft = state.drafts.get(name);
      if (!before || !draft || draft.saving) return;
      changeDraft(name, { saving: true, failure: undefined });
      try {
        const after = await api.set(name, draft.text);
        asking.get(name)?.();
        setDraft(name, undefined);
        changed(before, after);
      } catch (error) {
        if (error instanceof Refusal && error.code === 'parameter.invalid') {
          return changeDraft(name, { saving: false, refused: { text: draft.text, said: error.said } });
        }
        changeDraft(name, { saving: false, failure: failureOf(error) });
      }
    },
    async reset(name) {
      const before = find(name);
      if (!before || state.notes.get(name)?.busy) return;
      setNote(name, { before, after: before, busy: true });
      try {
        changed(before, await api.reset(name));
      } catch (error) {
        setNote(name, { before, after: before, busy: false, failure: failureOf(error) });
      }
    },
    async undo(name) {
      const note = state.notes.get(name);
      if (!note || note.busy) return;
      setNote(name, { ...note, busy: true, failure: undefined });
      const { before } = note;
      try {
        const after = await (before.changedAt === null ? api.reset(name) : api.set(name, String(before.value)));
        set({ parameters: replaced(state.parameters, after), notes: withEntry(state.notes, name, undefined) });
      } catch (error) {
        setNote(name, { ...note, busy: false, failure: failureOf(error) });
      }
    },
  };
}
