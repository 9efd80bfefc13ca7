import type { CallbackStep, ChosenCodes, Doing, Segment } from '../wire.ts';
import { ApiError } from './api.ts';
import type { Context } from './context.ts';

/** What an agent does to a callback beyond picking it up. Each resolves to whether the server took it; why not stands in the state. */
export interface CallbackActions {
  /** The note that is not saved yet goes along with everything but a call. `onTaken` runs at once when the server took it. */
  step(id: string, step: CallbackStep, onTaken?: () => void): Promise<boolean>;
  /** Saves what stands in the note's field. */
  addNote(id: string): Promise<boolean>;
  setCodes(id: string, codes: ChosenCodes): Promise<boolean>;
  /** Fetches the codes to choose from, once. */
  loadCodes(): void;
  /** Throws ApiError. */
  timeline(id: string): Promise<readonly Segment[]>;
}

/** The second click of a double click may come after the answer to the first. */
const doubleClick = 800;

export function createCallbacks(context: Context, refresh: (id: string) => Promise<void>): CallbackActions {
  const { api, store, clock, expired } = context;
  const done = new Map<string, { what: Doing; at: number }>();
  let loading = false;

  const attempt = async (id: string, what: Doing, run: () => Promise<void>): Promise<boolean> => {
    const last = done.get(id);
    if (store.get().busy.has(id) || (last?.what === what && clock.now() - last.at < doubleClick)) return false;
    store.dispatch({ type: 'busy', id, action: what });
    store.dispatch({ type: 'refused', id, refusal: undefined });
    let taken = false;
    try {
      await run();
      taken = true;
    } catch (error) {
      const { code, reference } = error instanceof ApiError ? error : { code: 'internal', reference: undefined };
      if (!expired(error)) store.dispatch({ type: 'refused', id, refusal: { what, code, reference } });
    }
    // Also after a failure: whoever was not reached may have acted.
    if (store.get().session === 'active') await refresh(id);
    done.set(id, { what, at: taken && what !== 'codes' ? clock.now() : Number.NEGATIVE_INFINITY });
    store.dispatch({ type: 'busy', id, action: undefined });
    return taken;
  };

  const noteOf = (id: string) => store.get().drafts.get(id)?.trim() ?? '';
  /** What was written since stays. */
  const saved = (id: string, note: string) => {
    if (note !== '' && noteOf(id) === note) store.dispatch({ type: 'draft', interaction: id, text: '' });
  };

  return {
    step: (id, step, onTaken) =>
      attempt(id, step.action, async () => {
        const note = step.action === 'call' ? '' : noteOf(id);
        await api.callback(id, note === '' ? step : { ...step, note });
        saved(id, note);
        onTaken?.();
      }),
    async addNote(id) {
      const note = noteOf(id);
      if (note === '') return false;
      return attempt(id, 'note', async () => {
        await api.note(id, note);
        saved(id, note);
      });
    },
    setCodes: (id, codes) => attempt(id, 'codes', () => api.setCodes(id, codes)),
    loadCodes() {
      if (loading || store.get().codes) return;
      loading = true;
      api
        .codes()
        .then((codes) => store.dispatch({ type: 'codes', codes }))
        // Asked for again with the next callback that is opened.
        .catch(expired)
        .finally(() => {
          loading = false;
        });
    },
    async timeline(id) {
      try {
        return await api.timeline(id);
      } catch (error) {
        expired(error);
        throw error;
      }
    },
  };
}
