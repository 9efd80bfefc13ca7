import type { Agents } from '../agents/agents.ts';
import type { User } from '../agents/user.ts';
import type { Chat, Typing } from '../chat/chat.ts';
import type { Bus } from '../cluster/bus.ts';
import type { InteractionEvent } from '../interactions/events.ts';
import type { Interaction } from '../interactions/interaction.ts';
import type { Interactions } from '../interactions/interactions.ts';
import type { Committed } from '../journal/change.ts';
import type { Journal } from '../journal/journal.ts';
import type { Cancel } from '../runtime/clock.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { EventSink } from '../wire/room.ts';
import { messagesFor } from './announce.ts';
import { createAudience, type View } from './audience.ts';
import { createStream, type Message, type Stream } from './connection.ts';
import type { Names } from './names.ts';
import type { ReadModel } from './read-model.ts';
import { replay, resumePosition } from './resume.ts';
import { sees } from './rights.ts';
import { summarize } from './summary.ts';

/** Milliseconds between two looks at whether the sessions behind the streams still stand. */
const checkInterval = 15_000;
/** Commits waiting to be announced; beyond it consoles start anew, which is cheaper. */
const backlogLength = 5_000;
const readTopic = 'console.read';

/** A user read an interaction up to `mark`, on whichever node. */
interface ReadNotice {
  readonly user: string;
  readonly interaction: string;
  readonly mark: number;
}

export interface Streams {
  /**
   * Opens an event stream and resolves once it is live. `left` is called once when it has ended, whoever ended it.
   * Nothing between `lastEventId` (or, without one, the moment of the call) and live is missed.
   */
  open(
    user: User,
    stands: () => Promise<boolean>,
    lastEventId: string | undefined,
    sink: EventSink,
    left: () => void,
  ): Promise<Cancel>;
  /** Ends the streams of a user whose session no longer stands. Answers how many remain. */
  recheck(user: string): Promise<number>;
  /** All of the user's consoles learn that this was read. */
  noticeRead(notice: ReadNotice): void;
  count(): number;
  close(): void;
}

export interface StreamParts {
  readonly journal: Pick<Journal, 'watch' | 'position' | 'readFrom'>;
  readonly interactions: Pick<Interactions, 'peek' | 'get'>;
  readonly agents: Pick<Agents, 'find' | 'watch'>;
  readonly chat: Pick<Chat, 'onTyping'>;
  readonly bus: Bus;
  readonly readModel: Pick<ReadModel, 'summary' | 'marks' | 'unread'>;
  readonly names: Names;
  /** A user as the API shows him. */
  readonly present: (user: User) => unknown;
  readonly runtime: Runtime;
}

/** One listener on the journal for all consoles of this node; what it hears goes to those who may see it. */
export function createStreams(parts: StreamParts): Streams {
  const { journal, interactions, agents, readModel, names, runtime } = parts;
  const audience = createAudience();
  const backlog: (() => Promise<void> | void)[] = [];
  let working = false;
  let closed = false;

  /** One thing after the other, in the order they happened. */
  function then(work: () => Promise<void> | void): void {
    if (backlog.length >= backlogLength) {
      backlog.length = 0;
      resetAll();
    }
    backlog.push(work);
    if (!working) void drain();
  }

  async function drain(): Promise<void> {
    working = true;
    for (let work = backlog.shift(); work; work = backlog.shift()) {
      try {
        await work();
      } catch (error) {
        runtime.log.error({ error }, 'Consoles could not be told what changed; they start anew.');
        resetAll();
      }
    }
    working = false;
  }

  function tell(view: View, message: Message): void {
    for (const stream of view.streams) stream.send(message);
  }

  function resetAll(): void {
    for (const view of audience.all()) reset(view);
  }

  /** Forgets what was told, because the reader forgets it too. */
  function reset(view: View): void {
    view.told.clear();
    tell(view, { event: 'reset', data: {} });
  }

  function committed({ interaction, version, events }: Committed): void {
    if (audience.size() === 0 || events.length === 0) return;
    const safe = journal.position();
    then(async () => {
      const state = await newest(interaction, version);
      if (!state || audience.size() === 0) return;
      await names.learn([state.user, state.lastAttempted]);
      await learnMarks(state, events[0]?.seq === 1);
      const news = { interaction: state, events: events as readonly InteractionEvent[], safe };
      for (const view of audience.of(state)) {
        for (const message of messagesFor(view, news, names.of)) tell(view, message);
      }
    });
  }

  async function newest(id: string, version: number): Promise<Interaction | undefined> {
    const known = interactions.peek(id);
    return known && known.version >= version ? known : await interactions.get(id);
  }

  /** Whoever sees it for the first time needs his read mark; of a new interaction nobody has one. */
  async function learnMarks(interaction: Interaction, isNew: boolean): Promise<void> {
    const { id, version } = interaction;
    const views = [...audience.of(interaction)].filter(
      (view) => sees(view.user, interaction) && !view.told.get(id)?.visible,
    );
    if (views.length === 0) return;
    const marks = isNew
      ? []
      : await readModel.marks(
          id,
          views.map((view) => view.user.id),
        );
    for (const [index, view] of views.entries()) {
      const mark = marks[index] ?? 0;
      const unread = await readModel.unread(interaction, mark);
      view.told.set(id, { visible: false, version: 0, mark, unread, counted: version });
    }
  }

  function typed({ interaction: id, party, name, typing }: Typing): void {
    const interaction = audience.size() === 0 ? undefined : interactions.peek(id);
    if (!interaction) return;
    const typist = interaction.parties.find((candidate) => candidate.party === party)?.user;
    for (const view of audience.of(interaction)) {
      if (view.user.id === typist || !sees(view.user, interaction)) continue;
      tell(view, { event: 'typing', data: { interaction: id, name, typing } });
    }
  }

  function wasRead({ user, interaction: id, mark }: ReadNotice): void {
    then(async () => {
      const view = audience.get(user);
      const interaction = view && (interactions.peek(id) ?? (await interactions.get(id)));
      if (!view || !interaction || !sees(view.user, interaction)) return;
      const unread = await readModel.unread(interaction, mark);
      const { version } = interaction;
      await names.learn([interaction.user, interaction.lastAttempted]);
      view.told.set(id, { visible: true, version, mark, unread, counted: version });
      tell(view, { event: 'interaction', data: summarize(interaction, view.user, unread, names.of) });
    });
  }

  /** A changed user's consoles learn it; new rights mean a new list. */
  function userChanged(id: string, kind: 'status' | 'user' | 'ended'): void {
    if (kind !== 'status') names.forget(id);
    if (!audience.get(id)) return;
    then(async () => {
      if (kind === 'ended') await recheck(id);
      const user = await agents.find(id);
      const view = audience.get(id);
      if (!user || !view) return;
      const sameRights = rightsOf(user) === rightsOf(view.user);
      audience.update(view, user);
      tell(view, { event: 'me', data: parts.present(user) });
      if (!sameRights) reset(view);
    });
  }

  async function recheck(id: string): Promise<number> {
    const view = audience.get(id);
    if (!view) return 0;
    const user = await agents.find(id);
    for (const stream of [...view.streams]) if (!user?.active || !(await stream.stands())) stream.end();
    return view.streams.size;
  }

  /** Also tells quiet streams how far they have got, so that they resume from there and not from long ago. */
  async function check(): Promise<void> {
    for (const view of [...audience.all()]) {
      try {
        await recheck(view.user.id);
      } catch (error) {
        // An unreachable database ends no session; the next look decides.
        runtime.log.warn({ error }, 'Sessions of open consoles could not be looked up.');
      }
    }
    const position = journal.position();
    then(() => {
      for (const view of audience.all()) for (const stream of view.streams) stream.advance(position);
    });
    schedule();
  }

  let cancelCheck: Cancel = () => {};
  function schedule(): void {
    if (!closed) cancelCheck = runtime.clock.after(checkInterval, () => void check());
  }
  schedule();

  const cancels = [
    journal.watch(committed),
    parts.chat.onTyping(typed),
    agents.watch(({ user, kind }) => userChanged(user, kind)),
    parts.bus.subscribe(readTopic, (message) => wasRead(message as ReadNotice)),
  ];

  function attach(user: User, sink: EventSink, stands: () => Promise<boolean>, left: () => void): Stream {
    const view = audience.enter(user);
    const stream = createStream(sink, stands, () => {
      view.streams.delete(stream);
      if (view.streams.size === 0 && audience.get(user.id) === view) audience.leave(view);
      left();
    });
    view.streams.add(stream);
    return stream;
  }

  async function goLive(stream: Stream, user: User, lastEventId: string | undefined): Promise<void> {
    const position = journal.position();
    const from = lastEventId === undefined ? position : resumePosition(lastEventId, position);
    const caughtUp = lastEventId === undefined || (from !== undefined && (await replay(parts, user, from, stream)));
    if (!caughtUp) stream.pass({ event: 'reset', data: {} });
    stream.pass({ event: 'ready', data: { position: String(position) }, id: position });
    stream.release();
  }

  return {
    async open(user, stands, lastEventId, sink, left) {
      const stream = attach(user, sink, stands, left);
      if (closed) stream.end();
      try {
        // The user may have changed while the request was on its way.
        const now = await agents.find(user.id);
        const view = audience.get(user.id);
        if (view && now) audience.update(view, now);
        if (now?.active) await goLive(stream, now, lastEventId);
        else stream.end();
      } catch (error) {
        runtime.log.error({ error }, 'A console could not be brought up to date.');
        stream.end();
      }
      return () => stream.end();
    },
    recheck,
    noticeRead: (notice) => parts.bus.publish(readTopic, notice),
    count: () => [...audience.all()].reduce((sum, view) => sum + view.streams.size, 0),
    close() {
      closed = true;
      cancelCheck();
      for (const cancel of cancels) cancel();
      for (const view of [...audience.all()]) for (const stream of [...view.streams]) stream.end();
    },
  };
}

function rightsOf(user: User): string {
  return JSON.stringify([user.role, user.workgroups.map(({ id }) => id).sort()]);
}
