import type { User } from '../agents/user.ts';
import type { Interaction } from '../interactions/interaction.ts';
import type { Stream } from './connection.ts';

/** What a user's open consoles were told last about an interaction. */
export interface Told {
  readonly visible: boolean;
  readonly version: number;
  /** Read up to this `seq`. */
  readonly mark: number;
  /** Visitor's texts after the mark, counted up to `counted`. */
  readonly unread: number;
  readonly counted: number;
}

/** A user with at least one open event stream on this node. */
export interface View {
  user: User;
  readonly streams: Set<Stream>;
  /** By interaction; absent: nothing was told yet. */
  readonly told: Map<string, Told>;
}

/** Who looks, found without asking everybody. */
export interface Audience {
  get(user: string): View | undefined;
  all(): Iterable<View>;
  size(): number;
  /** The user's view, made when there is none. */
  enter(user: User): View;
  /** Role or workgroups may be new. */
  update(view: View, user: User): void;
  leave(view: View): void;
  /** Views that may see, or may have seen, the interaction. */
  of(interaction: Interaction): Set<View>;
}

export function createAudience(): Audience {
  const byUser = new Map<string, View>();
  const byQueue = new Map<string, Set<View>>();
  const administrators = new Set<View>();

  function index(view: View): void {
    if (view.user.role === 'administrator') administrators.add(view);
    for (const { id } of view.user.workgroups) {
      const views = byQueue.get(id);
      if (views) views.add(view);
      else byQueue.set(id, new Set([view]));
    }
  }

  function unindex(view: View): void {
    administrators.delete(view);
    for (const { id } of view.user.workgroups) {
      const views = byQueue.get(id);
      views?.delete(view);
      if (views?.size === 0) byQueue.delete(id);
    }
  }

  return {
    get: (user) => byUser.get(user),
    all: () => byUser.values(),
    size: () => byUser.size,
    enter(user) {
      const present = byUser.get(user.id);
      if (present) return present;
      const view: View = { user, streams: new Set(), told: new Map() };
      byUser.set(user.id, view);
      index(view);
      return view;
    },
    update(view, user) {
      unindex(view);
      view.user = user;
      index(view);
    },
    leave(view) {
      unindex(view);
      byUser.delete(view.user.id);
    },
    of({ queue, user, parties }) {
      const views = new Set(administrators);
      for (const view of byQueue.get(queue.id) ?? []) views.add(view);
      for (const id of [queue.id, user, ...parties.map((party) => party.user)]) {
        const view = id === null ? undefined : byUser.get(id);
        if (view) views.add(view);
      }
      return views;
    },
  };
}
