import type { Agents } from '../agents/agents.ts';
import type { User, UserChange } from '../agents/user.ts';
import type { Chat } from '../chat/chat.ts';
import type { Bus } from '../cluster/bus.ts';
import type { Interactions } from '../interactions/interactions.ts';
import type { Journal } from '../journal/journal.ts';
import type { Cancel } from '../runtime/clock.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { EventSink } from '../wire/room.ts';
import { createAudience, type View } from './audience.ts';
import { createBacklog } from './backlog.ts';
import { createStream, type Session, type Stream } from './connection.ts';
import type { Known } from './known.ts';
import { createNewsDesk, type ReadNotice, tell } from './news.ts';
import type { ReadModel } from './read-model.ts';
import { replay, resumePosition } from './resume.ts';

/** Milliseconds between two looks at whether the sessions behind the streams still stand. */
const checkInterval = 15_000;
const readTopic = 'console.read';

export interface Streams {
  /**
   * Opens an event stream and resolves once it is live. `left` is called once when it has ended, whoever ended it.
   * Nothing between `lastEventId` (or, without one, the moment of the call) and live is missed.
   */
  open(
    user: User,
    session: Session,
    lastEventId: string | undefined,
    sink: EventSink,
    left: () => void,
  ): Promise<Cancel>;
  /** Ends the streams of a user whose session no longer stands. Answers how many remain. */
  recheck(user: string): Promise<number>;
  /** All of the user's consoles learn that this was read. */
  noticeRead(notice: ReadNotice): void;
  /** Whether the user has a stream open in another session than this one. */
  openElsewhere(user: string, session: string | undefined): boolean;
  count(): number;
  close(): void;
  /** Resolves when all that happened has been told. */
  settled(): Promise<void>;
}

export interface StreamParts {
  readonly journal: Pick<Journal, 'watch' | 'position' | 'readFrom'>;
  readonly interactions: Pick<Interactions, 'peek' | 'get'>;
  readonly agents: Pick<Agents, 'find' | 'watch'>;
  readonly chat: Pick<Chat, 'onTyping'>;
  readonly bus: Pick<Bus, 'publish' | 'subscribe'>;
  readonly readModel: Pick<ReadModel, 'summary' | 'list' | 'marks' | 'unread'>;
  readonly known: Known;
  /** A user as the API shows him. */
  readonly present: (user: User) => unknown;
  readonly runtime: Runtime;
}

/** One listener on the journal for all consoles of this node; what it hears goes to those who may see it. */
/** Consoles that one agent may have open in this process; a browser opens at most six to a site. */
const mostStreams = 16;

export function createStreams(parts: StreamParts): Streams {
  const { journal, agents, known, runtime } = parts;
  const audience = createAudience();
  const desk = createNewsDesk({ ...parts, audience });
  const backlog = createBacklog(runtime.log, () => {
    for (const view of audience.all()) reset(view);
  });
  let closed = false;

  /** Forgets what was told, because the reader forgets it too. */
  function reset(view: View): void {
    view.told.clear();
    tell(view, { event: 'reset', data: {} });
  }

  /** A changed user's consoles learn it; new rights mean a new list. */
  async function userChanged({ user: id, kind }: UserChange): Promise<void> {
    if (kind === 'ended') await recheck(id);
    const user = await agents.find(id);
    const view = audience.get(id);
    if (user && view) learn(view, user);
  }

  function learn(view: View, user: User): void {
    const sameRights = rightsOf(user) === rightsOf(view.user);
    audience.update(view, user);
    tell(view, { event: 'me', data: parts.present(user) });
    if (!sameRights) reset(view);
  }

  /** Everything of a user that consoles show or obey. */
  function looksOf(user: User): string {
    return JSON.stringify([parts.present(user), rightsOf(user)]);
  }

  async function recheck(id: string): Promise<number> {
    const view = audience.get(id);
    if (!view) return 0;
    const user = await agents.find(id);
    // Another node may have changed the user, and its word may have been lost on the way.
    if (user && looksOf(user) !== looksOf(view.user)) backlog.add(() => userChanged({ user: id, kind: 'user' }));
    for (const stream of [...view.streams]) if (!user?.active || !(await stream.session.stands())) stream.end();
    return view.streams.size;
  }

  /** Also tells quiet streams how far they have got, so that they resume from there and not from long ago. */
  async function check(): Promise<void> {
    const position = journal.position();
    backlog.add(() => {
      for (const view of audience.all()) for (const stream of view.streams) stream.advance(position);
    });
    for (const view of [...audience.all()]) {
      try {
        await recheck(view.user.id);
      } catch (error) {
        // An unreachable database ends no session; the next look decides.
        runtime.log.warn({ err: error }, 'Sessions of open consoles could not be looked up.');
      }
    }
  }

  let cancelCheck: Cancel = () => {};
  function schedule(): void {
    if (!closed) cancelCheck = runtime.clock.after(checkInterval, () => void check().finally(schedule));
  }
  schedule();

  const cancels = [
    journal.watch((committed) => {
      if (audience.size() === 0 || committed.events.length === 0) return;
      const safe = journal.position();
      backlog.add(() => desk.committed(committed, safe));
    }),
    parts.chat.onTyping((typing) => {
      if (audience.size() > 0) desk.typed(typing);
    }),
    agents.watch((change) => {
      if (change.kind !== 'status') known.forget(change.user);
      if (audience.get(change.user)) backlog.add(() => userChanged(change));
    }),
    parts.bus.subscribe(readTopic, (message) => {
      const notice = message as ReadNotice;
      if (audience.get(notice.user)) backlog.add(() => desk.wasRead(notice));
    }),
  ];

  function attach(user: User, sink: EventSink, session: Session, left: () => void): Stream {
    const view = audience.enter(user);
    // The oldest goes: most likely nobody reads it any more.
    const [oldest] = view.streams;
    if (oldest && view.streams.size >= mostStreams) oldest.end();
    const stream = createStream(sink, session, () => {
      view.streams.delete(stream);
      if (view.streams.size === 0 && audience.get(user.id) === view) audience.leave(view);
      left();
    });
    view.streams.add(stream);
    return stream;
  }

  /** From here on nothing passes by unheard: what happens meanwhile waits in the stream. */
  async function bringUpToDate(stream: Stream, user: User, lastEventId: string | undefined): Promise<void> {
    const position = journal.position();
    if (lastEventId !== undefined) {
      const from = resumePosition(lastEventId, position);
      const complete = from !== undefined && (await replay(parts, user, from, stream));
      if (!complete) stream.pass({ event: 'reset', data: {} });
    }
    stream.pass({ event: 'ready', data: { position: String(position) }, id: position });
    stream.release();
  }

  return {
    async open(user, session, lastEventId, sink, left) {
      const stream = attach(user, sink, session, left);
      try {
        // The user may have changed while the request was on its way.
        const now = await agents.find(user.id);
        const view = audience.get(user.id);
        if (view && now) audience.update(view, now);
        if (now?.active && !closed) await bringUpToDate(stream, now, lastEventId);
        else stream.end();
      } catch (error) {
        runtime.log.error({ err: error }, 'A console could not be brought up to date.');
        stream.end();
      }
      return () => stream.end();
    },
    recheck,
    openElsewhere(user, session) {
      for (const stream of audience.get(user)?.streams ?? []) if (stream.session.session !== session) return true;
      return false;
    },
    noticeRead: (notice) => parts.bus.publish(readTopic, notice),
    count: () => [...audience.all()].reduce((sum, view) => sum + view.streams.size, 0),
    close() {
      closed = true;
      cancelCheck();
      for (const cancel of cancels) cancel();
      for (const view of [...audience.all()]) for (const stream of [...view.streams]) stream.end();
    },
    settled: backlog.settled,
  };
}

function rightsOf(user: User): string {
  return JSON.stringify([user.role, user.workgroups.map(({ id }) => id).sort()]);
}
