import { type SessionData, Store } from 'express-session';
import type { Database } from '../database/connect.ts';
import type { Cancel } from '../runtime/clock.ts';
import { digest } from '../runtime/ids.ts';
import type { Runtime } from '../runtime/runtime.ts';

const minute = 60_000;
/** An expiry moves at most this often, so that a busy session does not write with every request. */
const touchEvery = minute;
const sweepEvery = 10 * minute;
/** Sessions whose expiry is remembered; a forgotten one costs a write more. */
const remembered = 10_000;

type Done = (error?: unknown) => void;

/** Sessions of one world in `iwt_session`. Nothing at rest opens a session: the cookie's id is kept as a digest. */
export interface SessionStore extends Store {
  /** Ends every session of a person, in all processes; `except` is the id of one that stays. */
  endSessionsOf(subject: string, except?: string): Promise<void>;
  /** Removes expired rows now and every ten minutes. */
  start(): void;
  close(): void;
}

interface Parts {
  readonly database: Database;
  readonly runtime: Pick<Runtime, 'clock' | 'log'>;
  /** Keeps worlds apart: a session of one opens nothing in another. At most 20 characters. */
  readonly world: string;
  /** Milliseconds without a request after which a session ends. */
  readonly idle: number;
}

/** The person is read from the session's `subject`. */
export function createSessionStore({ database, runtime, world, idle }: Parts): SessionStore {
  const { knex } = database;
  const { clock, log } = runtime;
  const table = () => knex('iwt_session');
  const keyOf = (sid: string) => digest(`${world}:${sid}`);
  const subjectOf = (subject: string) => `${world}:${subject}`;
  /** Expiry by key of sessions that this process has seen; 0: it saw the end. Their rows are updated, never made anew. */
  const seen = new Map<string, number>();
  let cancel: Cancel | undefined;

  function remember(key: string, expires: number): void {
    seen.delete(key);
    seen.set(key, expires);
    const [oldest] = seen.keys();
    if (seen.size > remembered && oldest !== undefined) seen.delete(oldest);
  }

  async function read(sid: string): Promise<SessionData | null> {
    const key = keyOf(sid);
    const row = await table().where({ sid_digest: key }).first('data', 'expires_at');
    if (row === undefined || row.expires_at <= clock.now()) return null;
    remember(key, row.expires_at);
    return JSON.parse(row.data);
  }

  /** A request that was under way when its session was ended must not bring it back, so only a new one is inserted. */
  async function write(sid: string, session: SessionData): Promise<void> {
    const key = keyOf(sid);
    const expires = clock.now() + idle;
    const subject = (session as { subject?: unknown }).subject;
    const row = {
      data: JSON.stringify(session),
      expires_at: expires,
      subject: typeof subject === 'string' ? subjectOf(subject) : null,
    };
    if (seen.has(key)) {
      const updated = await table().where({ sid_digest: key }).update(row);
      remember(key, updated > 0 ? expires : 0);
      return;
    }
    await table()
      .insert({ sid_digest: key, ...row })
      .onConflict('sid_digest')
      .merge();
    remember(key, expires);
  }

  async function touch(sid: string): Promise<void> {
    const key = keyOf(sid);
    const expires = clock.now() + idle;
    const known = seen.get(key);
    if (known !== undefined && expires - known < touchEvery) return;
    const updated = await table().where({ sid_digest: key }).update({ expires_at: expires });
    remember(key, updated > 0 ? expires : 0);
  }

  async function remove(sid: string): Promise<void> {
    const key = keyOf(sid);
    remember(key, 0);
    await table().where({ sid_digest: key }).del();
  }

  function sweep(): void {
    table()
      .where('expires_at', '<=', clock.now())
      .del()
      .catch((error) => log.warn({ err: error }, 'expired sessions could not be removed; tried again later'));
    cancel = clock.after(sweepEvery, sweep);
  }

  class TableStore extends Store {
    override get(sid: string, done: (error: unknown, session?: SessionData | null) => void): void {
      read(sid).then((session) => done(null, session), done);
    }
    override set(sid: string, session: SessionData, done?: Done): void {
      settle(write(sid, session), done);
    }
    override touch(sid: string, _session: SessionData, done?: Done): void {
      settle(touch(sid), done);
    }
    override destroy(sid: string, done?: Done): void {
      settle(remove(sid), done);
    }
  }

  return Object.assign(new TableStore(), {
    async endSessionsOf(subject: string, except?: string) {
      const rows = table().where({ subject: subjectOf(subject) });
      if (except !== undefined) rows.whereNot({ sid_digest: keyOf(except) });
      await rows.del();
    },
    start() {
      if (!cancel) sweep();
    },
    close() {
      cancel?.();
    },
  });
}

function settle(work: Promise<void>, done: Done = () => {}): void {
  work.then(() => done(), done);
}
