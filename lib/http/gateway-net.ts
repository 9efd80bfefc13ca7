import type { Callbacks } from '../callback/callback.ts';
import { participantIdOf } from '../interactions/participant-ids.ts';
import type { Photos } from '../photos/photos.ts';
import type { OwnVisitors } from '../proxy/own-visitors.ts';
import type { Upstreams } from '../proxy/upstreams.ts';
import { type RawBody, read } from '../wire/read.ts';
import * as requests from '../wire/requests.ts';
import { message } from '../wire/shape.ts';
import { createMatcher } from './match.ts';
import type { Place } from './prefixes.ts';
import type { ProtocolRow } from './reply.ts';

/** Decides who answers a request of the visitor protocol while our own engine may stand in for the CIC servers. */
export interface GatewayNet {
  /**
   * True: our own engine answers; false: a CIC server. To be asked before anything is sent, and again when every
   * candidate turned out to be unreachable, because the last of them may just have been found gone.
   *
   * Without a promise unless something must be read: the body of a reconnect, or the first time that a chat is heard of.
   * `body` may be called, so it has to leave the body readable for whoever answers in the end. Never rejects.
   */
  isOurs(place: Place, body: () => RawBody | Promise<RawBody>): boolean | Promise<boolean>;
}

export interface NetParts {
  readonly rows: readonly ProtocolRow[];
  readonly upstreams: Pick<Upstreams, 'netIsOut' | 'netAnswersConfiguration'>;
  readonly visitors: OwnVisitors;
  readonly callbacks: Pick<Callbacks, 'participantOf'>;
  readonly photos: Pick<Photos, 'read'>;
}

type Body = () => RawBody | Promise<RawBody>;

const chatReconnect = message(requests.chatReconnect);
const callbackReconnect = message(requests.callbackReconnect);

/** What begins somewhere. Everything else belongs to whoever it began with. */
const beginning: ReadonlySet<string> = new Set(['chat.start', 'callback.create', 'queue.query', 'register']);

/**
 * What began here stays here, also when the CIC servers are back; what began there is never answered here. So no message
 * reaches both.
 */
export function createGatewayNet({ rows, upstreams, visitors, callbacks, photos }: NetParts): GatewayNet {
  const match = createMatcher(rows);

  async function byChat(body: Body): Promise<boolean> {
    const { chatID } = read(chatReconnect, await body(), undefined);
    return visitors.has(participantIdOf(chatID.trim().toLowerCase()));
  }

  async function byNumber(body: Body): Promise<boolean> {
    const { callbackID } = read(callbackReconnect, await body(), undefined);
    return visitors.has(await callbacks.participantOf(callbackID));
  }

  /** What cannot be read is for a CIC server to refuse. */
  function unlessBroken(own: Promise<boolean>): Promise<boolean> {
    return own.catch(() => false);
  }

  return {
    isOurs({ path }, body) {
      const found = match(path);
      if (found === undefined) return false;
      const { row, id } = found;
      if (beginning.has(row.name)) return upstreams.netIsOut();
      switch (row.name) {
        case 'server-configuration':
          return upstreams.netAnswersConfiguration();
        case 'chat.reconnect':
          return unlessBroken(byChat(body));
        case 'callback.reconnect':
          return unlessBroken(byNumber(body));
        case 'photo':
          // Named by its content: whoever shows it has it from an agent of ours, or the same picture from theirs.
          return unlessBroken(photos.read(id).then((photo) => photo !== undefined));
        default:
          return id !== '' && visitors.has(id);
      }
    },
  };
}
