import { IwtError } from '../errors.ts';
import type { Interaction } from '../interactions/interaction.ts';
import type { Interactions } from '../interactions/interactions.ts';
import type { Committed } from '../journal/change.ts';
import type { Journal } from '../journal/journal.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { type Cursor, createCursors } from './cursors.ts';
import { isDrained, type Mailbox, openMailbox } from './delivery.ts';
import type { OpenStream } from './open-stream.ts';
import type { ChatStore } from './store.ts';
import type { TypingNews } from './typing.ts';

/** After an ended chat was told to the visitor, polls still answer with success for this long. */
export const END_GRACE_MS = 5 * 60_000;
/** The end waits this long for a visitor who has not been told. */
export const END_KEPT_MS = 24 * 3_600_000;

/** A visitor's session in this process. One flat object, because there may be 50,000 of them. */
export interface Session extends Mailbox, Cursor {
  /** In lower case. */
  readonly participantId: string;
  readonly interaction: string;
  /** When the visitor was heard of last. */
  seen: number;
  endedAt: number | null;
  /** Since when the client knows of the end; null: it does not know yet. */
  toldEndAt: number | null;
  typing: readonly TypingNews[] | null;
  streams: OpenStream[] | null;
  /** Until when the database tells other nodes that the visitor is here; 0: it says nothing. */
  leased: number;
}

export interface Sessions {
  /** From memory alone; undefined: not here. Throws `session.unknown` when it is over. */
  find(participantId: string): Session | undefined;
  /** From memory or the database. Errors: `session.unknown`. */
  load(participantId: string): Promise<Session>;
  /** Other processes may serve the same visitor, so that memory alone does not say what he has got. */
  readonly shared: boolean;
  /** Learns what other nodes have delivered meanwhile; nothing to do while no other node can. */
  refresh(session: Session): Promise<void>;
  /** The session of a chat that this process started just now. */
  begin(state: Interaction, participantId: string): Session;
  ofInteraction(interaction: string): Session | undefined;
  /** `delivered` moved: keeps the time of the end in mind, and writes the cursor unless `write` puts it off to `tidy`. */
  delivered(session: Session, write?: 'now' | 'later'): void;
  /** Writes what was put off. */
  tidy(session: Session): void;
  drop(session: Session): void;
  all(): Iterable<Session>;
  size(): number;
  /** Resolves when every cursor is on disk, or could not be written. */
  flush(): Promise<void>;
  close(): void;
}

export interface SessionParts {
  readonly journal: Pick<Journal, 'watch' | 'commit'>;
  readonly interactions: Pick<Interactions, 'peek' | 'byParticipant'>;
  readonly store: ChatStore;
  /** Whether other processes may use the database. */
  readonly shared: boolean;
  readonly runtime: Runtime;
  /** Called after a commit changed what the session may see. */
  readonly changed: (session: Session, committed: Committed) => void;
}

/** The sessions of all visitors who came by this process, and what is delivered to each. */
export function createSessions(parts: SessionParts): Sessions {
  const { journal, interactions, store, shared, runtime, changed } = parts;
  const { clock } = runtime;
  const byParticipant = new Map<string, Session>();
  const byInteraction = new Map<string, Session>();
  const loading = new Map<string, Promise<Session>>();
  const cursors = createCursors(journal, store, runtime);

  function find(participantId: string): Session | undefined {
    const session = byParticipant.get(participantId) ?? byParticipant.get(participantId.toLowerCase());
    if (session !== undefined && session.endedAt !== null && isOver(session, clock.now())) throw unknown();
    return session;
  }

  async function load(participantId: string): Promise<Session> {
    const id = participantId.toLowerCase();
    const session = find(id);
    if (session) return session;
    let pending = loading.get(id);
    if (!pending) {
      pending = read(id).finally(() => loading.delete(id));
      loading.set(id, pending);
    }
    return pending;
  }

  async function read(id: string): Promise<Session> {
    const state = await interactions.byParticipant(id);
    if (state?.type === 'chat') return restore(state, id);
    throw unknown();
  }

  async function restore(state: Interaction, id: string): Promise<Session> {
    const delivered = await store.delivered(state.participantDigest);
    // Commits may have come in between; from here to the maps nothing can.
    const newest = interactions.peek(state.id) ?? state;
    const session = byParticipant.get(id) ?? add(newest, id, delivered);
    if (session.endedAt !== null && isOver(session, clock.now())) {
      drop(session);
      throw unknown();
    }
    return session;
  }

  function add(state: Interaction, participantId: string, delivered: number): Session {
    const session: Session = {
      ...openMailbox(delivered, state.visible),
      participantId,
      interaction: state.id,
      participantDigest: state.participantDigest,
      seen: clock.now(),
      endedAt: state.endedAt,
      toldEndAt: null,
      typing: null,
      streams: null,
      saved: delivered,
      leased: 0,
    };
    if (state.endedAt !== null && isDrained(session)) session.toldEndAt = state.endedAt;
    byParticipant.set(participantId, session);
    byInteraction.set(state.id, session);
    return session;
  }

  async function refresh(session: Session): Promise<void> {
    const { delivered: known, saved } = session;
    // What was delivered here and is not written yet is newer than what the database says.
    if (!shared || known !== saved) return;
    const stored = await store.delivered(session.participantDigest);
    if (stored === known || session.delivered !== known || session.saved !== saved) return;
    session.delivered = stored;
    session.saved = stored;
    session.settled = null;
    delivered(session, 'later');
  }

  function drop(session: Session): void {
    byParticipant.delete(session.participantId);
    byInteraction.delete(session.interaction);
  }

  function onCommit(committed: Committed): void {
    const session = byInteraction.get(committed.interaction);
    if (!session) return;
    const state = interactions.peek(committed.interaction);
    // Not in memory any more: one more than delivered makes the next poll look.
    session.visible = state ? state.visible : Math.max(session.visible, session.delivered + 1);
    if (state) session.endedAt = state.endedAt;
    changed(session, committed);
  }

  function delivered(session: Session, write: 'now' | 'later' = 'now'): void {
    if (session.endedAt !== null) session.toldEndAt = isDrained(session) ? (session.toldEndAt ?? clock.now()) : null;
    if (write === 'now') tidy(session);
  }

  function tidy(session: Session): void {
    if (session.saved !== session.delivered) cursors.write(session);
  }

  const unwatch = journal.watch(onCommit);

  return {
    find,
    load,
    shared,
    refresh,
    begin: (state, participantId) => add(interactions.peek(state.id) ?? state, participantId.toLowerCase(), 0),
    ofInteraction: (interaction) => byInteraction.get(interaction),
    delivered,
    tidy,
    drop,
    all: () => byParticipant.values(),
    size: () => byParticipant.size,
    async flush() {
      for (const session of byParticipant.values()) tidy(session);
      await cursors.flush();
    },
    close() {
      unwatch();
      cursors.close();
    },
  };
}

/** The visitor was told of the end, and the time after it has passed; or nobody came to be told for a day. */
export function isOver({ endedAt, toldEndAt }: Session, now: number): boolean {
  if (endedAt === null) return false;
  return toldEndAt === null ? now >= endedAt + END_KEPT_MS : now >= toldEndAt + END_GRACE_MS;
}

function unknown(): IwtError {
  return new IwtError('session.unknown', 'There is no such chat, or it ended a while ago.');
}
